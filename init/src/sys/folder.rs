use super::errno::{EEXIST, EISDIR, ENOENT, ENOTDIR, EPERM};
use super::file::{DIRECTORY, Kind, NOFOLLOW, READ, link_status, open, status};
use super::{Errno, Fd, Result, c_text, checked, ffi};
use alloc::vec;
use alloc::vec::Vec;
use core::ffi::CStr;

const AT_REMOVEDIR: i32 = 0x200;

pub fn make(path: impl AsRef<[u8]>, mode: u32) -> Result<()> {
    let path = c_text(path.as_ref())?;
    // SAFETY: the path ends with a NUL.
    checked(unsafe { ffi::mkdir(path.as_ptr(), mode) }).map(drop)
}

/// With its parents, which are 0755; all of them may be there.
pub fn make_all(path: impl AsRef<[u8]>, mode: u32) -> Result<()> {
    let path = path.as_ref();
    match make(path, mode) {
        Err(Errno(EEXIST)) if status(path).is_ok_and(|found| found.kind == Kind::Folder) => Ok(()),
        Err(Errno(ENOENT)) => {
            let end = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
            if end == 0 {
                return Err(Errno(ENOENT));
            }
            make_all(path.get(..end).unwrap_or_default(), 0o755)?;
            make(path, mode)
        }
        other => other,
    }
}

pub fn remove(path: impl AsRef<[u8]>) -> Result<()> {
    let path = c_text(path.as_ref())?;
    // SAFETY: the path ends with a NUL.
    checked(unsafe { ffi::rmdir(path.as_ptr()) }).map(drop)
}

/// The names in a folder, sorted, without "." and "..".
pub fn names(path: impl AsRef<[u8]>) -> Result<Vec<Vec<u8>>> {
    names_of(open(path, READ | DIRECTORY, 0)?)
}

/// Of an open folder.
pub fn names_of(folder: Fd) -> Result<Vec<Vec<u8>>> {
    // SAFETY: fdopendir takes the number over, and closedir closes it.
    let stream = unsafe { ffi::fdopendir(folder.raw()) };
    if stream.is_null() {
        return Err(Errno::last());
    }
    folder.leak();
    let mut names = Vec::new();
    loop {
        // SAFETY: the stream is open; an entry is valid until the next call.
        let entry = unsafe { ffi::readdir(stream) };
        if entry.is_null() {
            break;
        }
        // SAFETY: a name ends with a NUL.
        let name = unsafe { CStr::from_ptr((*entry).name.as_ptr()) }.to_bytes();
        if name != b"." && name != b".." {
            names.push(name.to_vec());
        }
    }
    // SAFETY: the stream is open.
    unsafe { ffi::closedir(stream) };
    names.sort();
    Ok(names)
}

/// Removes what is there with all below it. It never follows a link, also not one that is put there meanwhile. What is gone
/// already is no error; all that can be removed is, and the first error is told.
pub fn remove_all(path: impl AsRef<[u8]>) -> Result<()> {
    let path = path.as_ref();
    match link_status(path) {
        Err(Errno(ENOENT)) => return Ok(()),
        Err(error) => return Err(error),
        Ok(found) if found.kind != Kind::Folder => return super::file::remove_if_there(path),
        Ok(_) => {}
    }
    let mut first = empty(path);
    match remove(path) {
        Ok(()) | Err(Errno(ENOENT)) => {}
        Err(error) => first = first.and(Err(error)),
    }
    first
}

/// Removes all that is in a folder.
pub fn empty(path: impl AsRef<[u8]>) -> Result<()> {
    empty_open(&open(path, READ | DIRECTORY | NOFOLLOW, 0)?)
}

/// Removes all that is in an open folder.
pub fn empty_open(top: &Fd) -> Result<()> {
    let mut first = Ok(());
    // A stack instead of recursion: folders may be as deep as somebody likes. For each: its names that are left.
    let mut stack = vec![(reopen(top)?, names_of(reopen(top)?)?)];
    while let Some((folder, names)) = stack.last_mut() {
        let Some(name) = names.last().cloned() else {
            stack.pop();
            // Its own name is the last of the one above.
            if let Some((parent, names)) = stack.last_mut()
                && let Some(name) = names.pop()
            {
                first = first.and(gone(unlink_at(parent, &name, AT_REMOVEDIR)));
            }
            continue;
        };
        match unlink_at(folder, &name, 0) {
            Err(Errno(EISDIR | EPERM)) => match open_at(folder, &name) {
                Ok(below) => {
                    let found = names_of(reopen(&below)?)?;
                    stack.push((below, found));
                    continue;
                }
                Err(Errno(ENOENT | ENOTDIR)) => {}
                Err(error) => first = first.and(Err(error)),
            },
            other => first = first.and(gone(other)),
        }
        names.pop();
    }
    first
}

fn gone(result: Result<()>) -> Result<()> {
    match result {
        Err(Errno(ENOENT)) => Ok(()),
        other => other,
    }
}

fn unlink_at(folder: &Fd, name: &[u8], flags: i32) -> Result<()> {
    let name = c_text(name)?;
    // SAFETY: the name ends with a NUL.
    checked(unsafe { ffi::unlinkat(folder.raw(), name.as_ptr(), flags) }).map(drop)
}

fn reopen(folder: &Fd) -> Result<Fd> {
    open_at(folder, b".")
}

fn open_at(folder: &Fd, name: &[u8]) -> Result<Fd> {
    const OPENAT_FLAGS: i32 = READ | DIRECTORY | NOFOLLOW | 0o2_000_000;
    let name = c_text(name)?;
    // SAFETY: the name ends with a NUL.
    checked(unsafe { ffi::openat(folder.raw(), name.as_ptr(), OPENAT_FLAGS) }).map(Fd::from_raw)
}

/// The folder that this process is in.
pub fn current() -> Result<Vec<u8>> {
    let mut buffer = vec![0u8; 4096];
    // SAFETY: the buffer has as many bytes as are said; the text in it ends with a NUL.
    let found = unsafe { ffi::getcwd(buffer.as_mut_ptr().cast(), buffer.len()) };
    if found.is_null() {
        return Err(Errno::last());
    }
    let end = buffer.iter().position(|byte| *byte == 0).unwrap_or(0);
    buffer.truncate(end);
    Ok(buffer)
}

pub fn enter(path: impl AsRef<[u8]>) -> Result<()> {
    let path = c_text(path.as_ref())?;
    // SAFETY: the path ends with a NUL.
    checked(unsafe { ffi::chdir(path.as_ptr()) }).map(drop)
}

pub fn enter_root(path: impl AsRef<[u8]>) -> Result<()> {
    let path = c_text(path.as_ref())?;
    // SAFETY: the path ends with a NUL.
    checked(unsafe { ffi::chroot(path.as_ptr()) }).map(drop)
}
