//! The manager: hears what services say and people ask for, lets the machine decide, and does what that says. It is a service of
//! s6's own: when it is killed, the next one finds in files and pipes what there was.
mod alarms;
mod bring_up;
mod children;
mod control;
mod end;
mod journal;
mod kill;
mod lines;
mod notify;
mod perform;
mod records;
mod recovery;
mod settings;
mod survivors;

use crate::fds::{self, EVENTS};
use crate::machine::types::{Event, Id, MachineState};
use crate::machine::{MachinePlan, next_deadline, step};
use crate::plan::Plan;
use crate::sys::{Fd, Result, clock, folder, poll, signal};
use crate::{place, say};
use alarms::Alarms;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use bring_up::BringUps;
use children::Children;
use control::Control;
use kill::Processes;
use notify::Notify;
use records::Records;

pub struct Manager {
    plan: Plan,
    machine: MachinePlan,
    state: MachineState,
    /// The state folder, which is also the current one.
    folder: Vec<u8>,
    events: Fd,
    signals: Fd,
    records: Records,
    bring_ups: BringUps,
    children: Children,
    control: Control,
    notify: Notify,
    alarms: Alarms,
    processes: Processes,
    /// What is to be told the machine next: what its commands have brought about at once.
    pending: Vec<Event>,
    is_telling: bool,
    /// When those that are left are looked for again, after everything was to be killed.
    kill_again: Option<i64>,
}

/// manager HOW-MANY-WORDS-THE-CONTAINER'S-COMMAND-HAS
pub fn main(arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    let has_command = arguments.get(2).is_some_and(|words| words != b"0");
    let Some(state) = place::state(environment) else {
        say!("init: the manager does not know the state folder");
        return 111;
    };
    let Some(plan) = place::plan().ok().and_then(|text| Plan::parse(&text)) else {
        say!("init: the manager cannot read the plan");
        return 111;
    };
    let done = Manager::new(plan, state, has_command).and_then(|mut manager| {
        manager.begin();
        manager.work()
    });
    if let Err(error) = done {
        say!("init: the manager: {error}");
    }
    111
}

impl Manager {
    fn new(plan: Plan, state: &[u8], has_command: bool) -> Result<Manager> {
        folder::enter(state)?;
        signal::ignore(signal::PIPE)?;
        let container = settings::container_environment();
        let is_first = !records::exist();
        let machine = MachinePlan::new(&plan, settings::read(&container, &plan, has_command, is_first));
        Ok(Manager {
            state: MachineState::new(&machine),
            folder: state.to_vec(),
            events: events()?,
            signals: signal::watch(&[signal::CHLD])?,
            records: Records::new(&plan),
            bring_ups: BringUps::default(),
            children: Children::default(),
            control: Control::listen()?,
            notify: Notify::new(&plan),
            alarms: Alarms::new(&container)?,
            processes: Processes::default(),
            pending: Vec::new(),
            is_telling: false,
            kill_again: None,
            machine,
            plan,
        })
    }

    fn begin(&mut self) {
        settings::write_time();
        if records::exist() {
            let unfinished = journal::unfinished();
            let found = self.find();
            self.tell(Event::Recover(found));
            if let Some(line) = unfinished {
                self.hear(&line);
            }
        } else {
            journal::make();
            self.tell(Event::Boot);
        }
    }

