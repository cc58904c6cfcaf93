//! What the container's environment says to the manager.
use crate::machine::MachineSettings;
use crate::plan::Plan;
use crate::sys::{clock, file};
use crate::{place, say};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub fn container_environment() -> Vec<Vec<u8>> {
    let text = file::read_own("environment").unwrap_or_default();
    text.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()).map(<[u8]>::to_vec).collect()
}

/// `speaks`: what is wrong is said.
pub fn read(environment: &[Vec<u8>], plan: &Plan, has_command: bool, speaks: bool) -> MachineSettings {
    let keep_up = place::variable(environment, "S6_DONT_TERMINATE_ON_ERROR").is_some_and(|value| !value.is_empty());
    MachineSettings { grace_micros: grace(environment, plan, speaks), keep_up, has_command }
}

fn grace(environment: &[Vec<u8>], plan: &Plan, speaks: bool) -> i64 {
    let default = (plan.grace * 1e6 + 0.5) as i64;
    let Some(value) = place::variable(environment, "DECL_STOP_SECONDS").filter(|value| !value.is_empty()) else {
        return default;
    };
    let is_number = value.len() <= 9 && value.iter().all(u8::is_ascii_digit);
    let seconds = core::str::from_utf8(value).ok().filter(|_| is_number).and_then(|text| text.parse::<i64>().ok());
    match seconds {
        // One second is for what is killed to be gone.
        Some(seconds) => (seconds - 1).max(0) * 1_000_000,
        None => {
            if speaks {
                say!("init: DECL_STOP_SECONDS is not a number of seconds: {}", String::from_utf8_lossy(value));
            }
            default
        }
    }
}

/// When the first manager began, for timers.
pub fn write_time() {
    if read_time("manager-time").is_none() {
        let now = clock::realtime();
        let text = format!("{}.{:06}\n", now.div_euclid(1_000_000), now.rem_euclid(1_000_000));
        let _ = file::write("manager-time", text.as_bytes(), 0o644);
    }
}

/// Of a file of ours, in microseconds since 1970.
pub fn read_time(path: &str) -> Option<i64> {
    super::records::micros(core::str::from_utf8(&file::read_own(path).ok()?).ok()?.trim())
}
