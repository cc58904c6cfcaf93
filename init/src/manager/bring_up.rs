//! Tells supervisors to start services, until these say that they run. One whose service has said that it ended, but that still waits
//! for its cleaning up to be gone, will remember.
use super::Manager;
use crate::machine::types::{ActiveState, Environment, Event, Id, Number};
use crate::sys::file::{self, NOFOLLOW, NONBLOCK, WRITE};
use crate::sys::{Result, clock};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Supervisors are there within this time, or never.
const LONGEST: i64 = 60_000_000;
/// How long to wait before looking again: for a supervisor that is not there yet, in the first second and later; for the word of a
/// service; and after it has been told once more.
const SOON: i64 = 2_000;
const LATER: i64 = 20_000;
const HEARD: i64 = 3_000_000;
const AGAIN: i64 = 90_000_000;

#[derive(Default)]
pub struct BringUps {
    waiting: BTreeMap<Id, BringUp>,
    /// The number of the last start of each that has said that it runs.
    heard: BTreeMap<Id, Number>,
}

struct BringUp {
    asked: i64,
    told: bool,
    next: i64,
}

impl BringUps {
    pub fn heard(&mut self, unit: Id, number: Number) {
        self.heard.insert(unit, number);
        self.waiting.remove(&unit);
    }

    pub fn next(&self) -> Option<i64> {
        self.waiting.values().map(|one| one.next).min()
    }

    /// Takes it back, if its supervisor has not been told.
    pub fn cancel(&mut self, unit: Id) -> bool {
        let is_early = self.waiting.get(&unit).is_some_and(|one| !one.told);
        if is_early {
            self.waiting.remove(&unit);
        }
        is_early
    }
}

impl Manager {
    pub fn bring_up(&mut self, unit: Id, environment: &Environment) {
        self.leave_environment(unit, environment);
        let now = clock::monotonic();
        self.bring_ups.waiting.insert(unit, BringUp { asked: now, told: false, next: now });
        self.bring_up_one(unit, now);
    }

    /// Those whose moment has come.
    pub fn bring_up_late(&mut self, now: i64) {
        let late = self.bring_ups.waiting.iter().filter(|(_, one)| one.next <= now);
        let late: Vec<Id> = late.map(|(unit, _)| *unit).collect();
        for unit in late {
            let state = self.state.units.get(unit).map(|unit| (unit.state, unit.number));
            if matches!(state, Some((ActiveState::Starting | ActiveState::Stopping, None))) {
                self.bring_up_one(unit, now);
            } else {
                self.bring_ups.waiting.remove(&unit);
            }
        }
    }

    fn bring_up_one(&mut self, unit: Id, now: i64) {
        let name = String::from(self.name(unit));
        let has_begun = self.has_begun(unit, &name);
        let Some(one) = self.bring_ups.waiting.get_mut(&unit) else { return };
        let is_early = now - one.asked < LONGEST;
        // Told again while its word is unread, it would run twice.
        if one.told && is_early && has_begun {
            one.next = now + HEARD;
        } else if tell_supervisor(&name).is_ok() {
            // Lost when the supervisor is killed just now. A service that runs does not mind being told again.
            one.next = now + if one.told { AGAIN } else { HEARD };
            one.told = true;
        } else if is_early {
            one.next = now + if now - one.asked < 1_000_000 { SOON } else { LATER };
        } else {
            self.bring_ups.waiting.remove(&unit);
            self.tell(Event::Unsupervised(unit));
        }
    }

    /// Whether a start of it is under way that has not been heard of: each writes its number before its word.
    fn has_begun(&self, unit: Id, name: &str) -> bool {
        let running = file::read_pid(format!("scan/{name}/running")).map(Number::from);
        running.is_some() && running != self.bring_ups.heard.get(&unit).copied()
    }

    /// What `run` gives the service beside its own environment, for this start.
    fn leave_environment(&self, unit: Id, environment: &Environment) {
        let path = format!("scan/{}/environment", self.name(unit));
        if environment.is_empty() {
            let _ = file::remove_if_there(path);
            return;
        }
        let mut text = String::new();
        for (name, value) in environment {
            text.push_str(&format!("{name}={value}\0"));
            if name == "MONITOR_UNIT" {
                let invocation = file::read_own(format!("scan/{value}/invocation")).unwrap_or_default();
                text.push_str(&format!("MONITOR_INVOCATION_ID={}\0", String::from_utf8_lossy(&invocation).trim()));
            }
        }
        let _ = file::write(path, text.as_bytes(), 0o600);
    }
}

/// What s6-svc -U does, without a process. The supervisor listens before it writes its status; at the very beginning it may not
/// have come to that.
fn tell_supervisor(name: &str) -> Result<()> {
    file::status(format!("scan/{name}/supervise/status"))?;
    file::open(format!("scan/{name}/supervise/control"), WRITE | NONBLOCK | NOFOLLOW, 0)?.write_all(b"U")
}
