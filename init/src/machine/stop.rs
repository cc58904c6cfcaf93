use super::context::Machine;
use super::machine_plan::Kind;
use super::outcome::stopped;
use super::types::{ActiveState, Beside, Command, DeadlineKind, Id};
use alloc::format;
use alloc::string::String;

/// Stops a unit that has that job, when everything that comes after it and is to stop has stopped.
pub fn try_stop(m: &mut Machine<'_>, id: Id) {
    let was = m.unit(id).state;
    let planned = m.planned(id);
    if was == ActiveState::Stopping || planned.successors.iter().any(|other| m.is_to_stop(*other)) {
        return;
    }
    if planned.kind != Kind::Service || was == ActiveState::Restarting || m.is_down(id) {
        stopped(m, id);
        return;
    }
    m.enter(id, ActiveState::Stopping);
    m.act(Command::MarkStopping { unit: id });
    let unit = m.unit(id);
    // Which is bounded by itself.
    if unit.finishing {
        return;
    }
    let has_stop = m.service(id).is_some_and(|service| service.has_stop);
    if was == ActiveState::Exited || (was == ActiveState::Active && has_stop && unit.result.is_none()) {
        let (number, pid) = (unit.number, unit.pid);
        m.never(id);
        m.act(Command::RunBeside { unit: id, what: Beside::Stop, number, was, pid });
    } else {
        signal(m, id, None);
    }
}

/// The first attempt to end it: KillMode= and KillSignal=, or another signal.
pub fn signal(m: &mut Machine<'_>, id: Id, by: Option<&str>) {
    let Some(service) = m.service(id) else { return };
    if service.kill_mode != "none" {
        send(m, id, by.unwrap_or(&service.kill_signal), service.kill_mode == "control-group");
    }
    m.in_time(id, service.stop_micros, DeadlineKind::Stop);
}

/// The last attempt. What KillMode= leaves alone is left alone to the end.
pub fn final_signal(m: &mut Machine<'_>, id: Id) {
    let Some(service) = m.service(id) else { return };
    if let Some(signal) = &service.final_signal {
        send(m, id, signal, service.kill_mode == "control-group" || service.kill_mode == "mixed");
    }
}

fn send(m: &mut Machine<'_>, id: Id, signal: &str, group: bool) {
    let (Some(pid), main_pid) = (m.unit(id).pid, m.unit(id).main_pid) else { return };
    m.act(Command::Signal { unit: id, signal: signal.into(), group, pid, main_pid });
}

/// The service is to end because of this, which counts as its result.
pub fn give_up(m: &mut Machine<'_>, id: Id, result: &str, by: Option<&str>) {
    if !may_be_given_up(m, id) {
        return;
    }
    let unit = m.unit_mut(id);
    unit.result = Some(result.into());
    unit.code = Some(1);
    m.act(Command::WriteResult { unit: id, result: String::from(result) });
    signal(m, id, by);
}

pub fn may_be_given_up(m: &Machine<'_>, id: Id) -> bool {
    let unit = m.unit(id);
    matches!(unit.state, ActiveState::Starting | ActiveState::Active) && unit.result.is_none() && !unit.finishing
}

pub fn watchdog_failed(m: &mut Machine<'_>, id: Id) {
    if may_be_given_up(m, id) {
        m.say(format!("{} did not tell its watchdog that it is well", m.name(id)));
        give_up(m, id, "watchdog", Some("ABRT"));
    }
}
