//! A manager that was killed: what there was is in units/, in the services' folders, and in what process 1 holds open.
use super::records::{self, Records, is_down};
use crate::machine::types::{ActiveState, EndFound, Number, RecoveredUnit, Recovery};
use crate::plan::{Plan, Unit};
use crate::service::processes;
use crate::sys::file;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub fn read(plan: &Plan, to: &mut Records) -> Recovery {
    let units = plan.units.iter().enumerate().filter_map(|(id, unit)| {
        let found = records::read(&unit.name)?;
        to.set(id, found.state, found.times);
        let number = found.number.or_else(|| unheard_start(&unit.name, &found)).filter(|_| unit.service.is_some());
        let unit = RecoveredUnit {
            state: found.state,
            job: found.job,
            number,
            alive: number.is_some_and(is_alive),
            ended: if is_down(found.state) { EndFound::No } else { end_of(unit, number) },
            environment: environment_of(unit),
        };
        Some((id, unit))
    });
    Recovery {
        units: units.collect(),
        ready: file::exists("ready"),
        ending: file::exists("ending"),
        exit_code: text("exit-code").trim_ascii().parse().unwrap_or(1),
        command: text("command-running").trim_ascii().parse().ok().map(|pid: Number| (pid, is_alive(pid))),
    }
}

/// A start that the manager before had asked for and not heard of: it has written its number, since the unit came into its state.
fn unheard_start(name: &str, found: &records::Found) -> Option<Number> {
    // The clock of files is behind by as much as a tick of the kernel.
    const TICK: i64 = 10_000;
    let path = format!("scan/{name}/running");
    let is_awaited = matches!(found.state, ActiveState::Starting | ActiveState::Stopping);
    let written = file::status(&path).ok()?.changed;
    file::read_pid(&path)
        .map(Number::from)
        .filter(|_| is_awaited && found.times.since.is_some_and(|since| since <= written + TICK))
}

/// How the start of that number ended, as `finish` has written it into the service's folder.
fn end_of(unit: &Unit, number: Option<Number>) -> EndFound {
    let folder = format!("scan/{}", unit.name);
    let running: Option<Number> = text(&format!("{folder}/running")).trim_ascii().parse().ok();
    let path = format!("{folder}/ended");
    if number.is_none() || running != number || !file::exists(&path) {
        return EndFound::No;
    }
    let ended = text(&path);
    let mut words = ended.split_ascii_whitespace();
    match (words.next(), words.next().and_then(|code| code.parse().ok())) {
        (Some(result), Some(code)) => EndFound::As(result.to_string(), code),
        // There was no space left to write how.
        _ => EndFound::Unknown,
    }
}

fn environment_of(unit: &Unit) -> Vec<(String, String)> {
    let text = text(&format!("scan/{}/environment", unit.name));
    text.split('\0')
        .filter_map(|entry| entry.split_once('='))
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

fn is_alive(number: Number) -> bool {
    i32::try_from(number).ok().and_then(processes::one).is_some_and(|process| process.is_alive())
}

fn text(path: &str) -> String {
    String::from_utf8_lossy(&file::read_own(path).unwrap_or_default()).into_owned()
}
