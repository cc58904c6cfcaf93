use super::context::Machine;
use super::jobs::unwant;
use super::types::{ActiveState, Command, ContainerCommand, Job, Number, What};
use alloc::string::ToString;

/// What those hear whose request comes too late.
pub const TOO_LATE: &str = "the container ends";

/// Half a second for what is killed to be gone.
const HARD_END: i64 = 500_000;

/// Somebody asks for the end. A unit that has failed had begun it, and its code stays.
pub fn request_shut_down(m: &mut Machine<'_>, code: i64) {
    let failing = m.state.failing.as_ref().filter(|_| !m.plan.settings.keep_up).map(|failing| failing.code);
    shut_down(m, failing.unwrap_or(code));
}

/// The container ends: its command first, then the services in reverse order.
pub fn shut_down(m: &mut Machine<'_>, code: i64) {
    if m.state.ending.is_some() {
        return;
    }
    m.state.ending = Some(code);
    m.state.failing = None;
    m.state.kill_at = Some(m.now + m.plan.settings.grace_micros);
    m.act(Command::Ending { code });
    for id in m.ids() {
        if m.unit(id).job == Some(Job::Start) && m.is_down(id) {
            m.set_job(id, None);
            m.unit_mut(id).retrying = false;
            m.answer(id, &[What::Start, What::Restart], 1, Some(TOO_LATE));
        }
    }
    if m.state.command == ContainerCommand::Told {
        // Services stop when it has ended. If it has not said yet that it runs, it is told when it does.
        if let Some(pid) = m.state.command_pid {
            m.act(Command::SignalCommand { signal: "TERM", pid });
        }
        return;
    }
    if m.state.command == ContainerCommand::Waits {
        m.act(Command::CommandNo);
        m.state.command = ContainerCommand::Over;
    }
    stop_everything(m);
}

fn stop_everything(m: &mut Machine<'_>) {
    for id in m.ids() {
        unwant(m, id);
    }
}

pub fn command_running(m: &mut Machine<'_>, pid: Number) {
    if matches!(m.state.command, ContainerCommand::None | ContainerCommand::Over) {
        return;
    }
    m.state.command = ContainerCommand::Told;
    m.state.command_pid = Some(pid);
    if m.state.ending.is_some() {
        m.act(Command::SignalCommand { signal: "TERM", pid });
    }
}

pub fn command_ended(m: &mut Machine<'_>, code: i64) {
    if m.state.command == ContainerCommand::None {
        return;
    }
    let waited = m.state.command == ContainerCommand::Told;
    m.state.command = ContainerCommand::Over;
    m.state.command_pid = None;
    if m.state.ending.is_none() {
        shut_down(m, code);
    } else if waited {
        m.state.ending = Some(code);
        m.act(Command::ExitCode { code });
        stop_everything(m);
    }
}

/// The grace period is over: no order any more.
pub fn kill_everything(m: &mut Machine<'_>) {
    m.say("not everything stopped in time".into());
    m.state.kill_at = None;
    m.state.hard_end = Some(m.now + HARD_END);
    if let Some(pid) = m.state.command_pid {
        m.act(Command::SignalCommand { signal: "KILL", pid });
    }
    m.state.command = ContainerCommand::Over;
    m.state.command_pid = None;
    for id in m.ids() {
        m.never(id);
        m.unit_mut(id).checking = false;
        if m.unit(id).number.is_some() {
            m.unit_mut(id).job = Some(Job::Stop);
            m.act(Command::MarkStopping { unit: id });
            if m.unit(id).state != ActiveState::Stopping {
                m.enter(id, ActiveState::Stopping);
            }
        } else if m.unit(id).state != ActiveState::Failed {
            m.unit_mut(id).job = None;
            if m.unit(id).state != ActiveState::Inactive {
                m.enter(id, ActiveState::Inactive);
            }
        }
    }
    m.act(Command::KillEverything);
}

/// Whoever still waits for something hears that it will not come.
pub fn finish(m: &mut Machine<'_>) {
    for ask in core::mem::take(&mut m.state.asks) {
        m.act(Command::Answer { id: ask.id, code: 1, error: Some(TOO_LATE.to_string()) });
    }
    m.state.kill_at = None;
    m.state.hard_end = None;
    m.state.finished = true;
    m.act(Command::Finish);
}
