//! The files that process 1 opens and everything below it inherits, so that what is in them outlives whoever reads them. A service
//! itself gets none of them.
use crate::plan::{Plan, Socket, Unit};
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

/// The numbers follow those of the listening sockets, first those for sd_notify, then those of logs, both in the plan's order.
pub fn of_unit(plan: &Plan, name: &str) -> UnitFds {
    let notified = plan.units.iter().filter(|unit| has_notify(unit)).count();
    let first = of_listening(listening(plan).len() as i32);
    let place = |has: fn(&Unit) -> bool| {
        let mut those = plan.units.iter().filter(|unit| has(unit));
        those.position(|unit| unit.name == name).map(|index| first + index as i32)
    };
    UnitFds { notify: place(has_notify), log: place(has_log).map(|number| number + notified as i32) }
}

/// The number of a listening socket (systemd.sockets): they follow LOG_CONTROL, so that a service knows its own without the others.
pub fn of_listening(index: i32) -> i32 {
    LOG_CONTROL + 1 + index
}

/// All listening sockets, of which several services may have the same.
pub fn listening(plan: &Plan) -> Vec<&Socket> {
    let services = plan.units.iter().filter_map(|unit| unit.service.as_ref());
    let mut sockets: Vec<&Socket> = services.flat_map(|service| &service.sockets).collect();
    sockets.sort_by_key(|socket| socket.index);
    sockets.dedup_by_key(|socket| socket.index);
    sockets
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
