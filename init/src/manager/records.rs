//! The folder `units`, for people and for the next manager: STATE SINCE BEGAN ENDED NUMBER JOB, times in seconds since 1970. A line is
//! always as long and written over the one before, so that nobody finds the file empty, and a full disk does no harm.
use crate::machine::types::{ActiveState, Id, Job, Number};
use crate::plan::Plan;
use crate::sys::{clock, file, folder};
use crate::timers::UnitTimes;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// When a unit came into its state, when it last left the state inactive (or failed), and when it came back to it.
#[derive(Clone, Copy, Default)]
pub struct Times {
    pub since: Option<i64>,
    pub began: Option<i64>,
    pub ended: Option<i64>,
    pub is_down: bool,
}

pub struct Records {
    times: Vec<Times>,
}

/// What such a file says.
pub struct Line {
    pub state: ActiveState,
    pub times: Times,
    pub number: Option<Number>,
    pub job: Option<Job>,
}

/// Whether a manager has been here before.
pub fn exist() -> bool {
    folder::names("units").is_ok_and(|names| !names.is_empty())
}

impl Records {
    pub fn new(plan: &Plan) -> Records {
        Records { times: plan.units.iter().map(|_| Times { is_down: true, ..Times::default() }).collect() }
    }

    pub fn times(&self, unit: Id) -> Times {
        self.times.get(unit).copied().unwrap_or_default()
    }

    pub fn restore(&mut self, unit: Id, times: Times) {
        if let Some(place) = self.times.get_mut(unit) {
            *place = times;
        }
    }

    pub fn entered(&mut self, unit: Id, state: ActiveState) {
        let Some(times) = self.times.get_mut(unit) else { return };
        let now = Some(clock::realtime());
        let is_down = is_down(state);
        times.since = now;
        if is_down {
            times.ended = now;
        } else if times.is_down {
            times.began = now;
        }
        times.is_down = is_down;
    }

    pub fn write(&self, unit: Id, name: &str, state: ActiveState, number: Option<Number>, job: Option<Job>) {
        let times = self.times(unit);
        let number = number.map_or_else(|| "-".to_string(), |number| number.to_string());
        let job = job.map_or("-", Job::name);
        let (since, began, ended) = (seconds(times.since), seconds(times.began), seconds(times.ended));
        let line = format!("{:<99}\n", format!("{} {since} {began} {ended} {number} {job}", state.name()));
        let _ = file::write_in_place(path(name), line.as_bytes(), 0o644);
    }

    /// For timers.
    pub fn unit_times(&self, unit: Id) -> UnitTimes {
        let times = self.times(unit);
        UnitTimes { began: times.began, ended: times.ended, running: !times.is_down }
    }
}

fn is_down(state: ActiveState) -> bool {
    matches!(state, ActiveState::Inactive | ActiveState::Failed)
}

fn path(name: &str) -> String {
    format!("units/{name}")
}

pub fn read(name: &str) -> Option<Line> {
    let text = file::read_own(path(name)).ok()?;
    let mut words = core::str::from_utf8(&text).ok()?.split_whitespace();
    let state = ActiveState::parse(words.next()?)?;
    let mut time = || words.next().and_then(micros);
    let (since, began, ended) = (time(), time(), time());
    let number = words.next().and_then(|word| word.parse().ok());
    let job = words.next().and_then(Job::parse);
    Some(Line { state, times: Times { since, began, ended, is_down: is_down(state) }, number, job })
}

fn seconds(micros: Option<i64>) -> String {
    micros.map_or_else(
        || "-".into(),
        |micros| format!("{}.{:06}", micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000)),
    )
}

/// "1.5" in microseconds.
pub fn micros(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = format!("{:0<6}", fraction.get(..fraction.len().min(6))?);
    whole.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(fraction.parse().ok()?)
}
