//! Where the program's own files are, and what it is told in variables.
use crate::sys::{Result, file};
use alloc::vec::Vec;

/// The program's file, whatever links it was called by.
pub fn program() -> Result<Vec<u8>> {
    file::read_link("/proc/self/exe")
}

/// The folder that it is in, where the plan and s6's folders are too.
pub fn folder() -> Result<Vec<u8>> {
    let mut path = program()?;
    let end = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    path.truncate(end);
    Ok(path)
}

/// The text of the plan.
pub fn plan() -> Result<Vec<u8>> {
    file::read([&folder()?[..], b"/plan.json"].concat())
}

pub fn variable<'a>(environment: &'a [Vec<u8>], name: &str) -> Option<&'a [u8]> {
    environment.iter().find_map(|entry| entry.strip_prefix(name.as_bytes())?.strip_prefix(b"="))
}

/// The environment with a variable that has this value, in the place of any that it had.
pub fn with_variable(mut environment: Vec<Vec<u8>>, name: &str, value: &[u8]) -> Vec<Vec<u8>> {
    environment.retain(|entry| entry.strip_prefix(name.as_bytes()).is_none_or(|rest| !rest.starts_with(b"=")));
    environment.push([name.as_bytes(), b"=", value].concat());
    environment
}

/// The state folder, as process 1 tells all that is below it.
pub fn state(environment: &[Vec<u8>]) -> Option<&[u8]> {
    variable(environment, "DECL_STATE").filter(|state| !state.is_empty())
}

/// A file of the state folder.
pub fn in_state(state: &[u8], name: &str) -> Vec<u8> {
    [state, b"/", name.as_bytes()].concat()
}
