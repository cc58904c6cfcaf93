//! The folder units/, for people, for timers and for the next manager: STATE SINCE BEGAN ENDED NUMBER JOB, times in seconds since
//! 1970. A line is always as long and written over the one before, so that nobody finds the file empty, and a full disk does no
//! harm.
use crate::machine::types::{ActiveState, Id, Job, Number};
use crate::sys::{clock, file};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

/// When a unit came into its state, when it last left the state inactive or failed, and when it came back to it; microseconds
/// since 1970.
#[derive(Clone, Copy, Default, Debug)]
pub struct Times {
    pub since: Option<i64>,
    pub began: Option<i64>,
    pub ended: Option<i64>,
}

#[derive(Clone, Copy, Debug)]
pub struct Record {
    pub state: ActiveState,
    pub times: Times,
}

pub struct Records(Vec<Record>);

/// What a unit's file says.
pub struct Found {
    pub state: ActiveState,
    pub times: Times,
    pub number: Option<Number>,
    pub job: Option<Job>,
}

impl Records {
    pub fn new(units: usize) -> Records {
        Records(vec![Record { state: ActiveState::Inactive, times: Times::default() }; units])
    }

    pub fn get(&self, unit: Id) -> Option<Record> {
        self.0.get(unit).copied()
    }

    pub fn set(&mut self, unit: Id, state: ActiveState, times: Times) {
        if let Some(record) = self.0.get_mut(unit) {
            *record = Record { state, times };
        }
    }

    /// `entered`: it has just come into this state.
    pub fn write(
        &mut self,
        unit: Id,
        name: &str,
        state: ActiveState,
        number: Option<Number>,
        job: Option<Job>,
        entered: bool,
    ) {
        let Some(record) = self.0.get_mut(unit) else { return };
        if entered {
            let now = Some(clock::realtime());
            record.times.since = now;
            match (is_down(record.state), is_down(state)) {
                (_, true) => record.times.ended = now,
                (true, false) => record.times.began = now,
                (false, false) => {}
            }
        }
        record.state = state;
        let time = |micros: Option<i64>| micros.map_or_else(|| "-".to_string(), seconds);
        let Times { since, began, ended } = record.times;
        let number = number.map_or_else(|| "-".to_string(), |number| number.to_string());
        let job = job.map_or("-", Job::name);
        let line = format!("{} {} {} {} {number} {job}", state.name(), time(since), time(began), time(ended));
        let _ = file::write_in_place(format!("units/{name}"), format!("{line:<99}\n").as_bytes(), 0o644);
    }
}

/// "12.345678"
pub fn seconds(micros: i64) -> String {
    format!("{}.{:06}", micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000))
}

/// None: nobody has written it.
pub fn read(name: &str) -> Option<Found> {
    let text = file::read_own(format!("units/{name}")).ok()?;
    let mut words = core::str::from_utf8(&text).ok()?.split_ascii_whitespace();
    let state = words.next()?;
    let mut word = || words.next().filter(|word| *word != "-");
    let (since, began, ended, number, job) = (word(), word(), word(), word(), word());
    Some(Found {
        state: ActiveState::parse(state)?,
        times: Times { since: since.and_then(micros), began: began.and_then(micros), ended: ended.and_then(micros) },
        number: number.and_then(|number| number.parse().ok()),
        job: job.and_then(Job::parse),
    })
}

/// "12.345678" as microseconds.
pub fn micros(text: &str) -> Option<i64> {
    let (whole, fraction) = text.trim_ascii().split_once('.')?;
    Some(whole.parse::<i64>().ok()? * 1_000_000 + format!("{fraction:0<6}").get(..6)?.parse::<i64>().ok()?)
}

pub fn is_down(state: ActiveState) -> bool {
    matches!(state, ActiveState::Inactive | ActiveState::Failed)
}

/// The INVOCATION_ID of a service's last start.
pub fn invocation(name: &str) -> Option<String> {
    let text = file::read_own(format!("scan/{name}/invocation")).ok()?;
    Some(String::from_utf8_lossy(&text).trim_ascii().into()).filter(|id: &String| !id.is_empty())
}
