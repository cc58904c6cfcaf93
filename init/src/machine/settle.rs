use super::context::Machine;
use super::machine_plan::Kind;
use super::outcome::fatal;
use super::shutdown::{finish, shut_down};
use super::start::try_start;
use super::stop::try_stop;
use super::types::{ActiveState, Command, ContainerCommand, Id, Job};

/// Everything that may go on after something changed.
pub fn settle(m: &mut Machine<'_>) {
    loop {
        run_jobs(m);
        if !conclude(m) {
            break;
        }
    }
}

/// Until nothing changes any more: one unit that stops or starts lets others go on.
fn run_jobs(m: &mut Machine<'_>) {
    loop {
        let done = m.commands.len();
        for id in m.ids() {
            match m.unit(id).job {
                Some(Job::Start) => try_start(m, id),
                Some(Job::Stop | Job::Restart) => try_stop(m, id),
                None => {}
            }
        }
        if m.commands.len() == done {
            break;
        }
    }
}

/// What follows for the container. Gives whether units may go on after that.
fn conclude(m: &mut Machine<'_>) -> bool {
    if let Some(failing) = &m.state.failing
        && !failing.units.iter().any(|id| is_under_way(m, *id))
    {
        let code = failing.code;
        fatal(m, code);
        return true;
    }
    let target = m.plan.called.get("default.target");
    if !m.state.ready && m.state.ending.is_none() && target.is_none_or(|id| m.unit(*id).job.is_none()) {
        m.state.ready = true;
        m.act(Command::Ready);
        if m.state.command == ContainerCommand::Waits {
            m.state.command = ContainerCommand::Told;
            m.act(Command::CommandGo);
        }
    }
    if !m.state.idle.is_empty() && m.state.units.iter().all(|unit| unit.job.is_none()) {
        for unit in core::mem::take(&mut m.state.idle) {
            m.act(Command::ReleaseIdle { unit });
        }
    }
    if m.state.failing.is_some() || is_busy(m) {
        return false;
    }
    if m.state.ending.is_some() {
        finish(m);
        return false;
    }
    if m.plan.settings.keep_up && m.state.units.iter().any(|unit| unit.state == ActiveState::Failed) {
        return false;
    }
    shut_down(m, 0);
    true
}

fn is_under_way(m: &Machine<'_>, id: Id) -> bool {
    m.unit(id).job.is_some() || m.unit(id).state == ActiveState::Starting
}

/// Whether there is still something to wait for.
fn is_busy(m: &Machine<'_>) -> bool {
    if matches!(m.state.command, ContainerCommand::Waits | ContainerCommand::Told) {
        return true;
    }
    m.ids().any(|id| match m.unit(id).state {
        _ if m.unit(id).job.is_some() => true,
        ActiveState::Starting | ActiveState::Stopping | ActiveState::Restarting => true,
        ActiveState::Active => m.state.ending.is_some() || m.planned(id).kind != Kind::Target,
        ActiveState::Exited => m.state.ending.is_some(),
        ActiveState::Inactive | ActiveState::Failed => false,
    })
}
