//! Timers: when each elapses next is worked out in timers.rs; here are the clock, the stamps, and what the machine is told.
use super::records::{Records, is_down, micros};
use crate::calendar;
use crate::machine::types::{ActiveState, Event, Id, Job, MachineState};
use crate::plan::Plan;
use crate::plan::timer::Timer;
use crate::sys::{Fd, Result, clock, file};
use crate::timer_stamps as stamps;
use crate::timers::{Known, Surroundings, TimerState, UnitTimes};
use alloc::string::String;
use alloc::vec::Vec;

pub struct Alarms {
    timers: Vec<Alarm>,
    alarm: Fd,
    around: Surroundings,
}

struct Alarm {
    id: Id,
    name: String,
    planned: Timer,
    /// What it starts; none: the plan has no such unit.
    unit: Option<Id>,
    persistent: Option<Vec<u8>>,
    /// While the timer is active.
    state: Option<TimerState>,
    /// Its unit has been asked to start, and that is not over.
    is_starting: bool,
}

impl Alarms {
    pub fn new(plan: &Plan, environment: &[Vec<u8>]) -> Result<Alarms> {
        let timers = plan.units.iter().enumerate().filter_map(|(id, unit)| {
            let planned = unit.timer.clone()?;
            Some(Alarm {
                id,
                name: unit.name.clone(),
                unit: plan.units.iter().position(|other| other.name == planned.unit),
                planned,
                persistent: None,
                state: None,
                is_starting: false,
            })
        });
        let around = Surroundings {
            host_name: file::read("/proc/sys/kernel/hostname").unwrap_or_default().trim_ascii().to_vec(),
            local_zone: calendar::local_zone(environment),
            random,
        };
        Ok(Alarms { timers: timers.collect(), alarm: clock::alarm()?, around })
    }

    pub fn file(&self) -> i32 {
        self.alarm.raw()
    }

    /// Whether a timer's time has come.
    pub fn is_due(&self) -> bool {
        self.next().is_some_and(|next| next <= clock::realtime())
    }

    fn next(&self) -> Option<i64> {
        self.timers.iter().filter_map(|alarm| alarm.state.as_ref()?.next()).min()
    }

    /// Sees what has become of timers and their units, and sets the alarm.
    pub fn look(&mut self, machine: &MachineState, records: &Records) {
        if self.timers.is_empty() {
            return;
        }
        let now = clock::realtime();
        for alarm in &mut self.timers {
            alarm.look(now, machine, records, &self.around);
        }
        let _ = clock::set_alarm(&self.alarm, self.next());
    }

    /// Those whose time has come. The alarm may also ring because the clock was set.
    pub fn elapse(&mut self) -> Vec<Event> {
        let _ = self.alarm.read(&mut [0; 8]);
        let now = clock::realtime();
        let mut events = Vec::new();
        for alarm in &mut self.timers {
            let Some(state) = alarm.state.as_mut().filter(|state| state.next().is_some_and(|next| next <= now)) else {
                continue;
            };
            state.elapsed(now);
            alarm.is_starting = true;
            events.push(Event::TimerElapsed(alarm.id));
            alarm.write_stamps(now);
        }
        let _ = clock::set_alarm(&self.alarm, self.next());
        events
    }
}

impl Alarm {
    fn look(&mut self, now: i64, machine: &MachineState, records: &Records, around: &Surroundings) {
        let is_active = machine.units.get(self.id).is_some_and(|unit| unit.state == ActiveState::Active);
        if !is_active {
            (self.state, self.is_starting) = (None, false);
            return;
        }
        let times = self.unit_times(records);
        if self.state.is_none() {
            self.start(now, records, times, around);
        }
        let job = self.unit.and_then(|unit| machine.units.get(unit)).and_then(|unit| unit.job);
        let Some(state) = self.state.as_mut() else { return };
        // The job is answered in the step that the timer's word begins, or in a later one.
        if self.is_starting && !matches!(job, Some(Job::Start | Job::Restart)) {
            self.is_starting = false;
            state.answered(now);
        }
        state.unit_changed(now, times);
    }

    fn unit_times(&self, records: &Records) -> UnitTimes {
        self.unit.and_then(|unit| records.get(unit)).map_or_else(UnitTimes::default, |record| UnitTimes {
            began: record.times.began,
            ended: record.times.ended,
            running: !is_down(record.state),
        })
    }

    fn start(&mut self, now: i64, records: &Records, unit: UnitTimes, around: &Surroundings) {
        let time = |path: &str| micros(core::str::from_utf8(&file::read_own(path).ok()?).ok()?);
        self.persistent = self.planned.persistent.then(|| stamps::persistent_path(&self.name)).flatten();
        let persistent = self.persistent.as_deref().and_then(stamps::read);
        if let (Some(path), None) = (&self.persistent, persistent) {
            let _ = stamps::write(path, now);
        }
        let known = Known {
            activated: records.get(self.id).and_then(|record| record.times.since).unwrap_or(now),
            boot: time("boot-time").unwrap_or(now),
            manager: time("manager-time").unwrap_or(now),
            elapsed: stamps::read(&stamps::path(b".", &self.name)),
            persistent,
            unit,
        };
        self.state = Some(TimerState::new(&self.planned, &self.name, &known, around));
    }

    fn write_stamps(&self, now: i64) {
        let _ = stamps::write(&stamps::path(b".", &self.name), now);
        if let Some(path) = &self.persistent {
            let _ = stamps::write(path, now);
        }
    }
}

fn random() -> u64 {
    let mut bytes = [0; 8];
    clock::random(&mut bytes);
    u64::from_ne_bytes(bytes)
}
