use super::machine_plan::{LONGEST, MachinePlan, MachineService, MachineUnit};
use super::types::{ActiveState, Command, Deadline, DeadlineKind, Id, Job, MachineState, UnitState, What};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

/// One step: the state, which it changes, and what is to be done.
pub struct Machine<'a> {
    pub plan: &'a MachinePlan,
    pub state: &'a mut MachineState,
    pub now: i64,
    pub commands: Vec<Command>,
    /// How often units got the job to start in this step.
    wanted: Vec<u8>,
}

impl<'a> Machine<'a> {
    pub fn new(plan: &'a MachinePlan, state: &'a mut MachineState, now: i64) -> Machine<'a> {
        Machine { plan, state, now, commands: Vec::new(), wanted: vec![0; plan.units.len()] }
    }

    pub fn ids(&self) -> core::ops::Range<Id> {
        0..self.plan.units.len()
    }

    pub fn unit(&self, id: Id) -> &UnitState {
        &self.state.units[id]
    }

    pub fn unit_mut(&mut self, id: Id) -> &mut UnitState {
        &mut self.state.units[id]
    }

    pub fn planned(&self, id: Id) -> &'a MachineUnit {
        &self.plan.units[id]
    }

    pub fn name(&self, id: Id) -> &'a str {
        &self.planned(id).name
    }

    pub fn service(&self, id: Id) -> Option<&'a MachineService> {
        self.planned(id).service.as_ref()
    }

    pub fn act(&mut self, command: Command) {
        self.commands.push(command);
    }

    pub fn say(&mut self, text: String) {
        self.act(Command::Say { text });
    }

    /// Units that conflict and pull each other in could go on like that for ever.
    pub fn is_wanted_too_often(&mut self, id: Id) -> bool {
        self.wanted[id] = self.wanted[id].saturating_add(1);
        self.wanted[id] > 3
    }

    pub fn set_job(&mut self, id: Id, job: Option<Job>) {
        self.unit_mut(id).job = job;
        self.record(id, false);
    }

    pub fn enter(&mut self, id: Id, state: ActiveState) {
        self.enter_keeping(id, state, false);
    }

    /// `keeps`: the folders of RuntimeDirectoryPreserve=restart stay, for the unit starts again.
    pub fn enter_keeping(&mut self, id: Id, state: ActiveState, keeps: bool) {
        self.unit_mut(id).state = state;
        let down = matches!(state, ActiveState::Inactive | ActiveState::Failed);
        if down && !keeps && self.service(id).is_some_and(|service| service.preserves) {
            self.act(Command::RemoveDirectories { unit: id });
        }
        self.record(id, true);
        if down {
            self.answer(id, &[What::Wait], 0, None);
        }
    }

    pub fn record(&mut self, id: Id, entered: bool) {
        let UnitState { state, number, job, .. } = *self.unit(id);
        self.act(Command::Record { unit: id, state, number, job, entered });
    }

    /// At most one thing is awaited for a unit; none: for ever.
    pub fn in_time(&mut self, id: Id, micros: Option<i64>, what: DeadlineKind) {
        let now = self.now;
        self.unit_mut(id).deadline = micros.map(|micros| Deadline { at: now + micros.min(LONGEST), what });
    }

    pub fn never(&mut self, id: Id) {
        self.unit_mut(id).deadline = None;
    }

    /// Those who asked one of these things of a unit are told how it went.
    pub fn answer(&mut self, id: Id, what: &[What], code: i64, error: Option<&str>) {
        for ask in core::mem::take(&mut self.state.asks) {
            if ask.unit == id && what.contains(&ask.what) {
                self.act(Command::Answer { id: ask.id, code, error: error.map(ToString::to_string) });
            } else {
                self.state.asks.push(ask);
            }
        }
    }

    pub fn is_up(&self, id: Id) -> bool {
        matches!(self.unit(id).state, ActiveState::Active | ActiveState::Exited)
    }

    /// It does not run, and nothing of it does.
    pub fn is_down(&self, id: Id) -> bool {
        matches!(self.unit(id).state, ActiveState::Inactive | ActiveState::Failed)
    }

    /// It has a job whose first part is to stop.
    pub fn is_to_stop(&self, id: Id) -> bool {
        matches!(self.unit(id).job, Some(Job::Stop | Job::Restart))
    }
}

/// Seconds for people, with at most three digits after the point.
pub fn seconds_of(micros: Option<i64>) -> String {
    let Some(micros) = micros else { return "infinity".into() };
    let thousandths = (micros + 500) / 1000;
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').into()
}
