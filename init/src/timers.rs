//! When a timer elapses: pure, but for the data of time zones. All times are microseconds since 1970, by the wall clock.
//!
//! What the manager does with it, for each timer unit that is active:
//!
//! - When the timer is started, also by a manager that takes over: `TimerState::new` with what is known (`Known`, whose two stamps
//!   are read by timer_stamps.rs).
//! - `next` says when it elapses next, or that it does not until something changes. It changes only in the functions below, so it
//!   is asked for after each of them, and the alarm is set to the earliest of all timers. The clock may have been set: whoever
//!   wakes compares `next` with the clock again.
//! - When that time has come: `elapsed(now)`, the timer's unit gets a job "start", and then the stamps are written with the same
//!   `now`: a manager that is killed between the two elapses again, and the unit has been started once. Until the unit has ended
//!   the timer has no next time.
//! - When that job is answered, in whatever way, also at once: `answered(now)`.
//! - Whenever the state of the timer's unit changes: `unit_changed(now, unit)`. When it runs no longer (it is inactive or failed, as
//!   for the request "wait"; what waits for a restart is running), the timer goes on.
//! - When the timer is stopped, the value is dropped.
use crate::calendar::next_elapse;
use crate::plan::timer::Timer;
use alloc::string::String;
use alloc::vec::Vec;

/// What is known when a timer is started.
#[derive(Clone, Debug)]
pub struct Known {
    /// When it was started, in this container: the same for a manager that takes over.
    pub activated: i64,
    /// When the container was started.
    pub boot: i64,
    /// When init was ready to start units.
    pub manager: i64,
    /// When it last elapsed by the stamp of this container, state/timers/NAME.
    pub elapsed: Option<i64>,
    /// By the stamp of Persistent=.
    pub persistent: Option<i64>,
    pub unit: UnitTimes,
}

/// What the timer's unit last did.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct UnitTimes {
    /// When it last began to start.
    pub began: Option<i64>,
    /// When it last ended.
    pub ended: Option<i64>,
    /// Neither inactive nor failed.
    pub running: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Waiting,
    /// It has elapsed, and its unit's job is not answered yet.
    Starting,
    /// It does not elapse again until the unit has ended.
    Running,
}

pub struct TimerState {
    timer: Timer,
    name: String,
    activated: i64,
    boot: i64,
    manager: i64,
    /// When it last elapsed in this container.
    elapsed: Option<i64>,
    /// From when on calendars are looked at: when it last elapsed, in any container.
    last: Option<i64>,
    /// When the last start was answered.
    started: Option<i64>,
    unit: UnitTimes,
    phase: Phase,
    delay: i64,
    random: fn() -> u64,
    host_name: Vec<u8>,
    local_zone: Option<Vec<u8>>,
    next: Option<i64>,
}

/// What the surroundings give a timer.
#[derive(Clone)]
pub struct Surroundings {
    /// For FixedRandomDelay=.
    pub host_name: Vec<u8>,
    /// See `calendar::local_zone`.
    pub local_zone: Option<Vec<u8>>,
    /// For RandomizedDelaySec=.
    pub random: fn() -> u64,
}

impl TimerState {
    /// `name` is that of the timer unit.
    pub fn new(timer: &Timer, name: &str, known: &Known, around: &Surroundings) -> TimerState {
        // A stamp may be of an earlier container, where the state folder is kept.
        let elapsed = known.elapsed.filter(|elapsed| *elapsed >= known.boot);
        let persistent =
            known.persistent.filter(|stamp| timer.persistent && *stamp <= known.activated.max(elapsed.unwrap_or(0)));
        // What the timer began before the manager was started again.
        let is_own = known.unit.running && elapsed.is_some();
        let mut state = TimerState {
            timer: timer.clone(),
            name: name.into(),
            activated: known.activated,
            boot: known.boot,
            manager: known.manager,
            elapsed,
            last: persistent.or(elapsed),
            started: if is_own { known.unit.began.max(elapsed) } else { elapsed },
            unit: known.unit,
            phase: if is_own { Phase::Running } else { Phase::Waiting },
            delay: 0,
            random: around.random,
            host_name: around.host_name.clone(),
            local_zone: around.local_zone.clone(),
            next: None,
        };
        state.draw_delay();
        state.find_next();
        state
    }

