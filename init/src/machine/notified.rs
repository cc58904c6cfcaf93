use super::context::Machine;
use super::machine_plan::LONGEST;
use super::running::active;
use super::stop::watchdog_failed;
use super::types::{ActiveState, Command, Deadline, DeadlineKind, Id, Notice, What};

/// What a service says to NOTIFY_SOCKET (man sd_notify); who may say it has been looked at.
pub fn notified(m: &mut Machine<'_>, id: Id, notice: Notice) {
    let service = m.service(id);
    let deadline = m.unit(id).deadline;
    match notice {
        Notice::Ready => {
            m.act(Command::MarkReady { unit: id });
            // This answers a reload as well as a start.
            if service.is_some_and(|service| service.kind == "notify-reload") && m.unit(id).state == ActiveState::Active
            {
                m.unit_mut(id).reload_deadline = None;
                m.answer(id, &[What::Reload], 0, None);
            }
            if !service.is_some_and(|service| service.has_post) {
                active(m, id);
            }
        }
        Notice::MainPid(pid) => {
            if !m.unit(id).finishing {
                m.unit_mut(id).main_pid = Some(pid);
            }
        }
        Notice::WatchdogTrigger => watchdog_failed(m, id),
        Notice::Watchdog => {
            if deadline.is_some_and(|deadline| deadline.what == DeadlineKind::Watchdog) {
                m.in_time(id, service.and_then(|service| service.watchdog_micros), DeadlineKind::Watchdog);
            }
        }
        Notice::ExtendTimeout(micros) => {
            let at = m.now + micros.min(LONGEST);
            if let Some(Deadline { at: before, what: what @ (DeadlineKind::Start | DeadlineKind::Stop) }) = deadline
                && at > before
            {
                m.unit_mut(id).deadline = Some(Deadline { at, what });
            }
        }
        Notice::Stopping | Notice::Reloading => {}
    }
}
