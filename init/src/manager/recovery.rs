//! What a manager finds whose predecessor was killed.
use super::{Manager, records};
use crate::machine::types::{EndFound, Environment, Id, Number, RecoveredUnit, Recovery};
use crate::service::processes::{self, Process};
use crate::sys::file;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

impl Manager {
    pub fn find(&mut self) -> Recovery {
        let ids = 0..self.machine.units.len();
        let units: Vec<(Id, RecoveredUnit)> = ids.filter_map(|id| Some((id, self.find_unit(id)?))).collect();
        let exit_code = file::read_own("exit-code").ok();
        let exit_code = exit_code.and_then(|text| core::str::from_utf8(&text).ok()?.trim().parse().ok());
        let command = file::read_pid("command-running").map(|pid| {
            let is_there = processes::one(pid).is_some_and(|process| process.is_alive());
            (Number::from(pid), is_there)
        });
        Recovery {
            units,
            ready: file::exists("ready"),
            ending: file::exists("ending"),
            exit_code: exit_code.unwrap_or(0),
            command,
        }
    }

    fn find_unit(&mut self, id: Id) -> Option<RecoveredUnit> {
        let name = String::from(self.name(id));
        let line = records::read(&name)?;
        self.records.restore(id, line.times);
        let mut found = RecoveredUnit {
            state: line.state,
            job: line.job,
            number: line.number,
            alive: false,
            ended: EndFound::No,
            environment: environment(&name),
        };
        if let Some(number) = line.number {
            let (ended, alive) = look_for(&name, number);
            found.ended = ended;
            found.alive = alive;
            self.bring_ups.heard(id, number);
            if alive {
                self.processes.began(id, number);
            }
        }
        Some(found)
    }
}

/// How a start has ended, if it has, and whether its process is there.
fn look_for(name: &str, number: Number) -> (EndFound, bool) {
    let path = format!("scan/{name}/running");
    let running = file::read_pid(&path).filter(|running| Number::from(*running) == number);
    let Some(pid) = running else { return (EndFound::No, false) };
    if let Ok(text) = file::read_own(format!("scan/{name}/ended")) {
        return (ended_as(&text), false);
    }
    let written = file::status(&path).map_or(0, |found| found.changed);
    let is_it = |process: &Process| process.is_alive() && crate::service::began_before(process, written);
    (EndFound::No, processes::one(pid).as_ref().is_some_and(is_it))
}

/// Where there was no space to write it, the pipe may know how.
fn ended_as(text: &[u8]) -> EndFound {
    let text = String::from_utf8_lossy(text);
    let mut words = text.split_whitespace();
    match (words.next(), words.next().and_then(|code| code.parse().ok())) {
        (Some(result), Some(code)) => EndFound::As(result.into(), code),
        _ => EndFound::Unknown,
    }
}

/// What the manager before has left for a start.
fn environment(name: &str) -> Environment {
    let text = file::read_own(format!("scan/{name}/environment")).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.split('\0').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.into(), value.into())).collect()
}
