//! What its own program says of a start, from the beginning to the end of its main process.
use super::context::Machine;
use super::outcome::started;
use super::stop::{give_up, may_be_given_up, signal};
use super::types::{ActiveState, Command, DeadlineKind, Id, Number};
use alloc::format;

/// A start of it, which has this number from now on.
pub fn running(m: &mut Machine<'_>, id: Id, number: Number) {
    let unit = m.unit(id);
    if unit.number == Some(number) {
        return;
    }
    let asked = matches!(unit.state, ActiveState::Starting | ActiveState::Active | ActiveState::Stopping);
    let Some(service) = m.service(id).filter(|_| asked) else {
        // A supervisor may have been killed, or what cleans up after a service.
        m.act(Command::KillUnasked { unit: id, pid: number });
        return;
    };
    if unit.number.is_some() {
        m.say(format!("{} was started again by its supervisor", m.name(id)));
    }
    let unit = m.unit_mut(id);
    unit.number = Some(number);
    unit.pid = Some(number);
    unit.main_pid = None;
    unit.finishing = false;
    m.record(id, false);
    let unit = m.unit(id);
    if unit.state == ActiveState::Stopping || unit.result.is_some() {
        signal(m, id, None);
    } else if unit.state == ActiveState::Starting {
        m.in_time(id, service.start_micros, DeadlineKind::Start);
    }
}

pub fn active(m: &mut Machine<'_>, id: Id) {
    let unit = m.unit(id);
    if unit.state != ActiveState::Starting || unit.result.is_some() {
        return;
    }
    m.in_time(id, m.service(id).and_then(|service| service.watchdog_micros), DeadlineKind::Watchdog);
    started(m, id, ActiveState::Active);
}

/// RemainAfterExit=: it is active without a process. If it was told to stop just then, ExecStop= is still to be run.
pub fn exited(m: &mut Machine<'_>, id: Id) {
    m.never(id);
    let unit = m.unit_mut(id);
    unit.code = Some(0);
    unit.pid = None;
    unit.main_pid = None;
    started(m, id, ActiveState::Exited);
}

/// What cleans up after it runs now, in this process group.
pub fn finishing(m: &mut Machine<'_>, id: Id, pid: Number) {
    let unit = m.unit_mut(id);
    unit.pid = Some(pid);
    unit.main_pid = None;
    unit.finishing = true;
    m.never(id);
}

pub fn post_failed(m: &mut Machine<'_>, id: Id) {
    m.say(format!("{}: ExecStartPost failed", m.name(id)));
    give_up(m, id, "exit-code", None);
}

/// ExecStop= has been run, for a service that was active.
pub fn stop_done(m: &mut Machine<'_>, id: Id) {
    let unit = m.unit(id);
    if unit.state == ActiveState::Stopping && unit.pid.is_some() && !unit.finishing {
        signal(m, id, None);
    }
}

pub fn logger_failed(m: &mut Machine<'_>, id: Id, code: i64) {
    if !may_be_given_up(m, id) {
        return;
    }
    m.say(format!("{}: its logger cannot be started", m.name(id)));
    m.unit_mut(id).code_of_logger = Some(if code == 0 { 1 } else { code });
    give_up(m, id, "resources", None);
}
