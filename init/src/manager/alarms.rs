//! Timers: when they elapse, by the wall clock.
use super::{Manager, settings};
use crate::machine::types::{ActiveState, Event, Id, Job};
use crate::sys::{Fd, Result, clock, file};
use crate::timers::{Known, Surroundings, TimerState};
use crate::{calendar, timer_stamps};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

pub struct Alarms {
    alarm: Fd,
    set_to: Option<i64>,
    timers: BTreeMap<Id, Alarm>,
    around: Surroundings,
}

struct Alarm {
    state: TimerState,
    target: Option<Id>,
    /// Whether the job that it brought is not answered yet.
    is_starting: bool,
    persistent: Option<Vec<u8>>,
}

impl Alarms {
    pub fn new(environment: &[Vec<u8>]) -> Result<Alarms> {
        let host_name = file::read("/proc/sys/kernel/hostname").unwrap_or_default().trim_ascii().to_vec();
        let around = Surroundings { host_name, local_zone: calendar::local_zone(environment), random };
        Ok(Alarms { alarm: clock::alarm()?, set_to: None, timers: BTreeMap::new(), around })
    }

    pub fn file(&self) -> i32 {
        self.alarm.raw()
    }

    /// The alarm has come, or somebody has set the clock: it is set anew.
    pub fn is_awake(&mut self) {
        let _ = self.alarm.read(&mut [0; 8]);
        self.set_to = None;
    }

    /// Timers whose time has come.
    pub fn elapsed(&self, now: i64) -> Vec<Id> {
        let due = self.timers.iter().filter(|(_, timer)| timer.state.next().is_some_and(|next| next <= now));
        due.map(|(unit, _)| *unit).collect()
    }

    pub fn arm(&mut self) {
        let next = self.timers.values().filter_map(|timer| timer.state.next()).min();
        if next != self.set_to {
            let _ = clock::set_alarm(&self.alarm, next);
            self.set_to = next;
        }
    }
}

fn random() -> u64 {
    let mut bytes = [0; 8];
    clock::random(&mut bytes);
    u64::from_ne_bytes(bytes)
}

impl Manager {
    /// A timer is there as long as its unit is active.
    pub fn look_at_timers(&mut self) {
        let now = clock::realtime();
        for unit in 0..self.machine.units.len() {
            let is_timer = self.plan.units.get(unit).is_some_and(|unit| unit.timer.is_some());
            let is_active = self.state.units.get(unit).is_some_and(|unit| unit.state == ActiveState::Active);
            if !is_timer {
                continue;
            }
            if !is_active {
                self.alarms.timers.remove(&unit);
            } else if !self.alarms.timers.contains_key(&unit) {
                self.begin_timer(unit, now);
            }
            self.look_at_target(unit, now);
        }
    }

    fn begin_timer(&mut self, unit: Id, now: i64) {
        let Some((name, timer)) = self.plan.units.get(unit).and_then(|unit| Some((&unit.name, unit.timer.as_ref()?)))
        else {
            return;
        };
        let target = self.machine.called.get(&timer.unit).copied();
        let persistent = Some(name).filter(|_| timer.persistent).and_then(|name| timer_stamps::persistent_path(name));
        let known = Known {
            activated: self.records.times(unit).since.unwrap_or(now),
            boot: settings::read_time("boot-time").unwrap_or(now),
            manager: settings::read_time("manager-time").unwrap_or(now),
            elapsed: timer_stamps::read(&timer_stamps::path(&self.folder, name)),
            persistent: persistent.as_deref().and_then(timer_stamps::read),
            unit: target.map(|target| self.records.unit_times(target)).unwrap_or_default(),
        };
        let state = TimerState::new(timer, name, &known, &self.alarms.around);
        self.alarms.timers.insert(unit, Alarm { state, target, is_starting: false, persistent });
    }

    fn look_at_target(&mut self, unit: Id, now: i64) {
        let Some(alarm) = self.alarms.timers.get_mut(&unit) else { return };
        let Some(target) = alarm.target else { return };
        let job = self.state.units.get(target).and_then(|unit| unit.job);
        if alarm.is_starting && !matches!(job, Some(Job::Start | Job::Restart)) {
            alarm.is_starting = false;
            alarm.state.answered(now);
        }
        alarm.state.unit_changed(now, self.records.unit_times(target));
    }

    /// A timer's time has come. A manager that is killed before the stamp is written elapses again, and the unit has been started once.
    pub fn elapse(&mut self, unit: Id) {
        let now = clock::realtime();
        let Some(alarm) = self.alarms.timers.get_mut(&unit) else { return };
        alarm.state.elapsed(now);
        alarm.is_starting = true;
        let persistent = alarm.persistent.clone();
        self.tell(Event::TimerElapsed(unit));
        let name = String::from(self.name(unit));
        let _ = timer_stamps::write(&timer_stamps::path(&self.folder, &name), now);
        if let Some(path) = persistent {
            let _ = timer_stamps::write(&path, now);
        }
    }
}
