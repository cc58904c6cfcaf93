//! Where the program's own files are, and what it is told in variables.
use crate::json::{self, Json};
use crate::plan::{self, Plan};
use crate::sys::{Result, file, process};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The program's file, whatever links it was called by.
pub fn program() -> Result<Vec<u8>> {
    file::read_link("/proc/self/exe")
}

/// Becomes the program again, as one of its parts: gives the exit code of when that is not possible.
pub fn become_part<'a>(words: impl IntoIterator<Item = &'a [u8]>, environment: &[Vec<u8>]) -> i32 {
    let arguments: Vec<Vec<u8>> = [b"init".as_slice()].into_iter().chain(words).map(<[u8]>::to_vec).collect();
    let error = match program() {
        Ok(path) => process::execute(&path, &arguments, environment),
        Err(error) => error,
    };
    crate::say!("init: its own program cannot be run: {error}");
    111
}

/// The folder that it is in, where the plan and s6's folders are too.
pub fn folder() -> Result<Vec<u8>> {
    let mut path = program()?;
    let end = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    path.truncate(end);
    Ok(path)
}

/// The plan; or what is wrong with it.
pub fn plan() -> core::result::Result<Plan, String> {
    Ok(Plan::read(&plan_json()?))
}

/// The plan's text as JSON, of which somebody may want little.
pub fn plan_json() -> core::result::Result<Json, String> {
    let path = plan_path()?;
    json::parse(&read(&path)?).ok_or_else(|| format!("{} is no plan", String::from_utf8_lossy(&path)))
}

/// A text that the plan has before its units.
pub fn text_of_plan(name: &str) -> Option<String> {
    plan::find_text(&plan_text().ok()?, name)
}

/// The text itself, for who looks for one member.
pub fn plan_text() -> core::result::Result<Vec<u8>, String> {
    read(&plan_path()?)
}

fn plan_path() -> core::result::Result<Vec<u8>, String> {
    let folder = folder().map_err(|error| format!("/proc/self/exe cannot be read: {error}"))?;
    Ok([&folder[..], b"/plan.json"].concat())
}

fn read(path: &[u8]) -> core::result::Result<Vec<u8>, String> {
    file::read(path).map_err(|error| format!("{} cannot be read: {error}", String::from_utf8_lossy(path)))
}

pub fn variable<'a>(environment: &'a [Vec<u8>], name: &str) -> Option<&'a [u8]> {
    environment.iter().find_map(|entry| entry.strip_prefix(name.as_bytes())?.strip_prefix(b"="))
}

/// The variables that the container was given.
pub fn container_environment(state: &[u8]) -> Vec<Vec<u8>> {
    let text = file::read_own(in_state(state, "environment")).unwrap_or_default();
    text.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()).map(<[u8]>::to_vec).collect()
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
