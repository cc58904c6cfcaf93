//! When a calendar event expression elapses next, as systemd finds it (find_next in src/shared/calendarspec.c).
//!
//! An expression names local times, and those pass in order: what a clock set forward skips does not happen, and of the hour that
//! is repeated when it is set back each time happens once: the first time it is shown, or the second when `after` lies between
//! the two.
use crate::place::variable;
use crate::plan::timer::Calendar;
use crate::sys::clock;
use alloc::vec::Vec;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY_SECONDS: i64 = 86_400;
const DAY: i64 = DAY_SECONDS * SECOND;

/// systemd looks no further.
const LAST_YEAR: i64 = 2199;
/// The first second of the year after, with a day to spare for zones that are behind.
const END: i64 = (7_258_118_400 + DAY_SECONDS) * SECOND;

/// The first time after `after`, in microseconds since 1970; none before the year 2200 is none. `local_zone` is that of an
/// expression without a zone, as a value of TZ; none is that of /etc/localtime, or UTC.
pub fn next_elapse(calendar: &Calendar, after: i64, local_zone: Option<&[u8]>) -> Option<i64> {
    if after >= END {
        return None;
    }
    set_zone(calendar, local_zone);
    let start = after.max(0) + 1;
    let local = start + clock::offset(start.div_euclid(SECOND)) * SECOND;
    let first_day = local.div_euclid(DAY);
    let times = Times::of(calendar);
    let days = Days::of(calendar);
    days.each_from(first_day, |day| {
        let from = if day == first_day { local - first_day * DAY } else { 0 };
        times.first_on(day, from, after)
    })
}

fn set_zone(calendar: &Calendar, local_zone: Option<&[u8]>) {
    // A zone that cannot be set is one with a NUL in it.
    let _ = match calendar.zone.as_deref() {
        None => clock::set_zone(local_zone),
        Some("UTC") => clock::set_zone(Some(b"UTC0")),
        Some(file) => clock::set_zone(Some(&[b":", file.as_bytes()].concat())),
    };
}

/// The container's own zone as a value of TZ for `next_elapse`: like glibc, names are looked for below TZDIR.
pub fn local_zone(environment: &[Vec<u8>]) -> Option<Vec<u8>> {
    let zone = variable(environment, "TZ")?;
    let name = zone.strip_prefix(b":").unwrap_or(zone);
    if let Some(folder) = variable(environment, "TZDIR").filter(|_| !name.is_empty() && !name.starts_with(b"/")) {
        let path = [folder, b"/", name].concat();
        if crate::sys::file::exists(&path) {
            return Some([b":", path.as_slice()].concat());
        }
    }
    Some(zone.to_vec())
}

/// Values as bits by number; none is any.
fn bits(list: &Option<Vec<i64>>) -> u64 {
    match list {
        None => u64::MAX,
        Some(list) => list.iter().filter(|value| (0..64).contains(*value)).fold(0, |bits, value| bits | 1 << value),
    }
}

/// The days on which an expression names any time.
struct Days<'a> {
    years: Option<&'a [i64]>,
    months: u64,
    days: u64,
    from_end: u64,
    /// Bit 0 is Monday.
    weekdays: u64,
}

