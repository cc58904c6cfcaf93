use super::errno::{EACCES, EINTR, ENOENT, ENOTDIR};
use super::{Errno, Pid, Result, c_text, checked, ffi};
use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::c_char;

/// How a process has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Exit(i32),
    Signal(i32),
}

impl End {
    /// As a shell shows it: a signal is 128 and its number.
    pub fn code(self) -> i32 {
        match self {
            End::Exit(code) => code,
            End::Signal(signal) => 128 + signal,
        }
    }
}

/// 0 in the child.
pub fn fork() -> Result<Pid> {
    // SAFETY: this program has one thread, so the child may do everything.
    checked(unsafe { ffi::fork() })
}

/// Becomes another program; returns only when that is not possible. `arguments` begin with what it is told that it is called.
pub fn execute(path: &[u8], arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> Errno {
    let texts = |list: &[Vec<u8>]| list.iter().map(|text| c_text(text)).collect::<Result<Vec<CString>>>();
    let (path, arguments, environment) = match (c_text(path), texts(arguments), texts(environment)) {
        (Ok(path), Ok(arguments), Ok(environment)) => (path, arguments, environment),
        (Err(error), _, _) | (_, Err(error), _) | (_, _, Err(error)) => return error,
    };
    // SAFETY: both lists end with a null pointer, and all texts with a NUL; they live until the call returns.
    unsafe { ffi::execve(path.as_ptr(), pointers(&arguments).as_ptr(), pointers(&environment).as_ptr()) };
    Errno::last()
}

fn pointers(texts: &[CString]) -> Vec<*const c_char> {
    texts.iter().map(|text| text.as_ptr()).chain([core::ptr::null()]).collect()
}

/// Looks a program up as execvp(3) does: a name with a slash is a path, another is looked for in the folders of `search`.
/// ENOENT, or EACCES where there is one that may not be run.
pub fn find_program(name: &[u8], search: &[u8]) -> Result<Vec<u8>> {
    if name.contains(&b'/') {
        return Ok(name.to_vec());
    }
    let mut error = Errno(ENOENT);
    for folder in search.split(|byte| *byte == b':') {
        let folder = if folder.is_empty() { b".".as_slice() } else { folder };
        let path = [folder, b"/", name].concat();
        match super::file::status(&path) {
            Ok(found) if found.kind == super::file::Kind::File => {
                if super::file::may(&path, super::file::MAY_RUN) {
                    return Ok(path);
                }
                error = Errno(EACCES);
            }
            Err(Errno(ENOENT | ENOTDIR)) | Ok(_) => {}
            Err(other) => error = other,
        }
    }
    Err(error)
}

/// Waits for a child.
pub fn wait(pid: Pid) -> Result<End> {
    loop {
        match wait_with(pid, 0) {
            Ok(Some((_, end))) => return Ok(end),
            Ok(None) => {}
            Err(Errno(EINTR)) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Any child that has ended, or none.
pub fn reap() -> Option<(Pid, End)> {
    const NO_HANG: i32 = 1;
    wait_with(-1, NO_HANG).ok().flatten()
}

/// Whether a child has ended, without waiting.
pub fn has_ended(pid: Pid) -> Result<Option<End>> {
    const NO_HANG: i32 = 1;
    Ok(wait_with(pid, NO_HANG)?.map(|(_, end)| end))
}

fn wait_with(pid: Pid, options: i32) -> Result<Option<(Pid, End)>> {
    let mut status = 0;
    // SAFETY: there is room for the status.
    let pid = checked(unsafe { ffi::waitpid(pid, &mut status, options) })?;
    if pid == 0 {
        return Ok(None);
    }
    let signal = status & 0x7f;
    Ok(Some((pid, if signal == 0 { End::Exit(status >> 8 & 0xff) } else { End::Signal(signal) })))
}

/// Ends this process at once.
pub fn exit(code: i32) -> ! {
    // SAFETY: takes a number only.
    unsafe { ffi::_exit(code) }
}

pub fn id() -> Pid {
    // SAFETY: takes nothing.
    unsafe { ffi::getpid() }
}

pub fn parent() -> Pid {
    // SAFETY: takes nothing.
    unsafe { ffi::getppid() }
}

/// The session of a process; 0 is this one.
pub fn session_of(pid: Pid) -> Result<Pid> {
    // SAFETY: takes a number only.
    checked(unsafe { ffi::getsid(pid) })
}

pub fn new_session() -> Result<Pid> {
    // SAFETY: takes nothing.
    checked(unsafe { ffi::setsid() })
}

pub fn set_group(pid: Pid, group: Pid) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::setpgid(pid, group) }).map(drop)
}

pub fn group_of(pid: Pid) -> Result<Pid> {
    // SAFETY: takes a number only.
    checked(unsafe { ffi::getpgid(pid) })
}

/// Gives the terminal to a process group. SIGTTOU must be ignored or blocked.
pub fn give_terminal(fd: i32, group: Pid) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::tcsetpgrp(fd, group) }).map(drop)
}

/// The process group that owns a terminal, where it is this session's.
pub fn terminal_group(fd: i32) -> Result<Pid> {
    // SAFETY: takes a number only.
    checked(unsafe { ffi::tcgetpgrp(fd) })
}

pub fn is_terminal(fd: i32) -> bool {
    // SAFETY: takes a number only.
    unsafe { ffi::isatty(fd) == 1 }
}

/// A negative `pid` is a process group.
pub fn kill(pid: Pid, signal: i32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::kill(pid, signal) }).map(drop)
}

/// umask(2)
pub fn set_umask(mask: u32) {
    // SAFETY: takes a number only.
    unsafe { ffi::umask(mask) };
}

/// The same nice value and `by` more.
pub fn add_niceness(by: i32) -> Result<()> {
    // SAFETY: takes numbers only.
    let now = unsafe { ffi::getpriority(0, 0) };
    checked(unsafe { ffi::setpriority(0, 0, now + by) }).map(drop)
}
