//! The plan as the machine needs it: relations from both sides, times in microseconds.
use super::types::Id;
use crate::plan::{Plan, Service, Unit};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

pub struct MachinePlan {
    pub units: Vec<MachineUnit>,
    /// Units by their names and aliases.
    pub called: BTreeMap<String, Id>,
    pub settings: MachineSettings,
}

#[derive(Clone, Copy)]
pub struct MachineSettings {
    pub grace_micros: i64,
    /// A failure does not end the container.
    pub keep_up: bool,
    pub has_command: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Service,
    Timer,
    Target,
}

pub struct MachineUnit {
    pub name: String,
    pub kind: Kind,
    pub after: Vec<Id>,
    /// Requires= and BindsTo=.
    pub requires: Vec<Id>,
    pub requisite: Vec<Id>,
    /// All that starts with it: Requires=, BindsTo=, Wants=, Upholds=.
    pub pulls: Vec<Id>,
    pub on_failure: Vec<Id>,
    pub on_success: Vec<Id>,
    /// Conflicts= from both sides.
    pub conflicts: Vec<Id>,
    /// What comes after it.
    pub successors: Vec<Id>,
    /// What has it in Requires=, Requisite= or BindsTo=.
    pub required_by: Vec<Id>,
    /// What stops and restarts with it: `required_by` and PartOf=.
    pub stops_with: Vec<Id>,
    pub bound_by: Vec<Id>,
    pub upheld_by: Vec<Id>,
    pub has_checks: bool,
    /// What a timer starts.
    pub triggers: Option<String>,
    pub service: Option<MachineService>,
}

pub struct MachineService {
    /// "simple", "notify" …
    pub kind: String,
    pub has_post: bool,
    pub has_stop: bool,
    pub has_reload: bool,
    /// Its RuntimeDirectory= is kept until it has ended for good.
    pub preserves: bool,
    pub restart: String,
    pub restart_micros: i64,
    pub restart_prevent: Vec<i64>,
    pub restart_force: Vec<i64>,
    /// At most so many starts in so many microseconds.
    pub start_limit: Option<(i64, i64)>,
    /// None: without end.
    pub start_micros: Option<i64>,
    pub stop_micros: Option<i64>,
    pub kill_mode: String,
    pub kill_signal: String,
    pub final_signal: Option<String>,
    pub watchdog_micros: Option<i64>,
}

impl MachinePlan {
    pub fn new(plan: &Plan, settings: MachineSettings) -> MachinePlan {
        let ids: BTreeMap<&str, Id> =
            plan.units.iter().enumerate().map(|(id, unit)| (unit.name.as_str(), id)).collect();
        let mut called = BTreeMap::new();
        for (id, unit) in plan.units.iter().enumerate() {
            called.extend(unit.aliases.iter().map(|alias| (alias.clone(), id)));
        }
        called.extend(ids.iter().map(|(name, id)| ((*name).into(), *id)));
        let mut units: Vec<MachineUnit> = plan.units.iter().map(|unit| MachineUnit::new(unit, &ids)).collect();
        add_reverse(plan, &ids, &mut units);
        MachinePlan { units, called, settings }
    }
}

impl MachineUnit {
    /// With relations as the unit names them, of those units that there are.
    fn new(unit: &Unit, ids: &BTreeMap<&str, Id>) -> MachineUnit {
        let list =
            |names: &[String]| -> Vec<Id> { names.iter().filter_map(|name| ids.get(name.as_str()).copied()).collect() };
        let requires = unique(list(&unit.requires).into_iter().chain(list(&unit.binds_to)));
        MachineUnit {
            name: unit.name.clone(),
            kind: match (&unit.service, &unit.timer) {
                (Some(_), _) => Kind::Service,
                (None, Some(_)) => Kind::Timer,
                (None, None) => Kind::Target,
            },
            after: list(&unit.after),
            pulls: unique(requires.iter().copied().chain(list(&unit.wants)).chain(list(&unit.upholds))),
            requires,
            requisite: list(&unit.requisite),
            on_failure: list(&unit.on_failure),
            on_success: list(&unit.on_success),
            conflicts: unique(list(&unit.conflicts)),
            successors: Vec::new(),
            required_by: Vec::new(),
            stops_with: Vec::new(),
            bound_by: Vec::new(),
            upheld_by: Vec::new(),
            has_checks: !unit.conditions.is_empty() || !unit.assertions.is_empty(),
            triggers: unit.timer.as_ref().map(|timer| timer.unit.clone()),
            service: unit.service.as_ref().map(|service| MachineService::new(service, unit.start_limit)),
        }
    }
}

