use super::{Fd, Result, c_text, checked, ffi};
use core::ffi::{c_int, c_long};

const REALTIME: c_int = 0;
const BOOTTIME: c_int = 7;

fn now(clock: c_int) -> i64 {
    let mut time = ffi::Timespec { seconds: 0, nanoseconds: 0 };
    // SAFETY: there is room for the time.
    unsafe { ffi::clock_gettime(clock, &mut time) };
    time.seconds * 1_000_000 + time.nanoseconds / 1000
}

/// Microseconds since 1970.
pub fn realtime() -> i64 {
    now(REALTIME)
}

/// Microseconds since the machine started, also while it slept: whoever sets the clock moves no deadline.
pub fn monotonic() -> i64 {
    now(BOOTTIME)
}

/// A file that can be read at a time of the wall clock, and also when the clock is set.
pub fn alarm() -> Result<Fd> {
    const CLOEXEC_NONBLOCK: c_int = 0o2_004_000;
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::timerfd_create(REALTIME, CLOEXEC_NONBLOCK) }).map(Fd::from_raw)
}

/// Sets an alarm to a time in microseconds since 1970, or off.
pub fn set_alarm(alarm: &Fd, at: Option<i64>) -> Result<()> {
    const ABSOLUTE: c_int = 1;
    const CANCEL_ON_SET: c_int = 2;
    let zero = ffi::Timespec { seconds: 0, nanoseconds: 0 };
    let value = match at {
        None => zero,
        // A time of 0 would turn it off.
        Some(at) => ffi::Timespec {
            seconds: at.max(1).div_euclid(1_000_000),
            nanoseconds: (at.max(1).rem_euclid(1_000_000) * 1000) as c_long,
        },
    };
    let timer = ffi::Itimerspec { interval: zero, value };
    // SAFETY: the value lives until the call returns.
    checked(unsafe { ffi::timerfd_settime(alarm.raw(), ABSOLUTE | CANCEL_ON_SET, &timer, core::ptr::null_mut()) })
        .map(drop)
}

/// Which time zone `offset` is about: a value of TZ, or none for that of the container's environment and /etc/localtime.
pub fn set_zone(zone: Option<&[u8]>) -> Result<()> {
    let name = c_text(b"TZ")?;
    match zone {
        // SAFETY: both texts end with a NUL; this program has one thread.
        Some(zone) => checked(unsafe { ffi::setenv(name.as_ptr(), c_text(zone)?.as_ptr(), 1) })?,
        None => checked(unsafe { ffi::unsetenv(name.as_ptr()) })?,
    };
    // SAFETY: takes nothing.
    unsafe { ffi::tzset() };
    Ok(())
}

/// What clocks of that zone are ahead of UTC at a time, in seconds; the time is seconds since 1970.
pub fn offset(time: i64) -> i64 {
    let mut local = ffi::Tm {
        sec: 0,
        min: 0,
        hour: 0,
        mday: 0,
        mon: 0,
        year: 0,
        wday: 0,
        yday: 0,
        isdst: 0,
        gmtoff: 0,
        zone: core::ptr::null(),
    };
    // SAFETY: both values live until the call returns.
    let found = unsafe { ffi::localtime_r(&time, &mut local) };
    if found.is_null() { 0 } else { local.gmtoff }
}

/// Bytes that nobody can know.
pub fn random(buffer: &mut [u8]) {
    // SAFETY: the buffer has as many bytes as are asked for; up to 256 come at once.
    unsafe { ffi::getrandom(buffer.as_mut_ptr().cast(), buffer.len(), 0) };
}
