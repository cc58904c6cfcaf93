use super::context::Machine;
use super::jobs::start_failed;
use super::outcome::{failed, started};
use super::types::{ActiveState, Checked, Command, Id};
use alloc::format;

/// Starts a unit that has that job, if nothing is to come before it.
pub fn try_start(m: &mut Machine<'_>, id: Id) {
    if !m.is_down(id) {
        return;
    }
    let unit = m.planned(id);
    if unit.after.iter().chain(&unit.conflicts).any(|other| m.unit(*other).job.is_some()) {
        return;
    }
    // What it requires and comes after may have failed and be tried again: how that ends is waited for.
    let unsure = |other: &Id| m.unit(*other).state == ActiveState::Restarting || m.unit(*other).retrying;
    if unit.requires.iter().any(|other| unsure(other) && unit.after.contains(other)) {
        return;
    }
    if let Some(missing) = unit.requisite.iter().find(|other| !m.is_up(**other)) {
        start_failed(m, id, &format!("{}, its Requisite, is not active", m.name(*missing)));
    } else if unit.service.is_some() {
        start_service(m, id);
    } else if unit.has_checks {
        check(m, id);
    } else {
        started(m, id, ActiveState::Active);
    }
}

fn start_service(m: &mut Machine<'_>, id: Id) {
    let limit = m.service(id).and_then(|service| service.start_limit);
    if let Some((burst, micros)) = limit.filter(|(burst, _)| *burst > 0) {
        let now = m.now;
        let unit = m.unit_mut(id);
        unit.starts.retain(|at| at + micros > now);
        if unit.starts.len() as i64 >= burst {
            unit.result = Some("start-limit-hit".into());
            failed(m, id);
            return;
        }
        unit.starts.push(now);
    }
    let unit = m.unit_mut(id);
    unit.result = None;
    unit.number = None;
    unit.pid = None;
    m.enter(id, ActiveState::Starting);
    m.act(Command::BringUp { unit: id, environment: m.unit(id).environment.clone() });
}

fn check(m: &mut Machine<'_>, id: Id) {
    m.unit_mut(id).checking = true;
    m.enter(id, ActiveState::Starting);
    m.act(Command::Check { unit: id });
}

/// How the conditions of a target or timer are.
pub fn checked(m: &mut Machine<'_>, id: Id, result: Checked) {
    if !m.unit(id).checking {
        return;
    }
    m.unit_mut(id).checking = false;
    match result {
        Checked::Met => started(m, id, ActiveState::Active),
        Checked::Condition => skipped(m, id),
        Checked::Assert => assertion_failed(m, id),
    }
}

pub fn skipped(m: &mut Machine<'_>, id: Id) {
    m.say(format!("{} was skipped: a condition is not met", m.name(id)));
    started(m, id, ActiveState::Inactive);
}

pub fn assertion_failed(m: &mut Machine<'_>, id: Id) {
    let unit = m.unit_mut(id);
    unit.result = Some("assert".into());
    unit.code = Some(1);
    m.say(format!("{}: an assertion is not met", m.name(id)));
    failed(m, id);
}