impl<'a> Days<'a> {
    fn of(calendar: &'a Calendar) -> Days<'a> {
        Days {
            years: calendar.years.as_deref(),
            months: bits(&calendar.months),
            days: bits(&calendar.days),
            from_end: bits(&calendar.days_from_end),
            weekdays: bits(&calendar.weekdays) >> 1 & 0x7f,
        }
    }

    /// What `find` gives for the first of them for which it gives anything; days are counted from 1970-01-01.
    fn each_from(&self, from: i64, mut find: impl FnMut(i64) -> Option<i64>) -> Option<i64> {
        let (first_year, first_month) = month_of(from);
        for year in first_year..=LAST_YEAR {
            if self.years.is_some_and(|years| !years.contains(&year)) {
                continue;
            }
            for month in if year == first_year { first_month } else { 1 }..=12 {
                let first = first_of(year, month);
                let mut left = self.in_month(year, month, first);
                while left != 0 {
                    let day = first + i64::from(left.trailing_zeros()) - 1;
                    left &= left - 1;
                    if day < from {
                        continue;
                    }
                    if let Some(found) = find(day) {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    /// Those of a month as bits by its days.
    fn in_month(&self, year: i64, month: i64, first: i64) -> u64 {
        if self.months & 1 << month == 0 {
            return 0;
        }
        let length = first_of(year + month / 12, month % 12 + 1) - first;
        // Day 1 of the end is the bit of the last day.
        let from_end = self.from_end.reverse_bits() >> (62 - length);
        // The weekday of the month's first day comes first; 1970-01-01 was a Thursday.
        let turn = (first + 3).rem_euclid(7);
        let week = (self.weekdays >> turn | self.weekdays << (7 - turn)) & 0x7f;
        let weeks = (0..5).fold(0, |weeks, number| weeks | week << (7 * number));
        self.days & from_end & weeks << 1 & ((1 << (length + 1)) - 2)
    }
}

/// The times of a day that an expression names.
struct Times {
    hours: u64,
    minutes: u64,
    /// In microseconds, sorted.
    seconds: Vec<i64>,
}

impl Times {
    fn of(calendar: &Calendar) -> Times {
        let mut seconds = calendar.seconds.clone().unwrap_or_else(|| (0..60).map(|second| second * SECOND).collect());
        seconds.sort_unstable();
        Times { hours: bits(&calendar.hours), minutes: bits(&calendar.minutes), seconds }
    }

    /// The first instant after `after` of a local day; `from` is in microseconds since its midnight.
    fn first_on(&self, day: i64, from: i64, after: i64) -> Option<i64> {
        for hour in (0..24).filter(|hour| self.hours & 1 << hour != 0) {
            if (hour + 1) * HOUR <= from {
                continue;
            }
            for minute in (0..60).filter(|minute| self.minutes & 1 << minute != 0) {
                let start = hour * HOUR + minute * MINUTE;
                if start + MINUTE <= from {
                    continue;
                }
                for micros in self.seconds.iter().map(|second| start + second).filter(|micros| *micros >= from) {
                    let instants = instants_of(day * DAY_SECONDS + micros / SECOND);
                    // Clocks are set by whole minutes, so one skipped second stands for its minute.
                    if instants == [None, None] {
                        break;
                    }
                    let mut all = instants.into_iter().flatten().map(|instant| instant * SECOND + micros % SECOND);
                    if let Some(found) = all.find(|instant| *instant > after) {
                        return Some(found);
                    }
                }
            }
        }
        None
    }
}

/// The instants at which clocks of the zone show a local time: none when it is skipped, two when it is repeated, the earlier one
/// first. All in seconds since 1970, the local time as if it were UTC.
fn instants_of(local: i64) -> [Option<i64>; 2] {
    // Offsets change at most once within the two days around.
    let one = local - clock::offset(local - DAY_SECONDS);
    let two = local - clock::offset(local + DAY_SECONDS);
    let shown = |instant: i64| Some(instant).filter(|instant| instant + clock::offset(*instant) == local);
    [shown(one.min(two)), shown(one.max(two)).filter(|_| one != two)]
}

/// The year and the month of a day counted from 1970-01-01 (Howard Hinnant, chrono-Compatible Low-Level Date Algorithms).
fn month_of(day: i64) -> (i64, i64) {
    let days = day + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month)
}

/// The days from 1970-01-01 to a month's first: years begin in March here, so that leap days come last.
fn first_of(year: i64, month: i64) -> i64 {
    let year = year - i64::from(month < 3);
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * ((month + 9) % 12) + 2) / 5
        - 719_468
}
