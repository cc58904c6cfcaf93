use crate::sys::file::{self, Kind, NOFOLLOW, NONBLOCK, WRITE};
use crate::sys::{folder, identity};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// All that an init has in its folder. `events` is made first and removed last, as it is what shows whose the folder is.
const NAMES: [&str; 20] = [
    "scan",
    "units",
    "notify",
    "timers",
    "log",
    "environment",
    "exit-code",
    "boot-time",
    "manager-time",
    "limit-nofile",
    "command",
    "command-running",
    "control",
    "ready",
    "ending",
    "ended",
    "first-boot",
    "command-ended",
    "handling",
    "events",
];

/// Makes the state folder empty and ours, and goes into it. Gives its path, or why that is not possible.
pub fn enter(given: &[u8]) -> Result<Vec<u8>, String> {
    let end = given.iter().rposition(|byte| *byte != b'/').map_or(1, |last| last + 1);
    let path = given.get(..end).unwrap_or(given);
    let may_write =
        folder::make_all(path, 0o755).is_ok() && folder::enter(path).is_ok() && file::may(".", file::MAY_WRITE);
    let path = match folder::current() {
        Ok(current) if may_write => current,
        _ => return Err(cannot_write(path)),
    };
    let shown = String::from_utf8_lossy(&path);
    let is_ours = file::link_status("events").is_ok_and(|found| found.kind == Kind::Pipe);
    // A folder of somebody's that happens to have such files is none of ours.
    if !is_ours && folder::names(".").is_ok_and(|names| names.iter().any(|name| !name.starts_with(b"."))) {
        return Err(format!("{shown} has files that are not of an init: name an empty folder"));
    }
    if is_in_use() {
        return Err(format!("services run already with {shown}"));
    }
    if identity::user() == 0 {
        make_roots().map_err(|error| format!("{shown} cannot be made root's: {error}"))?;
    }
    for name in NAMES {
        folder::remove_all(name).map_err(|error| format!("{shown}/{name} cannot be removed: {error}"))?;
    }
    Ok(path)
}

fn cannot_write(path: &[u8]) -> String {
    let user = identity::user();
    // A tmpfs has the mode of the folder that it covers, and is root's.
    let hint = match (path.starts_with(b"/run/"), user) {
        (false, _) => "",
        (true, 0) => ": start the container with --tmpfs /run",
        (true, _) => ": start the container with --tmpfs /run:mode=1777",
    };
    format!("{} cannot be written by user {user}{hint}", String::from_utf8_lossy(path))
}

/// Whether a supervisor reads its pipe: then opening it does not fail as it does when nobody is there (fifo(7)).
fn is_in_use() -> bool {
    const CONTROL: &str = "scan/.s6-svscan/control";
    file::link_status(CONTROL).is_ok_and(|found| found.kind == Kind::Pipe)
        && file::open(CONTROL, WRITE | NONBLOCK | NOFOLLOW, 0).is_ok()
}

/// The image has a folder that everybody may write into, for containers of any user. Where root starts them, nobody else may
/// leave anything there for root to read.
fn make_roots() -> crate::sys::Result<()> {
    let found = file::status(".")?;
    if found.uid != 0 {
        file::set_owner(".", 0, 0)?;
    }
    if found.mode != 0o755 {
        file::set_mode(".", 0o755)?;
    }
    Ok(())
}
