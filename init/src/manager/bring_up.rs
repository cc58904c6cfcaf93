//! A service is started by its supervisor. The supervisor is asked, and asked again where that may have been lost, until the service
//! reports that it runs.
use crate::machine::types::{Environment, Event, Id, Number};
use crate::plan::Plan;
use crate::sys::{clock, file};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;

pub struct BringUps {
    waiting: BTreeMap<Id, BringUp>,
    /// The last start of each that has said that it runs.
    heard: BTreeMap<Id, Number>,
}

struct BringUp {
    /// When it was asked for, and when to look again: microseconds of the clock that nobody can set.
    since: i64,
    next: i64,
    is_asked: bool,
}

/// Microseconds: how long a supervisor may take at all, between looks for one that is not there yet (at first, and later), and until
/// the request may be lost.
const LONGEST: i64 = 60_000_000;
const SHORTEST: i64 = 2_000;
const SHORTLY: i64 = 20_000;
const LOST: i64 = 3_000_000;
const LATER: i64 = 90_000_000;

impl BringUps {
    pub fn new() -> BringUps {
        BringUps { waiting: BTreeMap::new(), heard: BTreeMap::new() }
    }

    pub fn next(&self) -> Option<i64> {
        self.waiting.values().map(|one| one.next).min()
    }

    /// `environment` is what this start is told beside its own.
    pub fn start(&mut self, unit: Id, name: &str, environment: &Environment) -> Option<Event> {
        let path = format!("scan/{name}/environment");
        let entries: Vec<u8> =
            environment.iter().flat_map(|(name, value)| format!("{name}={value}\0").into_bytes()).collect();
        let _ = match entries.as_slice() {
            [] => file::remove_if_there(&path),
            entries => file::write(&path, entries, 0o600),
        };
        let now = clock::monotonic();
        self.waiting.insert(unit, BringUp { since: now, next: now, is_asked: false });
        self.look(unit, name, now)
    }

    /// A start of it says that it runs.
    pub fn has_begun(&mut self, unit: Id, number: Number) {
        self.heard.insert(unit, number);
        self.waiting.remove(&unit);
    }

    /// It is to stop. True: its supervisor has not been told to start it.
    pub fn cancel(&mut self, unit: Id) -> bool {
        match self.waiting.get(&unit) {
            Some(one) if !one.is_asked => {
                self.waiting.remove(&unit);
                true
            }
            _ => false,
        }
    }

    /// It has ended, or is not awaited any more.
    pub fn forget(&mut self, unit: Id) {
        self.waiting.remove(&unit);
    }

    /// Looks again at those whose time has come.
    pub fn go_on(&mut self, now: i64, plan: &Plan) -> Vec<Event> {
        let due: Vec<Id> = self.waiting.iter().filter(|(_, one)| one.next <= now).map(|(unit, _)| *unit).collect();
        due.into_iter().filter_map(|unit| self.look(unit, &plan.units.get(unit)?.name, now)).collect()
    }

    fn look(&mut self, unit: Id, name: &str, now: i64) -> Option<Event> {
        let has_begun = self.has_unheard_start(unit, name);
        let one = self.waiting.get_mut(&unit)?;
        let folder = format!("scan/{name}/supervise");
        // A supervisor listens before it writes its status. At the very beginning it may not have come to that.
        if !one.is_asked && file::exists(format!("{folder}/status")) && tell(&folder) {
            one.is_asked = true;
            one.next = now + LOST;
        } else if one.is_asked && now - one.since < LONGEST && has_begun {
            // It has begun, and its report is still unread: asked again, it would run twice.
            one.next = now + LOST;
        } else if one.is_asked && tell(&folder) {
            // Asking for a service that runs already does nothing.
            one.next = now + LATER;
        } else if now - one.since < LONGEST {
            // At the very beginning they are there within milliseconds.
            one.next = now + (now - one.since).clamp(SHORTEST, SHORTLY);
        } else {
            self.waiting.remove(&unit);
            return Some(Event::Unsupervised(unit));
        }
        None
    }

    /// Whether a start is under way that has not been heard of: each writes its number before its word.
    fn has_unheard_start(&self, unit: Id, name: &str) -> bool {
        let number = file::read_pid(format!("scan/{name}/running")).map(Number::from);
        number.is_some() && number != self.heard.get(&unit).copied()
    }
}

/// As `s6-svc -U`, without a process. False: nobody listens.
fn tell(folder: &str) -> bool {
    file::write_pipe(format!("{folder}/control"), b"U").is_ok()
}