    /// The next time to elapse, which may be over; none until something changes, or for ever.
    pub fn next(&self) -> Option<i64> {
        self.next
    }

    /// It elapses now: its unit is to be started.
    pub fn elapsed(&mut self, now: i64) {
        self.elapsed = Some(now);
        self.last = Some(now);
        self.phase = Phase::Starting;
        self.find_next();
    }

    /// The job that starts its unit has been answered.
    pub fn answered(&mut self, now: i64) {
        if self.phase == Phase::Starting {
            self.started = Some(now);
            self.phase = Phase::Running;
            self.go_on(now);
        }
    }

    pub fn unit_changed(&mut self, now: i64, unit: UnitTimes) {
        if self.unit != unit {
            self.unit = unit;
            self.go_on(now);
        }
    }

    fn go_on(&mut self, now: i64) {
        if self.phase == Phase::Running && !self.unit.running {
            if self.timer.defer_reactivation {
                self.last = Some(now);
            }
            self.phase = Phase::Waiting;
            self.draw_delay();
        }
        self.find_next();
    }

    fn find_next(&mut self) {
        self.next = match self.phase {
            Phase::Waiting => self.earliest().map(|next| next.saturating_add(self.delay)),
            Phase::Starting | Phase::Running => None,
        };
    }

    fn earliest(&self) -> Option<i64> {
        let after = self.last.unwrap_or(self.activated);
        let zone = self.local_zone.as_deref();
        // What was missed is made up for once, when init is ready.
        let missed = |next: i64| next.max(self.manager);
        let calendars =
            self.timer.calendars.iter().filter_map(|calendar| next_elapse(calendar, after, zone).map(missed));
        let spans = self.timer.monotonic.iter().filter_map(|(base, seconds)| self.after_span(base, micros(*seconds)));
        calendars.chain(spans).min()
    }

    fn after_span(&self, base: &str, span: i64) -> Option<i64> {
        let once = |from: i64| {
            let next = from.saturating_add(span);
            Some(next).filter(|next| self.elapsed.is_none_or(|elapsed| *next > elapsed))
        };
        match base {
            "OnActiveSec" => once(self.activated),
            "OnBootSec" => once(self.boot),
            "OnStartupSec" => once(self.manager),
            // What the timer began itself was active from when it elapsed.
            "OnUnitActiveSec" => Some(self.since(self.unit.began, self.started)?.saturating_add(span)),
            "OnUnitInactiveSec" => Some(self.since(self.unit.ended, self.elapsed)?.saturating_add(span)),
            _ => None,
        }
    }

    /// When the unit last did something, if that was after what the timer has done itself; else when the timer elapsed.
    fn since(&self, when: Option<i64>, own: Option<i64>) -> Option<i64> {
        if self.elapsed.is_some() && when <= own { self.elapsed } else { when }
    }

    fn draw_delay(&mut self) {
        let range = micros(self.timer.randomized_delay).max(0) as u64;
        self.delay = if range == 0 {
            0
        } else if self.timer.fixed_random_delay {
            let text = [self.host_name.as_slice(), b" ", self.name.as_bytes()].concat();
            (u64::from(cksum(&text)) * 1000 % (range + 1)) as i64
        } else {
            ((self.random)() % (range + 1)) as i64
        };
    }
}

/// At most 10,000 years, so that sums have room.
fn micros(seconds: f64) -> i64 {
    (seconds.clamp(0.0, 3.2e11) * 1e6 + 0.5) as i64
}

/// The number of cksum(1), POSIX's CRC: bytes, then the length, of a polynomial that is not reflected.
fn cksum(text: &[u8]) -> u32 {
    let step = |crc: u32, byte: u8| {
        (0..8)
            .fold(crc ^ u32::from(byte) << 24, |crc, _| if crc >> 31 == 1 { crc << 1 ^ 0x04c1_1db7 } else { crc << 1 })
    };
    let mut crc = text.iter().fold(0, |crc, byte| step(crc, *byte));
    let mut length = text.len();
    while length > 0 {
        crc = step(crc, length as u8);
        length >>= 8;
    }
    !crc
}
