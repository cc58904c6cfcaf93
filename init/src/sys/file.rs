use super::errno::{EEXIST, ENOENT};
use super::{Errno, Fd, Pid, Result, c_text, checked, ffi};
use alloc::vec;
use alloc::vec::Vec;

pub const READ: i32 = 0;
pub const WRITE: i32 = 1;
pub const READ_WRITE: i32 = 2;
pub const CREATE: i32 = 0o100;
pub const EXCLUSIVE: i32 = 0o200;
pub const TRUNCATE: i32 = 0o1000;
pub const APPEND: i32 = 0o2000;
pub const NONBLOCK: i32 = 0o4000;
pub const NOCTTY: i32 = 0o400;
const CLOEXEC: i32 = 0o2_000_000;

#[cfg(target_arch = "x86_64")]
mod by_machine {
    pub const DIRECTORY: i32 = 0o200_000;
    pub const NOFOLLOW: i32 = 0o400_000;
}
#[cfg(target_arch = "aarch64")]
mod by_machine {
    pub const DIRECTORY: i32 = 0o40_000;
    pub const NOFOLLOW: i32 = 0o100_000;
}
pub use by_machine::{DIRECTORY, NOFOLLOW};

const AT_FDCWD: i32 = -100;
const AT_SYMLINK_NOFOLLOW: i32 = 0x100;
const AT_EACCESS: i32 = 0x200;

/// Opens it; closed when a program is run. `mode` is for a file that is made.
pub fn open(path: impl AsRef<[u8]>, flags: i32, mode: u32) -> Result<Fd> {
    let path = c_text(path.as_ref())?;
    // SAFETY: the path ends with a NUL.
    checked(unsafe { ffi::open(path.as_ptr(), flags | CLOEXEC, mode) }).map(Fd::from_raw)
}

/// The whole of a file.
pub fn read(path: impl AsRef<[u8]>) -> Result<Vec<u8>> {
    open(path, READ, 0)?.read_to_end()
}

/// The whole of a file of our own, never through a link.
pub fn read_own(path: impl AsRef<[u8]>) -> Result<Vec<u8>> {
    open(path, READ | NOFOLLOW, 0)?.read_to_end()
}

/// Makes a file anew or writes over it, never through a link.
pub fn write(path: impl AsRef<[u8]>, bytes: &[u8], mode: u32) -> Result<()> {
    open(path, WRITE | CREATE | TRUNCATE | NOFOLLOW, mode)?.write_all(bytes)
}

/// Writes into a pipe that somebody reads; an error where nobody has it open for that (fifo(7)). It never waits.
pub fn write_pipe(path: impl AsRef<[u8]>, bytes: &[u8]) -> Result<()> {
    open(path, WRITE | NONBLOCK | NOFOLLOW, 0)?.write_all(bytes)
}

/// Writes over the beginning of a file and cuts nothing off: what is as long as before fits on a full disk too.
pub fn write_in_place(path: impl AsRef<[u8]>, bytes: &[u8], mode: u32) -> Result<()> {
    open(path, WRITE | CREATE | NOFOLLOW, mode)?.write_all(bytes)
}

/// An empty file, which may be there.
pub fn touch(path: impl AsRef<[u8]>) -> Result<()> {
    open(path, WRITE | CREATE | NOFOLLOW, 0o644).map(drop)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    File,
    Folder,
    Link,
    Pipe,
    Socket,
    Other,
}

/// What is at a path.
#[derive(Clone, Copy)]
pub struct Status {
    pub kind: Kind,
    /// Permissions with the set-id and sticky bits.
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    /// How many names it has.
    pub names: u32,
    pub size: u64,
    /// When it was last changed, in microseconds since 1970.
    pub changed: i64,
    /// Which file it is on this machine.
    pub device: (u32, u32),
    pub inode: u64,
}

/// Of what a path leads to.
pub fn status(path: impl AsRef<[u8]>) -> Result<Status> {
    status_with(path.as_ref(), 0)
}

/// Of what is there itself, which may be a link.
pub fn link_status(path: impl AsRef<[u8]>) -> Result<Status> {
    status_with(path.as_ref(), AT_SYMLINK_NOFOLLOW)
}

fn status_with(path: &[u8], flags: i32) -> Result<Status> {
    status_at(AT_FDCWD, path, flags)
}

/// Of an open file.
pub fn status_of(fd: &Fd) -> Result<Status> {
    super::at::status(fd)
}

pub(super) fn status_at(folder: i32, path: &[u8], flags: i32) -> Result<Status> {
    const BASIC: u32 = 0x7ff;
    let path = c_text(path)?;
    let mut to = ffi::Statx::default();
    // SAFETY: the path ends with a NUL, and the result has room.
    checked(unsafe { ffi::statx(folder, path.as_ptr(), flags, BASIC, &mut to) })?;
    let kind = match to.mode & 0o170_000 {
        0o100_000 => Kind::File,
        0o040_000 => Kind::Folder,
        0o120_000 => Kind::Link,
        0o010_000 => Kind::Pipe,
        0o140_000 => Kind::Socket,
        _ => Kind::Other,
    };
    Ok(Status {
        kind,
        mode: u32::from(to.mode & 0o7777),
        uid: to.uid,
        gid: to.gid,
        names: to.nlink,
        size: to.size,
        changed: to.mtime.seconds * 1_000_000 + i64::from(to.mtime.nanoseconds / 1000),
        device: (to.dev_major, to.dev_minor),
        inode: to.ino,
    })
}

