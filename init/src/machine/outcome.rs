use super::context::Machine;
use super::jobs::{fail_dependents, is_upheld, unwant, want};
use super::shutdown::shut_down;
use super::types::{ActiveState, Command, Environment, Failing, Id, Job, What};
use crate::sys::signal;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

/// A start has come to its end: the unit is in the state it shall have.
pub fn started(m: &mut Machine<'_>, id: Id, state: ActiveState) {
    let unit = m.unit_mut(id);
    if unit.job == Some(Job::Start) {
        unit.job = None;
    }
    unit.retrying = false;
    unit.checking = false;
    m.enter(id, state);
    // A stop that came meanwhile goes first, and tells those who asked.
    if m.unit(id).job.is_none() {
        m.answer(id, &[What::Start, What::Restart], 0, None);
    }
}

/// It does not run any more, and is started again if that is its job or somebody upholds it.
pub fn stopped(m: &mut Machine<'_>, id: Id) {
    let again = m.state.ending.is_none() && (m.unit(id).job == Some(Job::Restart) || is_upheld(m, id));
    forget(m, id);
    m.enter_keeping(id, ActiveState::Inactive, again);
    m.answer(id, &[What::Stop], 0, None);
    m.answer(id, &[What::Reload], 1, Some(&format!("{} is not active", m.name(id))));
    if again {
        want(m, id, m.unit(id).environment.clone());
    } else {
        m.answer(id, &[What::Start, What::Restart], 1, Some(&format!("{} was stopped", m.name(id))));
    }
}

/// It has failed and nothing starts it again: that ends the container, after OnFailure=.
pub fn failed(m: &mut Machine<'_>, id: Id) {
    let code = m.unit(id).code.unwrap_or(1);
    let exit = if code == 0 { 1 } else { code };
    let ends = m.state.ending.is_none();
    forget(m, id);
    // A manager that comes after this one finds the code, should this one go no further.
    if ends && m.state.failing.is_none() && !m.plan.settings.keep_up {
        m.act(Command::ExitCode { code: exit });
    }
    m.enter(id, ActiveState::Failed);
    let result = m.unit(id).result.as_deref().unwrap_or("exit-code");
    let text = format!("{} failed: {result}, exit code {code}", m.name(id));
    m.say(text.clone());
    m.answer(id, &[What::Start, What::Restart, What::Reload], 1, Some(&text));
    m.answer(id, &[What::Stop], 0, None);
    fail_dependents(m, id);
    for other in &m.planned(id).bound_by {
        unwant(m, *other);
    }
    if !ends {
        return;
    }
    let on_failure = &m.planned(id).on_failure;
    if on_failure.is_empty() {
        let code = m.state.failing.as_ref().map_or(exit, |failing| failing.code);
        fatal(m, code);
        return;
    }
    for other in on_failure {
        want(m, *other, monitor_environment(m, id));
    }
    m.state.failing.get_or_insert(Failing { code: exit, units: Vec::new() }).units.extend(on_failure);
}

pub fn fatal(m: &mut Machine<'_>, code: i64) {
    m.state.failing = None;
    if m.plan.settings.keep_up {
        m.say("the container stays up, as S6_DONT_TERMINATE_ON_ERROR says".into());
    } else {
        shut_down(m, code);
    }
}

/// What OnFailure= and OnSuccess= units hear of the unit (man systemd.exec); the invocation is added by who starts them.
pub fn monitor_environment(m: &Machine<'_>, id: Id) -> Environment {
    let unit = m.unit(id);
    let result = unit.result.as_deref().unwrap_or("success");
    let code = unit.code.unwrap_or(0);
    let signal = (result != "exit-code").then_some(code).and_then(|code| signal::name(i32::try_from(code - 128).ok()?));
    let status = signal.map_or_else(|| code.to_string(), ToString::to_string);
    [
        ("MONITOR_UNIT", m.name(id).to_string()),
        ("MONITOR_SERVICE_RESULT", result.to_string()),
        ("MONITOR_EXIT_CODE", if signal.is_some() { "killed" } else { "exited" }.to_string()),
        ("MONITOR_EXIT_STATUS", status),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_string(), value))
    .collect()
}

fn forget(m: &mut Machine<'_>, id: Id) {
    let unit = m.unit_mut(id);
    unit.job = None;
    unit.number = None;
    unit.pid = None;
    unit.main_pid = None;
    unit.finishing = false;
    unit.checking = false;
    unit.retrying = false;
    unit.code_of_logger = None;
    unit.reload_deadline = None;
    m.never(id);
}
