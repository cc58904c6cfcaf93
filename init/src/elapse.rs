//! For tests: reads lines of JSON and answers each with one line.
//!
//! - `{"calendar": PlanCalendar, "after": MICROSECONDS, "count": N, "environment": ["TZ=…"]}`: the next so many times, or "never"
//! - `{"stamp": PATH, "at": MICROSECONDS}`: what the stamp says after it has been written
//! - `{"timer": PlanTimer, "name": …, "host": …, "known": {…}, "events": [["elapsed", 1], …]}`: the next time, then that after each
//!   event
#![no_std]
#![no_main]
// Only some of the modules is used here.
#![allow(dead_code, unused_imports)]

extern crate alloc;

mod calendar;
mod json;
mod place;
mod plan;
mod sys;
mod timer_stamps;
mod timers;

use crate::json::Json;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ffi::{c_char, c_int};
use plan::reader::Reader;
use plan::timer::{Calendar, Timer};
use sys::Fd;
use timers::{Known, Surroundings, TimerState, UnitTimes};

#[unsafe(no_mangle)]
extern "C" fn main(_count: c_int, _arguments: *const *const c_char, _environment: *const *const c_char) -> c_int {
    let Ok(input) = Fd::from_raw(0).read_to_end() else { return 1 };
    let lines = input.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let answers: Vec<String> =
        lines.map(|line| json::parse(line).map_or("no JSON".into(), |line| answer(&line))).collect();
    i32::from(sys::fd::write_all(1, (answers.join("\n") + "\n").as_bytes()).is_err())
}

fn answer(line: &Json) -> String {
    let reader = Reader(line);
    let times = if line.get("calendar").is_some() {
        calendar_times(line)
    } else if let Some(path) = reader.optional_text("stamp") {
        let written = timer_stamps::write(path.as_bytes(), reader.integer("at").unwrap_or(0));
        Vec::from([written.ok().and_then(|()| timer_stamps::read(path.as_bytes()))])
    } else {
        timer_times(reader)
    };
    let texts: Vec<String> = times.iter().map(|time| time.map_or("never".into(), |time| time.to_string())).collect();
    texts.join(" ")
}

fn calendar_times(line: &Json) -> Vec<Option<i64>> {
    let reader = Reader(line);
    let Some(calendar) = line.get("calendar").map(Calendar::read) else { return Vec::new() };
    let environment: Vec<Vec<u8>> = reader.texts("environment").into_iter().map(String::into_bytes).collect();
    let zone = calendar::local_zone(&environment);
    let mut after = reader.integer("after");
    let mut times = Vec::new();
    for _ in 0..reader.integer("count").unwrap_or(1) {
        after = after.and_then(|after| calendar::next_elapse(&calendar, after, zone.as_deref()));
        times.push(after);
    }
    times
}

fn timer_times(line: Reader<'_>) -> Vec<Option<i64>> {
    let (Some(timer), Some(known)) = (line.get("timer"), line.get("known")) else { return Vec::new() };
    let known = Known {
        activated: known.integer("activated").unwrap_or(0),
        boot: known.integer("boot").unwrap_or(0),
        manager: known.integer("manager").unwrap_or(0),
        elapsed: known.integer("elapsed"),
        persistent: known.integer("persistent"),
        unit: unit_times(known),
    };
    let around = Surroundings { host_name: line.text("host").into_bytes(), local_zone: None, random: always_seven };
    let mut state = TimerState::new(&Timer::read(timer), &line.text("name"), &known, &around);
    let mut times = Vec::from([state.next()]);
    for event in line.list("events") {
        let event = Reader(event);
        let now = event.integer("at").unwrap_or(0);
        match event.text("what").as_str() {
            "elapsed" => state.elapsed(now),
            "answered" => state.answered(now),
            _ => state.unit_changed(now, unit_times(event)),
        }
        times.push(state.next());
    }
    times
}

fn unit_times(reader: Reader<'_>) -> UnitTimes {
    UnitTimes { began: reader.integer("began"), ended: reader.integer("ended"), running: reader.flag("running") }
}

fn always_seven() -> u64 {
    7
}
