//! When timers last elapsed, as the times of files: those of this container in its state folder, those of Persistent=true where a
//! volume may keep them. Never through a link: what is on a volume may be a user's.
use crate::sys::errno::EINVAL;
use crate::sys::file::{self, CREATE, Kind, MAY_RUN, MAY_WRITE, NOCTTY, NOFOLLOW, NONBLOCK, WRITE};
use crate::sys::{Errno, Result, folder};
use alloc::vec::Vec;

/// Where systemd keeps those of persistent timers.
const PERSISTENT: &str = "/var/lib/systemd/timers";

/// state/timers/NAME
pub fn path(state_folder: &[u8], timer: &str) -> Vec<u8> {
    [state_folder, b"/timers/", timer.as_bytes()].concat()
}

/// The stamp of a persistent timer; none, after a message, where none can be written: then Persistent=true does nothing.
pub fn persistent_path(timer: &str) -> Option<Vec<u8>> {
    // What is wrong with the folder is seen by whether it can be written.
    let _ = folder::make_all(PERSISTENT, 0o755);
    let is_folder = file::status(PERSISTENT).is_ok_and(|found| found.kind == Kind::Folder);
    if is_folder && file::may(PERSISTENT, MAY_WRITE | MAY_RUN) {
        return Some([PERSISTENT, "/stamp-", timer].concat().into_bytes());
    }
    crate::say!("{timer}: {PERSISTENT} cannot be written, so Persistent=true has no effect");
    None
}

/// The time of a stamp in microseconds since 1970; none where there is no such file.
pub fn read(path: &[u8]) -> Option<i64> {
    file::link_status(path).ok().filter(|found| found.kind == Kind::File).map(|found| found.changed)
}

/// Makes or changes a stamp.
pub fn write(path: &[u8], micros: i64) -> Result<()> {
    let stamp = file::open(path, WRITE | CREATE | NOFOLLOW | NONBLOCK | NOCTTY, 0o644)?;
    if file::status_of(&stamp)?.kind != Kind::File {
        return Err(Errno(EINVAL));
    }
    file::set_times_of(&stamp, micros, micros)
}
