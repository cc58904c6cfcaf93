//! What units do, as the manager writes it into the folder `units`: it need not be there.
use super::names;
use crate::place;
use crate::sys::{clock, fd, file, folder};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A line for each unit that has done anything.
pub fn all(state: &[u8]) -> i32 {
    let names = match folder::names(place::in_state(state, "units")) {
        Ok(names) => names,
        Err(error) => return super::unreachable(state, error),
    };
    let mut text = String::new();
    for name in &names {
        let name = String::from_utf8_lossy(name);
        if let Some(line) = read(state, &name) {
            text.push_str(&format!("{:<12} {name}\n", line.state));
        }
    }
    print(&text)
}

pub fn one(state: &[u8], name: &str) -> i32 {
    let plan = match place::plan() {
        Ok(plan) => plan,
        Err(text) => {
            crate::say!("unit: {text}");
            return 111;
        }
    };
    let unit = match names::find(&plan, name) {
        Ok(unit) => unit,
        Err(code) => return code,
    };
    if let Err(error) = folder::names(place::in_state(state, "units")) {
        return super::unreachable(state, error);
    }
    let line = read(state, &unit.name);
    let mut text = format!("{}: {}\n", unit.name, line.as_ref().map_or("inactive", |line| line.state.as_str()));
    let mut row = |title: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            text.push_str(&format!("  {title:<12} {value}\n"));
        }
    };
    row("description", Some(unit.description.clone()));
    row("declared in", Some(unit.from.clone()));
    if let Some(line) = line {
        row("since", line.since.map(moment));
        row("process", line.number.map(|number| number.to_string()));
        row("to do", line.job);
    }
    row("last end", last_end(state, &unit.name));
    print(&text)
}

fn print(text: &str) -> i32 {
    i32::from(fd::write_all(1, text.as_bytes()).is_err())
}

/// "STATE SINCE BEGAN ENDED NUMBER JOB", where a dash is nothing; since when is seconds.
struct Line {
    state: String,
    since: Option<f64>,
    number: Option<i32>,
    job: Option<String>,
}

fn read(state: &[u8], unit: &str) -> Option<Line> {
    let text = file::read(place::in_state(state, &format!("units/{unit}"))).ok()?;
    let text = String::from_utf8_lossy(&text);
    let mut words = text.split_whitespace();
    let mut word = || words.next().filter(|word| *word != "-");
    let state = word()?.into();
    let since = word().and_then(|seconds| seconds.parse().ok());
    let (_, _) = (word(), word());
    Some(Line { state, since, number: word().and_then(|number| number.parse().ok()), job: word().map(String::from) })
}

/// How the service ended last: "exit-code, exit code 3".
fn last_end(state: &[u8], unit: &str) -> Option<String> {
    let text = file::read(place::in_state(state, &format!("scan/{unit}/ended"))).ok()?;
    let text = String::from_utf8_lossy(&text);
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [result, code] => Some(format!("{result}, exit code {code}")),
        [result] => Some((*result).into()),
        _ => None,
    }
}

/// "2026-11-30 11:43:36 UTC, 5 min ago"
fn moment(seconds: f64) -> String {
    let (at, now) = (seconds as i64, clock::realtime().div_euclid(1_000_000));
    let ((year, month, day), time) = (date(at.div_euclid(86400)), at.rem_euclid(86400));
    let ago = match (now - at).max(0) {
        few @ ..120 => format!("{few} s"),
        some @ 120..7200 => format!("{} min", some / 60),
        many @ 7200..172_800 => format!("{} h", many / 3600),
        most => format!("{} days", most / 86400),
    };
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC, {ago} ago")
}

/// Year, month and day of a day since 1970, counted from a first of March so that the leap day is a year's last.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}