/// The relations from the other side, those who name a unit in the plan's order.
fn add_reverse(plan: &Plan, ids: &BTreeMap<&str, Id>, units: &mut [MachineUnit]) {
    let mut part_of: Vec<Vec<Id>> = units.iter().map(|_| Vec::new()).collect();
    for (id, unit) in plan.units.iter().enumerate() {
        let mut add = |names: &[String], to: fn(&mut MachineUnit) -> &mut Vec<Id>| {
            for name in names {
                if let Some(other) = ids.get(name.as_str()).and_then(|other| units.get_mut(*other)) {
                    insert(to(other), id);
                }
            }
        };
        add(&unit.after, |other| &mut other.successors);
        add(&unit.requires, |other| &mut other.required_by);
        add(&unit.requisite, |other| &mut other.required_by);
        add(&unit.binds_to, |other| &mut other.required_by);
        add(&unit.binds_to, |other| &mut other.bound_by);
        add(&unit.conflicts, |other| &mut other.conflicts);
        add(&unit.upholds, |other| &mut other.upheld_by);
        for name in &unit.part_of {
            if let Some(list) = ids.get(name.as_str()).and_then(|other| part_of.get_mut(*other)) {
                insert(list, id);
            }
        }
    }
    for (unit, part_of) in units.iter_mut().zip(part_of) {
        unit.stops_with = unique(unit.required_by.iter().copied().chain(part_of));
    }
}

fn insert(list: &mut Vec<Id>, id: Id) {
    if !list.contains(&id) {
        list.push(id);
    }
}

fn unique(ids: impl IntoIterator<Item = Id>) -> Vec<Id> {
    let mut list = Vec::new();
    for id in ids {
        insert(&mut list, id);
    }
    list
}

impl MachineService {
    fn new(service: &Service, limit: Option<(i64, f64)>) -> MachineService {
        MachineService {
            kind: service.kind.clone(),
            has_post: !service.start_post.is_empty(),
            has_stop: !service.stop.is_empty(),
            has_reload: !service.reload.is_empty() || service.kind == "notify-reload",
            preserves: service.preserve_runtime_directory == "restart"
                && service.directories.iter().any(|directory| directory.variable == "RUNTIME_DIRECTORY"),
            restart: service.restart.clone(),
            restart_micros: micros(service.restart_delay),
            restart_prevent: service.restart_prevent.clone(),
            restart_force: service.restart_force.clone(),
            start_limit: limit.map(|(burst, seconds)| (burst, micros(seconds))),
            start_micros: service.start_timeout.map(micros),
            stop_micros: service.stop_timeout.map(micros),
            kill_mode: service.kill_mode.clone(),
            kill_signal: service.kill_signal.clone(),
            final_signal: service.final_signal.clone(),
            watchdog_micros: service.watchdog.map(micros),
        }
    }

    pub fn is_notify(&self) -> bool {
        self.kind.starts_with("notify")
    }
}

/// No time is longer than 30 years, so that sums have room.
pub const LONGEST: i64 = 1_000_000_000_000_000;

fn micros(seconds: f64) -> i64 {
    ((seconds * 1e6 + 0.5) as i64).min(LONGEST)
}
