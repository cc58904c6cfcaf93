use super::errno::{EAGAIN, EINTR};
use super::{Errno, Result, checked, ffi};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

/// An open file that is closed where its value ends.
#[derive(Debug)]
pub struct Fd(i32);

const F_GETFD: i32 = 1;
const F_SETFD: i32 = 2;
const F_GETFL: i32 = 3;
const F_SETFL: i32 = 4;
const FD_CLOEXEC: i32 = 1;
const O_NONBLOCK: i32 = 0o4000;
const O_CLOEXEC: i32 = 0o2_000_000;

impl Fd {
    /// Takes over an open number; it may be one that was inherited.
    pub fn from_raw(number: i32) -> Fd {
        Fd(number)
    }

    pub fn raw(&self) -> i32 {
        self.0
    }

    /// The number, which stays open.
    pub fn leak(self) -> i32 {
        let number = self.0;
        core::mem::forget(self);
        number
    }

    pub fn is_open(number: i32) -> bool {
        // SAFETY: F_GETFD takes no pointer.
        unsafe { ffi::fcntl(number, F_GETFD) >= 0 }
    }

    /// At most as many bytes as the buffer has room for; 0 at the end.
    pub fn read(&self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            // SAFETY: the buffer has as many bytes as are asked for.
            let size = unsafe { ffi::read(self.0, buffer.as_mut_ptr().cast(), buffer.len()) };
            if size >= 0 {
                return Ok(size as usize);
            }
            let error = Errno::last();
            if error.0 != EINTR {
                return Err(error);
            }
        }
    }

    /// One write(2): how much of it was taken.
    pub fn write(&self, bytes: &[u8]) -> Result<usize> {
        write_once(self.0, bytes)
    }

    /// All of it; waits where the file does not take any at once, even one that does not block.
    pub fn write_all(&self, bytes: &[u8]) -> Result<()> {
        write_all(self.0, bytes)
    }

    /// What is left until the end.
    pub fn read_to_end(&self) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let size = self.read(&mut buffer)?;
            if size == 0 {
                return Ok(all);
            }
            all.extend_from_slice(buffer.get(..size).unwrap_or_default());
        }
    }

    pub fn set_nonblocking(&self, on: bool) -> Result<()> {
        // SAFETY: neither command takes a pointer.
        let flags = checked(unsafe { ffi::fcntl(self.0, F_GETFL) })?;
        let flags = if on { flags | O_NONBLOCK } else { flags & !O_NONBLOCK };
        checked(unsafe { ffi::fcntl(self.0, F_SETFL, flags) }).map(drop)
    }

    pub fn set_cloexec(&self, on: bool) -> Result<()> {
        set_cloexec(self.0, on)
    }

    /// Makes it also the number `to`, which is inherited by programs.
    pub fn dup_to(&self, to: i32) -> Result<()> {
        if self.0 == to {
            return self.set_cloexec(false);
        }
        // SAFETY: dup2 takes numbers only.
        checked(unsafe { ffi::dup2(self.0, to) }).map(drop)
    }

    pub fn truncate(&self, size: i64) -> Result<()> {
        // SAFETY: takes numbers only.
        checked(unsafe { ffi::ftruncate(self.0, size) }).map(drop)
    }
}

impl Drop for Fd {
    fn drop(&mut self) {
        // SAFETY: the number is ours.
        unsafe { ffi::close(self.0) };
    }
}

/// Both ends of a new pipe, reading end first; closed when a program is run.
pub fn pipe() -> Result<(Fd, Fd)> {
    let mut fds = [0; 2];
    // SAFETY: there is room for two numbers.
    checked(unsafe { ffi::pipe2(fds.as_mut_ptr(), O_CLOEXEC) })?;
    Ok((Fd(fds[0]), Fd(fds[1])))
}

pub fn set_cloexec(number: i32, on: bool) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::fcntl(number, F_SETFD, if on { FD_CLOEXEC } else { 0 }) }).map(drop)
}

/// Closes `number`, which may not be open.
pub fn close(number: i32) {
    // SAFETY: takes a number only.
    unsafe { ffi::close(number) };
}

/// Standard input, output and error are open from here on: what is not would be what is opened next.
pub fn open_standard() {
    for number in 0..3 {
        if !Fd::is_open(number) {
            let _ = super::file::open("/dev/null", super::file::READ_WRITE, 0).map(|null| {
                let _ = null.dup_to(number);
                if null.raw() == number {
                    null.leak();
                }
            });
        }
    }
}

/// Closes all from `first` on (close_range(2); one by one where the kernel has none).
pub fn close_from(first: u32) {
    const CLOSE_RANGE: core::ffi::c_long = 436;
    // SAFETY: takes numbers only.
    if unsafe { ffi::syscall(CLOSE_RANGE, first, u32::MAX, 0) } < 0 {
        for number in first..1024 {
            close(number as i32);
        }
    }
}

pub fn write_once(fd: i32, bytes: &[u8]) -> Result<usize> {
    loop {
        // SAFETY: the buffer has as many bytes as are given.
        let size = unsafe { ffi::write(fd, bytes.as_ptr().cast(), bytes.len()) };
        if size >= 0 {
            return Ok(size as usize);
        }
        let error = Errno::last();
        if error.0 != EINTR {
            return Err(error);
        }
    }
}

pub fn write_all(fd: i32, bytes: &[u8]) -> Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match write_once(fd, rest) {
            Ok(size) => rest = rest.get(size..).unwrap_or_default(),
            Err(Errno(EAGAIN)) => super::poll::wait_writable(fd)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A line on standard error, in one write. What cannot be written is lost.
pub fn error_line(text: core::fmt::Arguments<'_>) {
    let mut line = String::new();
    let _ = writeln!(line, "{text}");
    let _ = write_all(2, line.as_bytes());
}

/// `say!("{unit} failed")`: a line on standard error.
#[macro_export]
macro_rules! say {
    ($($part:tt)*) => { $crate::sys::fd::error_line(format_args!($($part)*)) };
}
