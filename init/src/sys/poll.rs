//! Waiting for files and processes.
use super::errno::{EINTR, ENOSYS};
use super::{Errno, Fd, Pid, Result, checked, ffi};
use alloc::vec::Vec;
use core::ffi::{c_long, c_ulong};

const POLLIN: i16 = 1;
const POLLOUT: i16 = 4;

/// Waits until one of the files can be read (or its other side is gone), at most so many microseconds, without end for none.
/// For each file whether that is so; all false when the time is over or a signal came.
pub fn readable(files: &[i32], micros: Option<i64>) -> Result<Vec<bool>> {
    let mut list: Vec<ffi::PollFd> =
        files.iter().map(|fd| ffi::PollFd { fd: *fd, events: POLLIN, revents: 0 }).collect();
    // Rounded up, so that nobody comes too early and waits for nothing again and again.
    let milliseconds = micros.map_or(-1, |micros| ((micros.max(0) + 999) / 1000).min(i64::from(i32::MAX)) as i32);
    // SAFETY: the list has as many as are said.
    match checked(unsafe { ffi::poll(list.as_mut_ptr(), list.len() as c_ulong, milliseconds) }) {
        Ok(_) | Err(Errno(EINTR)) => Ok(list.iter().map(|file| file.revents != 0).collect()),
        Err(error) => Err(error),
    }
}

pub fn wait_writable(fd: i32) -> Result<()> {
    let mut list = [ffi::PollFd { fd, events: POLLOUT, revents: 0 }];
    // SAFETY: there is one.
    match checked(unsafe { ffi::poll(list.as_mut_ptr(), 1, -1) }) {
        Ok(_) | Err(Errno(EINTR)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Sleeps.
pub fn sleep(micros: i64) {
    let _ = readable(&[], Some(micros));
}

/// A file for a process, that can be read when it has ended (pidfd_open(2)): it stays that process's although its number is
/// given to another. ESRCH when there is none; ENOSYS on kernels before 5.3.
pub fn process(pid: Pid) -> Result<Fd> {
    const PIDFD_OPEN: c_long = 434;
    // SAFETY: takes numbers only.
    let fd = unsafe { ffi::syscall(PIDFD_OPEN, pid as c_long, 0 as c_long) };
    if fd < 0 {
        return Err(Errno::last());
    }
    let fd = Fd::from_raw(fd as i32);
    fd.set_cloexec(true)?;
    Ok(fd)
}

pub fn signal_process(process: &Fd, signal: i32) -> Result<()> {
    const PIDFD_SEND_SIGNAL: c_long = 424;
    // SAFETY: takes numbers only, and no information.
    let result =
        unsafe { ffi::syscall(PIDFD_SEND_SIGNAL, process.raw() as c_long, signal as c_long, 0 as c_long, 0 as c_long) };
    if result < 0 { Err(Errno::last()) } else { Ok(()) }
}

/// Whether a call is not there on this kernel.
pub fn is_missing(error: Errno) -> bool {
    error.0 == ENOSYS
}
