//! What an input may take, and has taken; and the file it is read from, which is in memory.
use crate::sys::{Errno, Fd, Result, limits};
use core::ffi::{c_char, c_int, c_long, c_uint};

unsafe extern "C" {
    fn memfd_create(name: *const c_char, flags: c_uint) -> c_int;
    fn lseek(fd: c_int, offset: i64, whence: c_int) -> i64;
    fn dup(fd: c_int) -> c_int;
    fn setitimer(which: c_int, value: *const [c_long; 4], before: *mut [c_long; 4]) -> c_int;
    fn getrusage(who: c_int, usage: *mut [c_long; 36]) -> c_int;
}

/// Seconds of processor time, after which SIGPROF ends the program.
const SECONDS: c_long = 5;
/// What no input can get beyond, so that the machine survives it, in bytes. Who asks is told of less.
const MEMORY: u64 = 2 << 30;

pub fn bound_memory() -> Result<()> {
    const ADDRESS_SPACE: i32 = 9;
    limits::set(ADDRESS_SPACE, MEMORY, MEMORY)
}

pub fn memory_file() -> Result<Fd> {
    // SAFETY: the name ends with a NUL.
    numbered(unsafe { memfd_create(c"input".as_ptr(), 0) }).map(Fd::from_raw)
}

pub fn write_anew(file: &Fd, bytes: &[u8]) -> Result<()> {
    file.truncate(0)?;
    to_start(file)?;
    file.write_all(bytes)
}

/// The file once more, to be read from its start.
pub fn from_start(file: &Fd) -> Result<Fd> {
    to_start(file)?;
    // SAFETY: takes a number only.
    numbered(unsafe { dup(file.raw()) }).map(Fd::from_raw)
}

fn to_start(file: &Fd) -> Result<()> {
    // SAFETY: takes numbers only.
    if unsafe { lseek(file.raw(), 0, 0) } < 0 { Err(Errno::last()) } else { Ok(()) }
}

fn numbered(fd: c_int) -> Result<c_int> {
    if fd < 0 { Err(Errno::last()) } else { Ok(fd) }
}

/// An input has its time from here on.
pub fn begin() {
    const PROFILING: c_int = 2;
    // SAFETY: both values live until the call returns.
    unsafe { setitimer(PROFILING, &[0, 0, SECONDS, 0], core::ptr::null_mut()) };
}

pub struct Used {
    /// Of processor time.
    pub micros: i64,
    /// The most memory that there ever was.
    pub kibibytes: i64,
}

/// By this process and those that it has waited for.
pub fn used() -> Used {
    let [this, others] = [0, -1].map(|who| {
        let mut usage = [0; 36];
        // SAFETY: there is room for the result, whose first numbers are two times and the memory.
        unsafe { getrusage(who, &mut usage) };
        usage
    });
    let micros = |usage: &[c_long; 36]| (usage[0] + usage[2]) * 1_000_000 + usage[1] + usage[3];
    Used { micros: micros(&this) + micros(&others), kibibytes: this[4].max(others[4]) }
}
