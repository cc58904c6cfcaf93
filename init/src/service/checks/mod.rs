//! Condition…= and Assert…= (man systemd.unit, "Conditions and Asserts").
mod compare;
mod facts;
mod files;
mod machine;
mod versions;

use super::context::{state_folder, unit_of_plan};
use super::environment::{self, Environment};
use crate::plan::{Check, Unit};
use crate::specifiers::expand;
use crate::sys::file;
use alloc::string::String;
use alloc::vec::Vec;

/// What checks may have to know of the container.
pub struct Facts {
    pub environment: Environment,
    pub is_first_boot: bool,
}

impl Facts {
    pub fn of(state: &[u8]) -> Facts {
        Facts {
            environment: environment::of_container(state),
            is_first_boot: file::exists([state, b"/first-boot"].concat()),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Met,
    /// A condition is not met.
    Condition,
    /// An assertion is not.
    Assertion,
}

pub fn of_unit(unit: &Unit, state: &[u8]) -> Outcome {
    if unit.conditions.is_empty() && unit.assertions.is_empty() {
        return Outcome::Met;
    }
    let facts = Facts::of(state);
    match (are_met(&unit.assertions, &facts), are_met(&unit.conditions, &facts)) {
        (false, _) => Outcome::Assertion,
        (_, false) => Outcome::Condition,
        _ => Outcome::Met,
    }
}

/// check UNIT: for a unit that is no service. 1: a condition is not met, 2: an assertion.
pub fn main(arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    let name = String::from_utf8_lossy(arguments.get(1).map(Vec::as_slice).unwrap_or_default());
    let found = state_folder(environment).and_then(|state| Ok((unit_of_plan(&name)?, state)));
    match found.map(|(unit, state)| of_unit(&unit, &state)) {
        Ok(Outcome::Met) => 0,
        Ok(Outcome::Condition) => 1,
        Ok(Outcome::Assertion) => 2,
        Err(code) => code,
    }
}

/// All those without `|`, and one of those with it.
fn are_met(checks: &[Check], facts: &Facts) -> bool {
    let mut any = checks.iter().filter(|check| check.trigger).peekable();
    checks.iter().filter(|check| !check.trigger).all(|check| is_met(check, facts))
        && (any.peek().is_none() || any.any(|check| is_met(check, facts)))
}

fn is_met(check: &Check, facts: &Facts) -> bool {
    check.values.iter().all(|value| holds(&check.kind, &expand(value), facts)) != check.negated
}

/// What is no check of ours is not met.
fn holds(kind: &str, value: &[u8], facts: &Facts) -> bool {
    match kind {
        "PathExists" => file::exists(value),
        "PathExistsGlob" => !crate::service::glob::paths(value).is_empty(),
        "PathIsDirectory" => files::is(value, file::Kind::Folder),
        "PathIsSymbolicLink" => file::link_status(value).is_ok_and(|found| found.kind == file::Kind::Link),
        "PathIsMountPoint" => files::is_mount_point(value),
        "PathIsReadWrite" => file::may(value, file::MAY_WRITE),
        "PathIsSocket" => files::is(value, file::Kind::Socket),
        "DirectoryNotEmpty" => crate::sys::folder::names(value).is_ok_and(|names| !names.is_empty()),
        "FileNotEmpty" => file::status(value).is_ok_and(|found| found.kind == file::Kind::File && found.size > 0),
        "FileIsExecutable" => files::is(value, file::Kind::File) && file::may(value, file::MAY_RUN),
        "NeedsUpdate" => files::needs_update(value),
        "User" => facts::is_user(value),
        "Group" => facts::is_group(value),
        "Host" => facts::is_host(value),
        "Environment" => facts::is_among(value, facts.environment.0.iter().map(Vec::as_slice)),
        "KernelCommandLine" => facts::is_in_command_line(value),
        "FirstBoot" => facts::is_as_wanted(value, facts.is_first_boot),
        "Virtualization" => facts::is_virtualization(value),
        "Capability" => facts::has_capability(value),
        "Architecture" => machine::is_architecture(value),
        "Security" => machine::has_security(value),
        "KernelModuleLoaded" => machine::has_module(value),
        "ControlGroupController" => machine::has_controllers(value),
        "Memory" => compare::numbers(machine::memory(), value),
        "CPUs" => compare::numbers(machine::processors(), value),
        "CPUFeature" => machine::has_feature(value),
        "ACPower" => facts::is_as_wanted(value, machine::is_on_mains()),
        "KernelVersion" | "Version" => compare::texts(&machine::kernel(), value),
        "OSRelease" => machine::is_release(value),
        _ => false,
    }
}
