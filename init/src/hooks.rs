//! What s6 runs that is no service of the declaration.
use crate::sys::file;
use crate::{events, place};
use alloc::vec::Vec;

/// What the supervisor does for a signal: TERM, INT and QUIT ask the manager for an ordered stop, others do nothing, as the set
/// of services is fixed.
pub fn signal(name: &[u8], environment: &[Vec<u8>]) -> i32 {
    if !matches!(name, b"SIGTERM" | b"SIGINT" | b"SIGQUIT") {
        return 0;
    }
    let state = place::state(environment).unwrap_or(b".");
    i32::from(events::say(state, "shutdown 0").is_err())
}

/// What the supervisor becomes in the end: the container's exit code.
pub fn end(environment: &[Vec<u8>]) -> i32 {
    let text =
        file::read_own(place::in_state(place::state(environment).unwrap_or(b".."), "exit-code")).unwrap_or_default();
    core::str::from_utf8(&text).ok().and_then(|text| text.trim().parse::<u8>().ok()).map_or(1, i32::from)
}

/// Becomes the manager, or the logger, with nothing of the container's environment. `words` are what follows the program's name.
pub fn become_part(words: &[&[u8]], environment: &[Vec<u8>]) -> i32 {
    let state = place::state(environment).unwrap_or_default();
    place::become_part(words.iter().copied(), &place::with_variable(Vec::new(), "DECL_STATE", state))
}

/// The manager, which is told whether the container has a command.
pub fn manager(environment: &[Vec<u8>]) -> i32 {
    become_part(&[b"manager", place::variable(environment, "DECL_COMMAND").unwrap_or(b"0")], environment)
}

/// After its last act the manager is not needed again: with 125 its supervisor does not start it.
pub fn manager_finish(environment: &[Vec<u8>]) -> i32 {
    let state = place::state(environment).unwrap_or_default();
    if file::exists(place::in_state(state, "ended")) { 125 } else { 0 }
}
