//! `init STATE-FOLDER [COMMAND [ARGUMENT]...]`: makes the state folder ready and becomes s6-svscan, which supervises the services
//! that are described beside this program. A command runs when the services are ready, with this process's input and terminal; its
//! exit code is ours.
mod files;
mod inherited;
mod listening;
mod scan;
mod state_folder;
mod supervisor;

use crate::sys::{clock, fd, identity, process};
use crate::{open_files, place, say};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// 100 without arguments, 111 when services cannot be started, which is said on standard error.
pub fn main(arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    let [_, state, command @ ..] = arguments else { return usage(arguments) };
    if state.is_empty() || state.starts_with(b"-") {
        return usage(arguments);
    }
    match start(state, command, environment) {
        Ok(code) => code,
        Err(text) => {
            say!("init: {text}");
            111
        }
    }
}

fn usage(arguments: &[Vec<u8>]) -> i32 {
    let called = arguments.first().and_then(|name| name.rsplit(|byte| *byte == b'/').next()).unwrap_or(b"init");
    say!("usage: {} STATE-FOLDER [COMMAND [ARGUMENT]...]", String::from_utf8_lossy(called));
    100
}

fn start(state: &[u8], command: &[Vec<u8>], environment: &[Vec<u8>]) -> Result<i32, String> {
    process::set_umask(0o022);
    fd::open_standard();
    fd::close_from(3);
    let boot_time = clock::realtime();
    let plan = place::plan()?;
    let own = place::folder().map_err(|error| error.to_string())?;

    let state = state_folder::enter(state)?;
    files::make(environment, boot_time).map_err(in_folder(&state))?;
    scan::copy(&[&own[..], b"/scan"].concat(), b"scan").map_err(in_folder(&state))?;

    let is_first = process::id() == 1;
    let base = place::with_variable(environment.to_vec(), "DECL_STATE", &state);
    let beside = supervisor::start_beside(command, is_first, &base).map_err(|error| error.to_string())?;
    inherited::open(&plan, &state, identity::user() == 0).map_err(in_folder(&state))?;
    files::named("limit-nofile", open_files::raise()).map_err(in_folder(&state))?;
    let environment = supervisor::environment(base, &plan, command.len());
    supervisor::run(&plan, beside, &state, &environment)
}

/// A message of an error with a file of the state folder.
fn in_folder(state: &[u8]) -> impl Fn(files::Failed) -> String + '_ {
    |files::Failed { name, error }| format!("{}/{name} cannot be made: {error}", String::from_utf8_lossy(state))
}
