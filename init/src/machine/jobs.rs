use super::context::Machine;
use super::types::{ActiveState, Environment, Id, Job, What};
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

/// It and what it needs shall run.
pub fn want(m: &mut Machine<'_>, id: Id, environment: Environment) {
    want_but(m, id, environment, &mut BTreeSet::new());
}

/// `seen`: units that are left as they are; those that are wanted are added, for two may pull each other in and conflict.
pub fn want_but(m: &mut Machine<'_>, id: Id, environment: Environment, seen: &mut BTreeSet<Id>) {
    if m.state.ending.is_some() || !seen.insert(id) {
        return;
    }
    if m.unit(id).job == Some(Job::Stop) {
        m.unit_mut(id).environment = environment;
        m.set_job(id, Some(Job::Restart));
        return;
    }
    if m.unit(id).job.is_some() || m.is_up(id) {
        return;
    }
    if m.is_wanted_too_often(id) {
        if m.is_down(id) {
            start_failed(m, id, "units that conflict pull each other in");
        }
        return;
    }
    if m.unit(id).state != ActiveState::Restarting {
        m.unit_mut(id).environment = environment;
    }
    m.set_job(id, Some(Job::Start));
    for other in &m.planned(id).conflicts {
        unwant(m, *other);
    }
    for other in &m.planned(id).pulls {
        want_but(m, *other, Vec::new(), seen);
    }
}

/// It and what depends on it shall not run.
pub fn unwant(m: &mut Machine<'_>, id: Id) {
    if m.is_down(id) {
        if m.unit(id).job == Some(Job::Start) {
            start_failed(m, id, "it is to stop");
        }
        return;
    }
    if m.unit(id).job == Some(Job::Stop) {
        return;
    }
    m.set_job(id, Some(Job::Stop));
    for other in &m.planned(id).stops_with {
        unwant(m, *other);
    }
}

/// It runs, or is about to: it shall stop and start again, and with it what depends on it.
pub fn renew(m: &mut Machine<'_>, id: Id) {
    if m.is_down(id) || m.is_to_stop(id) {
        return;
    }
    m.set_job(id, Some(Job::Restart));
    renew_dependents(m, id);
}

/// What depends on it and waits for its start needs not stop first.
pub fn renew_dependents(m: &mut Machine<'_>, id: Id) {
    for other in &m.planned(id).stops_with {
        renew(m, *other);
    }
}

/// A start has failed before anything ran.
pub fn start_failed(m: &mut Machine<'_>, id: Id, reason: &str) {
    m.unit_mut(id).job = None;
    m.unit_mut(id).retrying = false;
    let text = format!("{} is not started: {reason}", m.name(id));
    m.enter(id, ActiveState::Inactive);
    m.say(text.clone());
    m.answer(id, &[What::Start, What::Restart], 1, Some(&text));
    fail_dependents(m, id);
}

/// What requires it and has not begun to start will not.
pub fn fail_dependents(m: &mut Machine<'_>, id: Id) {
    for other in &m.planned(id).required_by {
        if m.unit(*other).job == Some(Job::Start) && m.is_down(*other) {
            start_failed(m, *other, &format!("{}, which it requires, failed", m.name(id)));
        }
    }
}

/// Upholds=: whether a unit that is up, or is to be, wants it up too.
pub fn is_upheld(m: &Machine<'_>, id: Id) -> bool {
    m.state.ending.is_none()
        && m.planned(id).upheld_by.iter().any(|other| match m.unit(*other).job {
            Some(Job::Start) => true,
            None => m.is_up(*other),
            _ => false,
        })
}
