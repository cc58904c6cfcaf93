use super::context::Machine;
use super::ended::ended;
use super::jobs::want_but;
use super::outcome::fatal;
use super::shutdown::shut_down;
use super::stop::signal;
use super::types::{
    ActiveState, Command, ContainerCommand, DeadlineKind, EndFound, Failing, Id, Job, RecoveredUnit, Recovery,
};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// How long the word of an end may be on its way.
const LOST_END: i64 = 1_000_000;
/// An end may take TimeoutStopSec= for ExecStop=, for what is left, and for ExecStopPost=.
const DEFAULT_STOP: i64 = 90_000_000;

/// A manager was killed, and this one takes over what it has left. Nobody knows any more who had asked for what.
pub fn recover(m: &mut Machine<'_>, found: &Recovery) {
    m.say("the manager was started again".into());
    // First all are as they were, for what one does depends on others.
    for (id, unit) in &found.units {
        restore(m, *id, unit);
    }
    recover_command(m, found);
    m.state.ready = found.ready;
    if found.ending {
        shut_down(m, found.exit_code);
    }
    for (id, unit) in &found.units {
        resume(m, *id, unit);
    }
    if found.ending {
        return;
    }
    recover_failure(m, found.exit_code);
    if !m.state.ready
        && let Some(target) = m.plan.called.get("default.target")
    {
        let known = found.units.iter().map(|(id, _)| *id).collect();
        want_unknown(m, *target, &known, &mut BTreeSet::new());
    }
}

fn restore(m: &mut Machine<'_>, id: Id, found: &RecoveredUnit) {
    let is_service = m.service(id).is_some();
    let unit = m.unit_mut(id);
    unit.state = found.state;
    unit.job = found.job;
    unit.environment = found.environment.clone();
    unit.number = found.number.filter(|_| is_service);
    unit.code = Some(0);
    // What does not fit: the manager was killed before it wrote the rest.
    unit.job = match (unit.state, unit.job) {
        (ActiveState::Starting, None) => Some(Job::Start),
        (ActiveState::Stopping, None) => Some(Job::Stop),
        (ActiveState::Active | ActiveState::Exited, Some(Job::Start)) => None,
        (ActiveState::Inactive | ActiveState::Failed, Some(Job::Stop | Job::Restart)) => None,
        (_, job) => job,
    };
}

/// What was under way with it goes on.
fn resume(m: &mut Machine<'_>, id: Id, found: &RecoveredUnit) {
    let state = m.unit(id).state;
    let Some(service) = m.service(id) else {
        if state == ActiveState::Starting {
            m.unit_mut(id).checking = true;
            m.act(Command::Check { unit: id });
        }
        return;
    };
    match state {
        ActiveState::Restarting => {
            let unit = m.unit_mut(id);
            if unit.job == Some(Job::Start) {
                unit.job = None;
                unit.retrying = true;
            }
            m.in_time(id, Some(service.restart_micros), DeadlineKind::Restart);
        }
        ActiveState::Starting | ActiveState::Active | ActiveState::Stopping => {
            if service.kind == "idle" {
                m.act(Command::ReleaseIdle { unit: id });
            }
            match &found.ended {
                // It was to start, and has not said that it did.
                _ if m.unit(id).number.is_none() => {
                    m.act(Command::BringUp { unit: id, environment: m.unit(id).environment.clone() });
                }
                EndFound::Unknown => m.in_time(id, Some(LOST_END), DeadlineKind::LostEnd),
                EndFound::As(result, code) => ended(m, id, result, *code),
                EndFound::No => follow(m, id, found.alive),
            }
        }
        ActiveState::Inactive | ActiveState::Failed | ActiveState::Exited => {}
    }
}

fn follow(m: &mut Machine<'_>, id: Id, alive: bool) {
    let unit = m.unit_mut(id);
    unit.pid = unit.number;
    let state = unit.state;
    let Some(service) = m.service(id) else { return };
    if state == ActiveState::Starting {
        m.in_time(id, service.start_micros, DeadlineKind::Start);
    } else if state == ActiveState::Active {
        m.in_time(id, service.watchdog_micros, DeadlineKind::Watchdog);
    } else if alive {
        signal(m, id, None);
    } else {
        // What runs ExecStop= or cleans up will say that it has ended, if it was not killed too.
        m.in_time(id, Some(3 * service.stop_micros.unwrap_or(DEFAULT_STOP)), DeadlineKind::LostEnd);
    }
}

fn recover_command(m: &mut Machine<'_>, found: &Recovery) {
    if m.state.command == ContainerCommand::None {
        return;
    }
    if let Some((pid, alive)) = found.command {
        m.state.command = if alive { ContainerCommand::Told } else { ContainerCommand::Over };
        m.state.command_pid = alive.then_some(pid);
    } else if found.ready {
        m.state.command = ContainerCommand::Told;
        // The word may not have been written; it is read once.
        if !found.ending {
            m.act(Command::CommandGo);
        }
    } else if found.ending {
        m.state.command = ContainerCommand::Over;
        m.act(Command::CommandNo);
    }
}

/// A unit has failed, and the container had not come to its end for that.
fn recover_failure(m: &mut Machine<'_>, exit_code: i64) {
    if m.plan.settings.keep_up || m.state.failing.is_some() || m.state.ending.is_some() {
        return;
    }
    let failed: Vec<Id> = m.ids().filter(|id| m.unit(*id).state == ActiveState::Failed).collect();
    if failed.is_empty() {
        return;
    }
    let units: Vec<Id> = failed.iter().flat_map(|id| m.planned(*id).on_failure.iter().copied()).collect();
    let code = if exit_code == 0 { 1 } else { exit_code };
    if units.is_empty() {
        fatal(m, code);
    } else {
        m.state.failing = Some(Failing { code, units });
    }
}

/// What should start with the container, and what the manager before had not come to.
fn want_unknown(m: &mut Machine<'_>, id: Id, known: &BTreeSet<Id>, seen: &mut BTreeSet<Id>) {
    if !seen.insert(id) {
        return;
    }
    if !known.contains(&id) {
        want_but(m, id, Vec::new(), &mut known.clone());
    } else if m.is_up(id) || m.unit(id).job == Some(Job::Start) {
        for other in &m.planned(id).pulls {
            want_unknown(m, *other, known, seen);
        }
    }
}
