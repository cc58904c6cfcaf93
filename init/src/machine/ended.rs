use super::context::Machine;
use super::jobs::{renew_dependents, unwant, want};
use super::outcome::{failed, monitor_environment, started, stopped};
use super::restart::is_started_again;
use super::start::{assertion_failed, skipped};
use super::types::{ActiveState, DeadlineKind, Id, Job, What};
use alloc::format;
use alloc::string::String;

/// A start of a service has ended, and all that was left of it.
pub fn ended(m: &mut Machine<'_>, id: Id, how: &str, code: i64) {
    m.never(id);
    m.answer(id, &[What::Reload], 1, Some(&format!("{} is not active", m.name(id))));
    let unit = m.unit_mut(id);
    unit.number = None;
    unit.pid = None;
    unit.main_pid = None;
    unit.finishing = false;
    unit.reload_deadline = None;
    let code = unit.code_of_logger.take().unwrap_or(code);
    unit.code = Some(code);
    let mut result = unit.result.take().unwrap_or_else(|| String::from(how));
    let is_starting = unit.state == ActiveState::Starting;
    let is_stopping = unit.state == ActiveState::Stopping;
    // It should have sent READY=1 first.
    if is_starting && result == "success" && m.service(id).is_some_and(|service| service.is_notify()) {
        result = "protocol".into();
    }
    m.unit_mut(id).result = Some(result.clone());
    if is_stopping {
        stopped(m, id);
        return;
    }
    let is_skipped = is_starting && result == "condition";
    let well = result == "success" || is_skipped;
    let again = is_started_again(m, id);
    let job = m.unit(id).job;
    if job == Some(Job::Restart) || (job == Some(Job::Stop) && (well || again)) {
        stopped(m, id);
    } else if is_skipped {
        skipped(m, id);
    } else if is_starting && result == "assert" {
        assertion_failed(m, id);
    } else if again && job != Some(Job::Stop) {
        if !well {
            m.say(format!("{} ended with {code} ({result}) and is started again", m.name(id)));
        }
        wait_for_restart(m, id);
    } else if well {
        ended_well(m, id);
    } else {
        failed(m, id);
    }
}

fn wait_for_restart(m: &mut Machine<'_>, id: Id) {
    let unit = m.unit_mut(id);
    if unit.job == Some(Job::Start) {
        // What only comes after it need not wait for the next attempt; what requires it does.
        unit.job = None;
        unit.retrying = true;
    }
    m.enter(id, ActiveState::Restarting);
    m.in_time(id, Some(m.service(id).map_or(0, |service| service.restart_micros)), DeadlineKind::Restart);
    if !m.unit(id).retrying {
        renew_dependents(m, id);
    }
}

fn ended_well(m: &mut Machine<'_>, id: Id) {
    if m.unit(id).job == Some(Job::Start) {
        started(m, id, ActiveState::Inactive);
    } else {
        stopped(m, id);
    }
    for other in &m.planned(id).bound_by {
        unwant(m, *other);
    }
    for other in &m.planned(id).on_success {
        want(m, *other, monitor_environment(m, id));
    }
}

/// Its supervisor does not answer.
pub fn unsupervised(m: &mut Machine<'_>, id: Id) {
    let unit = m.unit(id);
    let waits = matches!(unit.state, ActiveState::Starting | ActiveState::Stopping) && unit.number.is_none();
    if waits && m.service(id).is_some() {
        m.say(format!("{} has no supervisor", m.name(id)));
        ended(m, id, "resources", 1);
    }
}

/// It was to start and then to stop, before anything of it was there.
pub fn cancelled(m: &mut Machine<'_>, id: Id) {
    if m.unit(id).state == ActiveState::Stopping && m.unit(id).number.is_none() {
        stopped(m, id);
    }
}
