use super::alarms::Alarms;
use super::bring_up::BringUps;
use super::control::Control;
use super::helpers::Helpers;
use super::kill::Processes;
use super::notify::Sockets;
use super::records::Records;
use super::syslog::Syslog;
use super::words::Words;
use super::{Manager, recovery};
use crate::machine::types::{Event, MachineState};
use crate::machine::{MachinePlan, MachineSettings};
use crate::place;
use crate::plan::Plan;
use crate::say;
use crate::sys::{clock, file, folder, process, signal};
use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A manager in the state folder, which becomes the current one.
pub fn manager(arguments: &[Vec<u8>], state: &[u8]) -> Result<Manager, String> {
    let shown = String::from_utf8_lossy(state);
    process::set_umask(0o022);
    folder::enter(state).map_err(|error| format!("{shown}: {error}"))?;
    let plan = place::plan()?;
    let environment = place::container_environment(b".");
    let settings = MachineSettings {
        grace_micros: grace(&plan, &environment),
        keep_up: place::variable(&environment, "S6_DONT_TERMINATE_ON_ERROR").is_some_and(|value| !value.is_empty()),
        has_command: arguments.get(2).is_some_and(|words| words.as_slice() != b"0"),
    };
    let machine_plan = MachinePlan::new(&plan, settings);
    let named =
        |name: &'static str| move |error| format!("{shown}/{name}: {error}", shown = String::from_utf8_lossy(state));
    // A write to a pipe that nobody reads is an error, and not the end.
    let _ = signal::ignore(signal::PIPE);
    if !file::exists("manager-time") {
        let _ =
            file::write("manager-time", format!("{}\n", super::records::seconds(clock::realtime())).as_bytes(), 0o644);
    }
    Ok(Manager {
        machine: MachineState::new(&machine_plan),
        events: VecDeque::new(),
        words: Words::new(),
        control: Control::listen().map_err(named("control"))?,
        syslog: Syslog::listen(),
        sockets: Sockets::of(&plan),
        bring_ups: BringUps::new(),
        records: Records::new(plan.units.len()),
        processes: Processes::new(),
        alarms: Alarms::new(&plan, &environment).map_err(named("timers"))?,
        children: signal::watch(&[signal::CHLD]).map_err(named("children"))?,
        helpers: Helpers::default(),
        is_over: false,
        plan,
        machine_plan,
        environment,
    })
}

impl Manager {
    /// Where a manager before this one has begun, this one goes on.
    pub fn first_event(&mut self) -> Event {
        if !folder::names("units").is_ok_and(|names| !names.is_empty()) {
            return Event::Boot;
        }
        let recovery = recovery::read(&self.plan, &mut self.records);
        let starts = recovery.units.iter().filter_map(|(_, unit)| unit.number);
        for (unit, found) in &recovery.units {
            if let Some(number) = found.number {
                self.bring_ups.has_begun(*unit, number);
            }
        }
        for pid in starts.chain(recovery.command.map(|(pid, _)| pid)) {
            self.processes.watch(pid);
        }
        Event::Recover(recovery)
    }
}

/// Microseconds until everything is killed: a second less than until Docker does it.
fn grace(plan: &Plan, environment: &[Vec<u8>]) -> i64 {
    const SECOND: i64 = 1_000_000;
    let planned = (plan.grace * 1e6) as i64;
    let Some(text) = place::variable(environment, "DECL_STOP_SECONDS").filter(|text| !text.is_empty()) else {
        return planned;
    };
    let digits = core::str::from_utf8(text)
        .ok()
        .filter(|text| text.len() < 10 && text.bytes().all(|byte| byte.is_ascii_digit()));
    match digits.and_then(|digits| digits.parse::<i64>().ok()) {
        Some(seconds) if seconds > 0 => (seconds - 1) * SECOND,
        _ => {
            say!("init: DECL_STOP_SECONDS is not a number of seconds: {}", String::from_utf8_lossy(text));
            planned
        }
    }
}
