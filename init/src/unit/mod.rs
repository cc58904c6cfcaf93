//! `unit`: what `systemctl` is for systemd.
mod ask;
mod names;
mod status;

use crate::sys::errno::{EACCES, EPERM};
use crate::sys::{Errno, file};
use crate::{place, say};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

const USAGE: &str = "usage: unit [--no-block] start|stop|restart|reload UNIT
       unit status [UNIT]
       unit shutdown [EXIT-CODE]

What systemctl is for systemd. It returns when the manager has done it: 0 done, 1 failed, 2 no such unit. A UNIT without a suffix
is a service. With --no-block it returns when the manager has been asked. `shutdown` stops everything in order and ends the container, with the code 0 or the one that is named.";

pub fn main(arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    let words: Option<Vec<&str>> =
        arguments.get(1..).unwrap_or_default().iter().map(|word| core::str::from_utf8(word).ok()).collect();
    let state = match place::state(environment) {
        Some(state) => state.to_vec(),
        None => place::text_of_plan("stateFolder").unwrap_or_default().into_bytes(),
    };
    match words.unwrap_or_default().as_slice() {
        ["--help" | "-h" | "help"] => {
            let _ = crate::sys::fd::write_all(1, [USAGE, "\n"].concat().as_bytes());
            0
        }
        [what @ ("start" | "stop" | "restart" | "reload"), name] => ask::ask(&state, what, name, true),
        ["--no-block", what @ ("start" | "stop" | "restart" | "reload"), name] => ask::ask(&state, what, name, false),
        ["status"] => status::all(&state),
        ["status", name] => status::one(&state, name),
        ["shutdown"] => ask::shut_down(&state, "0"),
        ["shutdown", code] => ask::shut_down(&state, code),
        _ => {
            say!("{USAGE}");
            100
        }
    }
}

/// Says why the manager cannot be reached; gives the exit code.
fn unreachable(state: &[u8], error: Errno) -> i32 {
    let shown = String::from_utf8_lossy(state);
    match error.0 {
        EACCES | EPERM => {
            let owner = file::status(state).map_or_else(|_| "root".into(), |found| found.uid.to_string());
            say!("unit: only user {owner} may do that");
        }
        _ => say!("unit: no services run with {shown}"),
    }
    111
}