    /// Until the container's end, which never returns.
    fn work(&mut self) -> Result<()> {
        /// What has been said counts before what time brings, but nobody may talk without end.
        const AT_ONCE: usize = 100;
        loop {
            let mut files = vec![self.events.raw(), self.signals.raw(), self.alarms.file(), self.control.file()];
            let fixed = files.len();
            files.extend(self.notify.files());
            let sockets = files.len();
            files.extend(self.control.connections());
            let ready = poll::readable(&files, self.next_moment().map(|at| (at - clock::monotonic()).max(0)))?;
            let is_ready = |index: usize| ready.get(index).copied().unwrap_or(false);
            for _ in 0..AT_ONCE {
                match self.next_line()? {
                    Some(line) => self.hear(&line),
                    None => break,
                }
            }
            if is_ready(1) {
                self.reap()?;
            }
            // Each for itself: the one before may have changed what there is.
            if (fixed..sockets).any(is_ready) {
                self.hear_notices();
            }
            if is_ready(2) {
                self.alarms.is_awake();
            }
            if is_ready(3) {
                self.control.accept();
            }
            for number in
                files.iter().enumerate().skip(sockets).filter(|(index, _)| is_ready(*index)).map(|(_, fd)| *fd)
            {
                self.hear_request(number);
            }
            self.pass_time();
        }
    }

    fn next_moment(&self) -> Option<i64> {
        [next_deadline(&self.state), self.bring_ups.next(), self.kill_again].into_iter().flatten().min()
    }

    fn pass_time(&mut self) {
        let now = clock::monotonic();
        if next_deadline(&self.state).is_some_and(|at| at <= now) {
            self.tell(Event::Time);
        }
        self.bring_up_late(now);
        if self.kill_again.is_some_and(|at| at <= now) {
            self.kill_what_is_left(signal::KILL);
        }
        for timer in self.alarms.elapsed(clock::realtime()) {
            self.elapse(timer);
        }
        self.alarms.arm();
    }

    /// Lets the machine decide, and does what it says. What comes of that meanwhile is told after it.
    fn tell(&mut self, event: Event) {
        self.pending.push(event);
        if self.is_telling {
            return;
        }
        self.is_telling = true;
        while !self.pending.is_empty() {
            let event = self.pending.remove(0);
            for command in step(&self.machine, &mut self.state, &event, clock::monotonic()) {
                self.perform(command);
            }
            self.look_at_timers();
        }
        self.is_telling = false;
    }

    /// The next line that services have said, or none. Byte by byte: what is in the pipe is there for the next manager, should
    /// this one be killed.
    fn next_line(&self) -> Result<Option<String>> {
        let mut line = Vec::new();
        let mut byte = [0];
        if !self.has_lines() {
            return Ok(None);
        }
        // Lines come whole.
        while self.events.read(&mut byte)? == 1 && byte != *b"\n" {
            line.push(byte[0]);
        }
        Ok(Some(String::from_utf8_lossy(&line).into_owned()))
    }

    fn has_lines(&self) -> bool {
        poll::readable(&[self.events.raw()], Some(0)).is_ok_and(|ready| ready.contains(&true))
    }

    fn hear(&mut self, line: &str) {
        let Some((event, said)) = lines::parse(line, &self.machine) else { return };
        journal::begin(line);
        if let Some(unit) = said {
            // What it has said before its end is not lost with it.
            self.hear_notices_of(unit);
            journal::begin(line);
        }
        if let Event::Running(unit, number) = event {
            self.bring_ups.heard(unit, number);
            self.processes.began(unit, number);
            self.notify.began(unit);
        }
        self.children.said(&event);
        self.tell(event);
        journal::end();
    }

    fn name(&self, unit: Id) -> &str {
        self.machine.units.get(unit).map_or("", |unit| unit.name.as_str())
    }
}

/// Inherited from process 1.
fn events() -> Result<Fd> {
    if Fd::is_open(EVENTS) {
        return Ok(Fd::from_raw(EVENTS));
    }
    crate::sys::file::open("events", crate::sys::file::READ_WRITE | crate::sys::file::NOFOLLOW, 0)
}

/// Of each unit that has one, the socket that process 1 has opened.
fn notify_sockets(plan: &Plan) -> BTreeMap<Id, i32> {
    let units = plan.units.iter().enumerate();
    units
        .filter_map(|(id, unit)| Some((id, fds::of_unit(plan, &unit.name).notify?)))
        .filter(|(_, number)| Fd::is_open(*number))
        .collect()
}
