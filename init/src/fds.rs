//! The files that process 1 opens and everything below it inherits, so that what is in them outlives whoever reads them. A service
//! itself gets none of them.
use crate::plan::{Plan, Unit};
use crate::sys::socket::LONGEST_PATH;
use alloc::vec::Vec;

/// The pipe of what services say.
pub const EVENTS: i32 = 3;

/// The pipe of what the logger is told: "flush UNIT" when a service has ended, "finish" when all have.
pub const LOG_CONTROL: i32 = 4;

/// What a unit has: a socket for sd_notify, and a pipe for the lines that get a prefix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnitFds {
    pub notify: Option<i32>,
    pub log: Option<i32>,
}

/// The numbers follow LOG_CONTROL, first those of sockets, then those of logs, both in the plan's order.
pub fn of_unit(plan: &Plan, name: &str) -> UnitFds {
    let sockets = plan.units.iter().filter(|unit| has_notify(unit)).count();
    let place = |has: fn(&Unit) -> bool| {
        let mut those = plan.units.iter().filter(|unit| has(unit));
        those.position(|unit| unit.name == name).map(|index| LOG_CONTROL + 1 + index as i32)
    };
    UnitFds { notify: place(has_notify), log: place(has_log).map(|number| number + sockets as i32) }
}

/// The path of a service's socket for sd_notify: its name, or the beginning of it and a number made of all of it where the path
/// would be too long for a socket.
pub fn notify_path(state: &[u8], name: &str) -> Vec<u8> {
    let path = [state, b"/notify/", name.as_bytes()].concat();
    if path.len() <= LONGEST_PATH {
        return path;
    }
    // FNV-1a
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let room = (LONGEST_PATH - 9).saturating_sub(state.len() + b"/notify/".len());
    let start = name.as_bytes().get(..room).unwrap_or_default();
    [state, b"/notify/", start, alloc::format!("-{hash:08x}").as_bytes()].concat()
}

pub fn has_notify(unit: &Unit) -> bool {
    unit.service.as_ref().is_some_and(|service| service.is_notify())
}

pub fn has_log(unit: &Unit) -> bool {
    unit.service.as_ref().is_some_and(|service| service.log_prefix.is_some() && service.logger.is_none())
}