/// Whether something is there, at the end of links.
pub fn exists(path: impl AsRef<[u8]>) -> bool {
    status(path).is_ok()
}

pub const MAY_RUN: i32 = 1;
pub const MAY_WRITE: i32 = 2;

/// Whether this process, as who it acts, may do that.
pub fn may(path: impl AsRef<[u8]>, what: i32) -> bool {
    let Ok(path) = c_text(path.as_ref()) else { return false };
    // SAFETY: the path ends with a NUL.
    unsafe { ffi::faccessat(AT_FDCWD, path.as_ptr(), what, AT_EACCESS) == 0 }
}

pub fn remove(path: impl AsRef<[u8]>) -> Result<()> {
    let path = c_text(path.as_ref())?;
    // SAFETY: the path ends with a NUL.
    checked(unsafe { ffi::unlink(path.as_ptr()) }).map(drop)
}

/// The same where it need not be there.
pub fn remove_if_there(path: impl AsRef<[u8]>) -> Result<()> {
    match remove(path) {
        Err(Errno(ENOENT)) => Ok(()),
        other => other,
    }
}

pub fn symlink(target: impl AsRef<[u8]>, path: impl AsRef<[u8]>) -> Result<()> {
    let (target, path) = (c_text(target.as_ref())?, c_text(path.as_ref())?);
    // SAFETY: both texts end with a NUL.
    checked(unsafe { ffi::symlink(target.as_ptr(), path.as_ptr()) }).map(drop)
}

pub fn read_link(path: impl AsRef<[u8]>) -> Result<Vec<u8>> {
    let path = c_text(path.as_ref())?;
    let mut buffer = vec![0u8; 4096];
    // SAFETY: the path ends with a NUL, and the buffer has as many bytes as are said.
    let size = unsafe { ffi::readlink(path.as_ptr(), buffer.as_mut_ptr().cast(), buffer.len()) };
    if size < 0 {
        return Err(Errno::last());
    }
    buffer.truncate(size as usize);
    Ok(buffer)
}

/// A named pipe, which may be there.
pub fn make_pipe(path: impl AsRef<[u8]>, mode: u32) -> Result<()> {
    let path = c_text(path.as_ref())?;
    // SAFETY: the path ends with a NUL.
    match checked(unsafe { ffi::mkfifo(path.as_ptr(), mode) }) {
        Err(Errno(EEXIST)) => Ok(()),
        other => other.map(drop),
    }
}

/// Follows links: check with `link_status` first where that matters.
pub fn set_mode(path: impl AsRef<[u8]>, mode: u32) -> Result<()> {
    let path = c_text(path.as_ref())?;
    // SAFETY: the path ends with a NUL.
    checked(unsafe { ffi::chmod(path.as_ptr(), mode) }).map(drop)
}

/// Of a link itself too.
pub fn set_owner(path: impl AsRef<[u8]>, uid: u32, gid: u32) -> Result<()> {
    let path = c_text(path.as_ref())?;
    // SAFETY: the path ends with a NUL.
    checked(unsafe { ffi::lchown(path.as_ptr(), uid, gid) }).map(drop)
}

pub fn set_mode_of(fd: &Fd, mode: u32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::fchmod(fd.raw(), mode) }).map(drop)
}

pub fn set_owner_of(fd: &Fd, uid: u32, gid: u32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::fchown(fd.raw(), uid, gid) }).map(drop)
}

/// When it was last read and changed, in microseconds since 1970.
pub fn set_times(path: impl AsRef<[u8]>, micros: i64) -> Result<()> {
    set_times_with(path.as_ref(), micros, 0)
}

/// Of a link itself.
#[allow(dead_code)] // unpack/src calls it
pub fn set_times_of_link(path: impl AsRef<[u8]>, micros: i64) -> Result<()> {
    set_times_with(path.as_ref(), micros, AT_SYMLINK_NOFOLLOW)
}

fn set_times_with(path: &[u8], micros: i64, flags: i32) -> Result<()> {
    let path = c_text(path)?;
    let time = timespec(micros);
    // SAFETY: the path ends with a NUL, and there are two times.
    checked(unsafe { ffi::utimensat(AT_FDCWD, path.as_ptr(), [time, time].as_ptr(), flags) }).map(drop)
}

fn timespec(micros: i64) -> ffi::Timespec {
    ffi::Timespec {
        seconds: micros.div_euclid(1_000_000),
        nanoseconds: (micros.rem_euclid(1_000_000) * 1000) as core::ffi::c_long,
    }
}

/// When an open file was last read, and when it was last changed, in microseconds since 1970.
pub fn set_times_of(fd: &Fd, read: i64, changed: i64) -> Result<()> {
    // SAFETY: there are two times.
    checked(unsafe { ffi::futimens(fd.raw(), [timespec(read), timespec(changed)].as_ptr()) }).map(drop)
}

/// The process that a file of processes such as /run/x.pid names.
pub fn read_pid(path: impl AsRef<[u8]>) -> Option<Pid> {
    let bytes = read(path).ok()?;
    let text = core::str::from_utf8(&bytes).ok()?;
    text.split_whitespace().next()?.parse().ok().filter(|pid| *pid > 0)
}
