//! What is still there when nothing should be: processes of services, also those that have left their session.
use super::Manager;
use crate::machine::types::Number;
use crate::service::processes::{self, Process};
use crate::sys::{Pid, clock, file, poll, process};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;

const PAUSE: i64 = 100_000;

impl Manager {
    /// Kills what is left, and looks again soon: what is killed may have left children.
    pub fn kill_what_is_left(&mut self, signal: i32) {
        for process in self.what_is_left() {
            send(&process, signal);
        }
        self.kill_again = Some(clock::monotonic() + PAUSE);
    }

    /// Asks what is left to end, and kills what has not done so in that time.
    pub fn end_what_is_left(&self, micros: i64) {
        let until = clock::monotonic() + micros;
        let mut asked = Vec::new();
        loop {
            let left = self.what_is_left();
            if left.is_empty() || clock::monotonic() >= until {
                left.iter().for_each(|process| send(process, crate::sys::signal::KILL));
                return;
            }
            for process in &left {
                if !asked.contains(&process.pid) {
                    send(process, crate::sys::signal::TERM);
                    asked.push(process.pid);
                }
            }
            poll::sleep(20_000);
        }
    }

    /// Of sessions and groups of services, and, where process 1 is the supervisor, whatever is below it but what is s6's and ours.
    fn what_is_left(&self) -> Vec<Process> {
        let all: BTreeMap<Pid, Process> = processes::all().map(|process| (process.pid, process)).collect();
        let numbers: Vec<Number> = self.state.units.iter().filter_map(|unit| unit.number).collect();
        let cleaning: Vec<Number> =
            self.state.units.iter().filter(|unit| unit.finishing).filter_map(|unit| unit.pid).collect();
        let is_of_service =
            |one: &Process| numbers.contains(&one.session.into()) || numbers.contains(&one.group.into());
        let svscan = all.get(&process::parent()).map_or(0, |supervisor| supervisor.parent);
        let left = all.values().filter(|one| {
            one.pid != process::id()
                && !cleaning.contains(&one.pid.into())
                && (is_of_service(one) || (svscan == 1 && is_orphan(one, &all)))
        });
        left.copied().collect()
    }
}

/// Below process 1, but no part of what supervises: not s6's, not a logger, and of this program not what s6 or process 1 has started.
fn is_orphan(one: &Process, all: &BTreeMap<Pid, Process>) -> bool {
    let supervises =
        |pid: Pid| all.get(&pid).is_some_and(|process| process.parent == 1) && is_named(pid, b"s6-supervise");
    if one.pid == 1
        || supervises(one.pid)
        || (is_own(one.pid) && (supervises(one.parent) || waits_for_container(one.pid)))
    {
        return false;
    }
    let mut at = *one;
    // A tree is not that deep.
    for _ in 0..1000 {
        if at.parent == 1 {
            return !(supervises(at.pid) && words(at.pid).get(1).is_some_and(|name| name.ends_with(b"/log")));
        }
        match all.get(&at.parent) {
            Some(parent) => at = *parent,
            None => return false,
        }
    }
    false
}

/// Who starts the container's command, or hears its keyboard.
fn waits_for_container(pid: Pid) -> bool {
    matches!(words(pid).get(1).map(Vec::as_slice), Some(b"command" | b"keyboard"))
}

fn is_own(pid: Pid) -> bool {
    crate::place::program().is_ok_and(|own| file::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == own))
}

fn is_named(pid: Pid, name: &[u8]) -> bool {
    file::read(format!("/proc/{pid}/comm")).is_ok_and(|comm| comm.trim_ascii_end() == name)
}

fn words(pid: Pid) -> Vec<Vec<u8>> {
    let text = file::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    text.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect()
}

/// To that very process.
fn send(to: &Process, signal: i32) {
    match poll::process(to.pid) {
        Ok(file) if processes::one(to.pid).is_some_and(|now| now.began == to.began) => {
            let _ = poll::signal_process(&file, signal);
        }
        Err(error) if poll::is_missing(error) => {
            let _ = process::kill(to.pid, signal);
        }
        _ => {}
    }
}
