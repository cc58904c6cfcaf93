//! The loop around the machine: what is heard becomes its events, and its commands are carried out. All that has to outlive this
//! process is in the state folder, or in files that process 1 holds open.
mod alarms;
mod begin;
mod beside;
mod bring_up;
mod commands;
mod control;
mod helpers;
mod kill;
mod notify;
mod records;
mod recovery;
mod syslog;
mod words;

use crate::fds::EVENTS;
use crate::machine::types::{Event, MachineState};
use crate::machine::{MachinePlan, next_deadline, step};
use crate::place;
use crate::plan::Plan;
use crate::say;
use crate::sys::{Fd, clock, poll, process, signal};
use alarms::Alarms;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use bring_up::BringUps;
use control::Control;
use helpers::Helpers;
use kill::Processes;
use notify::Sockets;
use records::Records;
use syslog::Syslog;
use words::Words;

/// `init manager WORDS-OF-THE-COMMAND`: 0 when the container ends.
pub fn main(arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    let state = place::state(environment).unwrap_or_default();
    match begin::manager(arguments, state).and_then(|mut manager| manager.run()) {
        Ok(()) => 0,
        Err(text) => {
            say!("init: {text}");
            111
        }
    }
}

pub struct Manager {
    plan: Plan,
    machine_plan: MachinePlan,
    machine: MachineState,
    /// The container's.
    environment: Vec<Vec<u8>>,
    /// What has been heard and not been told the machine yet.
    events: VecDeque<Event>,
    words: Words,
    control: Control,
    syslog: Syslog,
    sockets: Sockets,
    bring_ups: BringUps,
    records: Records,
    processes: Processes,
    alarms: Alarms,
    /// SIGCHLD, for what is run beside services.
    children: Fd,
    helpers: Helpers,
    is_over: bool,
}

/// What has been heard comes before what time brings, but nobody may talk without end: microseconds.
const LATEST: i64 = 1_000_000;
/// More than a socket holds (net.unix.max_dgram_qlen).
const MOST_NOTICES: usize = 1000;

impl Manager {
    fn run(&mut self) -> Result<(), String> {
        let first = self.first_event();
        self.events.push_back(first);
        loop {
            self.tell_all();
            if self.is_over {
                return Ok(());
            }
            self.wait().map_err(|error| alloc::format!("the manager cannot wait: {error}"))?;
        }
    }

    /// What has been heard, and what comes of it.
    fn tell_all(&mut self) {
        while !self.is_over
            && let Some(event) = self.events.pop_front()
        {
            self.tell(&event);
        }
    }

    /// Tells the machine what has happened, and does what it says.
    fn tell(&mut self, event: &Event) {
        for command in step(&self.machine_plan, &mut self.machine, event, clock::monotonic()) {
            self.carry_out(command);
        }
        self.alarms.look(&self.machine, &self.records);
    }

    /// Waits until something is heard, or it is time for something, and puts it among the events.
    fn wait(&mut self) -> crate::sys::Result<()> {
        self.words.is_done();
        let now = clock::monotonic();
        let due = [next_deadline(&self.machine), self.bring_ups.next()].into_iter().flatten().min();
        let mut files = [EVENTS, self.control.listener(), self.alarms.file(), self.children.raw()].to_vec();
        let fixed = files.len();
        files.extend(self.control.clients());
        files.extend(self.sockets.files());
        files.extend(self.syslog.file());
        let longest = if self.words.has_line() { Some(0) } else { due.map(|due| due - now) };
        let ready = poll::readable(&files, longest)?;
        let is_ready = |index: usize| ready.get(index) == Some(&true);
        let is_quiet = !self.words.has_line() && !ready.contains(&true);

        if is_ready(0) || self.words.has_line() {
            self.hear_words()?;
        }
        if is_ready(1) {
            self.control.accept();
        }
        let clients = files.get(fixed..).unwrap_or_default().iter().zip(ready.iter().skip(fixed));
        for (file, _) in clients.filter(|(_, is_ready)| **is_ready) {
            // A service says that it runs before its program can say anything: messages wait for the words before them.
            if self.sockets.unit_of(*file).is_none() || !self.words.has_more() {
                self.hear(*file);
            }
        }
        if is_ready(2) || self.alarms.is_due() {
            self.events.extend(self.alarms.elapse());
        }
        if is_ready(3) {
            while signal::take(&self.children).is_some() {}
            while let Some((pid, end)) = process::reap() {
                self.helpers.has_ended(pid, end);
            }
        }
        // Their last words come first.
        if self.helpers.any_ended() && !self.words.has_more() {
            self.events.extend(self.helpers.without_word());
        }
        let now = clock::monotonic();
        let late = due.is_some_and(|due| now - due > LATEST);
        if due.is_some_and(|due| due <= now) && (is_quiet && self.events.is_empty() || late) {
            self.events.extend(self.bring_ups.go_on(now, &self.plan));
            self.events.push_back(Event::Time);
        }
        Ok(())
    }

    /// A client of the control socket, a service's socket, or /dev/log.
    fn hear(&mut self, file: i32) {
        if self.syslog.file() == Some(file) {
            self.syslog.hear();
        } else if let Some(unit) = self.sockets.unit_of(file) {
            self.hear_notices(unit, None);
        } else if let Some(event) = self.control.hear(file) {
            self.events.push_back(event);
        }
    }

    /// One line: what comes of it is done before the next one is read.
    fn hear_words(&mut self) -> crate::sys::Result<()> {
        if let Some(event) = self.words.hear(&self.machine_plan.called)? {
            self.hear_event(event);
        }
        Ok(())
    }

    fn hear_event(&mut self, event: Event) {
        match &event {
            Event::Running(unit, number) => {
                self.bring_ups.has_begun(*unit, *number);
                self.processes.watch(*number);
            }
            Event::CommandRunning(pid) => self.processes.watch(*pid),
            // Messages that the service sent before its end may still be in its socket.
            Event::Reported(unit, number, word) => {
                if words::is_end(word) {
                    self.hear_notices(*unit, Some(*number));
                }
                if let Some(pid) = words::process_of(word) {
                    self.processes.watch(pid);
                }
                self.helpers.record_report(*unit, *number, word);
            }
            _ => {}
        }
        self.events.push_back(event);
    }

    /// What is in the socket of a unit. `number` is the start that ends, where the machine may know of none yet.
    fn hear_notices(&mut self, unit: usize, number: Option<i64>) {
        // Events that came before these messages, such as that the service runs.
        self.tell_all();
        for _ in 0..MOST_NOTICES {
            let Some(service) = self.plan.units.get(unit).and_then(|unit| unit.service.as_ref()) else { return };
            let (known, main) = self.machine.units.get(unit).map_or((None, None), |unit| (unit.number, unit.main_pid));
            let Some(events) = self.sockets.peek(unit, service, number.or(known), main, &mut self.processes) else {
                return;
            };
            self.events.extend(events);
            self.tell_all();
            self.sockets.take(unit);
        }
    }
}
