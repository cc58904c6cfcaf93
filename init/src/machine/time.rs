use super::context::{Machine, seconds_of};
use super::ended::ended;
use super::outcome::stopped;
use super::shutdown::{finish, kill_everything};
use super::stop::{final_signal, give_up, watchdog_failed};
use super::types::{ActiveState, DeadlineKind, Id, Job, MachineState, What};
use alloc::format;

/// When the event `Time` is to come, at the latest; none: it need not.
pub fn next_deadline(state: &MachineState) -> Option<i64> {
    if state.finished {
        return None;
    }
    let of_units =
        state.units.iter().flat_map(|unit| [unit.deadline.map(|deadline| deadline.at), unit.reload_deadline]);
    of_units.chain([state.kill_at, state.hard_end]).flatten().min()
}

/// Does what was to happen by now.
pub fn pass(m: &mut Machine<'_>) {
    let now = m.now;
    let is_due = |at: Option<i64>| at.is_some_and(|at| at <= now);
    for id in m.ids() {
        // What one brings may take away another.
        if let Some(deadline) = m.unit(id).deadline.filter(|deadline| deadline.at <= now) {
            m.never(id);
            elapse(m, id, deadline.what);
        }
        if is_due(m.unit(id).reload_deadline) {
            m.unit_mut(id).reload_deadline = None;
            let seconds = seconds_of(m.service(id).and_then(|service| service.start_micros));
            m.answer(id, &[What::Reload], 1, Some(&format!("{} did not reload in {seconds} s", m.name(id))));
        }
    }
    if is_due(m.state.kill_at) {
        kill_everything(m);
    }
    if is_due(m.state.hard_end) {
        finish(m);
    }
}

fn elapse(m: &mut Machine<'_>, id: Id, what: DeadlineKind) {
    let service = m.service(id);
    match what {
        DeadlineKind::Start => {
            let seconds = seconds_of(service.and_then(|service| service.start_micros));
            m.say(format!("{} did not start in {seconds} s", m.name(id)));
            give_up(m, id, "timeout", None);
        }
        DeadlineKind::Stop => {
            let seconds = seconds_of(service.and_then(|service| service.stop_micros));
            m.say(format!("{} did not stop in {seconds} s", m.name(id)));
            final_signal(m, id);
        }
        DeadlineKind::LostEnd => ended(m, id, "exit-code", 1),
        DeadlineKind::Restart => restart(m, id),
        DeadlineKind::Watchdog => watchdog_failed(m, id),
    }
}

fn restart(m: &mut Machine<'_>, id: Id) {
    if m.state.ending.is_some() {
        stopped(m, id);
        return;
    }
    // For others it has not been inactive meanwhile.
    let unit = m.unit_mut(id);
    unit.state = ActiveState::Inactive;
    unit.job = Some(Job::Start);
}
