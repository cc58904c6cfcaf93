//! Files by their name in an open folder: whoever moves folders or puts links in their place meanwhile changes nothing. A name here
//! is one part of a path, and a link that it may be is never followed.
use super::file::{DIRECTORY, NOFOLLOW, Status};
use super::{Errno, Fd, Result, c_text, checked, ffi};
use alloc::vec;
use alloc::vec::Vec;

/// A place in the tree of files: what is there can neither be read nor written, but looked at, owned and opened from.
const PATH: i32 = 0o10_000_000;
const CLOEXEC: i32 = 0o2_000_000;
const AT_EMPTY_PATH: i32 = 0x1000;
const AT_REMOVEDIR: i32 = 0x200;

/// "/" as a place.
pub fn root() -> Result<Fd> {
    super::file::open("/", PATH | DIRECTORY, 0)
}

/// What is there itself, which may be a link, as a place.
pub fn place(folder: &Fd, name: &[u8]) -> Result<Fd> {
    open(folder, name, PATH, 0)
}

/// Opens it; closed when a program is run. `mode` is for a file that is made.
pub fn open(folder: &Fd, name: &[u8], flags: i32, mode: u32) -> Result<Fd> {
    let name = c_text(name)?;
    // SAFETY: the name ends with a NUL.
    checked(unsafe { ffi::openat(folder.raw(), name.as_ptr(), flags | NOFOLLOW | CLOEXEC, mode) }).map(Fd::from_raw)
}

/// Of an open file or a place.
pub fn status(file: &Fd) -> Result<Status> {
    super::file::status_at(file.raw(), b"", AT_EMPTY_PATH)
}

pub fn make_folder(folder: &Fd, name: &[u8], mode: u32) -> Result<()> {
    let name = c_text(name)?;
    // SAFETY: the name ends with a NUL.
    checked(unsafe { ffi::mkdirat(folder.raw(), name.as_ptr(), mode) }).map(drop)
}

pub fn make_pipe(folder: &Fd, name: &[u8], mode: u32) -> Result<()> {
    let name = c_text(name)?;
    // SAFETY: the name ends with a NUL.
    checked(unsafe { ffi::mkfifoat(folder.raw(), name.as_ptr(), mode) }).map(drop)
}

pub fn make_link(target: &[u8], folder: &Fd, name: &[u8]) -> Result<()> {
    let (target, name) = (c_text(target)?, c_text(name)?);
    // SAFETY: both texts end with a NUL.
    checked(unsafe { ffi::symlinkat(target.as_ptr(), folder.raw(), name.as_ptr()) }).map(drop)
}

/// Where a link leads; it is open as a place.
pub fn read_link(link: &Fd) -> Result<Vec<u8>> {
    let mut buffer = vec![0u8; 4096];
    // SAFETY: the empty name ends with a NUL, and the buffer has as many bytes as are said.
    let size = unsafe { ffi::readlinkat(link.raw(), c"".as_ptr(), buffer.as_mut_ptr().cast(), buffer.len()) };
    if size < 0 {
        return Err(Errno::last());
    }
    buffer.truncate(size as usize);
    Ok(buffer)
}

/// Removes what is no folder.
pub fn remove(folder: &Fd, name: &[u8]) -> Result<()> {
    unlink(folder, name, 0)
}

pub fn remove_folder(folder: &Fd, name: &[u8]) -> Result<()> {
    unlink(folder, name, AT_REMOVEDIR)
}

fn unlink(folder: &Fd, name: &[u8], flags: i32) -> Result<()> {
    let name = c_text(name)?;
    // SAFETY: the name ends with a NUL.
    checked(unsafe { ffi::unlinkat(folder.raw(), name.as_ptr(), flags) }).map(drop)
}

/// Of a place, which may be a link.
pub fn set_owner(place: &Fd, uid: u32, gid: u32) -> Result<()> {
    // SAFETY: the empty name ends with a NUL.
    checked(unsafe { ffi::fchownat(place.raw(), c"".as_ptr(), uid, gid, AT_EMPTY_PATH) }).map(drop)
}

/// Of a place that is no link: fchmod(2) does not take places, and this name leads to nothing else.
pub fn set_mode(place: &Fd, mode: u32) -> Result<()> {
    super::file::set_mode(name(place), mode)
}

/// A path that leads to an open file and to nothing else, as long as it is open.
pub fn name(file: &Fd) -> alloc::string::String {
    alloc::format!("/proc/self/fd/{}", file.raw())
}

/// Opens what is open as a place, to be read or written.
pub fn open_again(place: &Fd, flags: i32) -> Result<Fd> {
    super::file::open(name(place), flags, 0)
}
