use super::{Result, checked, ffi};

pub const INFINITY: u64 = u64::MAX;

/// Numbers of setrlimit(2) by the names behind systemd's "Limit".
pub const RESOURCES: [(&str, i32); 16] = [
    ("CPU", 0),
    ("FSIZE", 1),
    ("DATA", 2),
    ("STACK", 3),
    ("CORE", 4),
    ("RSS", 5),
    ("NPROC", 6),
    ("NOFILE", 7),
    ("MEMLOCK", 8),
    ("AS", 9),
    ("LOCKS", 10),
    ("SIGPENDING", 11),
    ("MSGQUEUE", 12),
    ("NICE", 13),
    ("RTPRIO", 14),
    ("RTTIME", 15),
];

pub const CORE: i32 = 4;
pub const NOFILE: i32 = 7;

/// The soft and the hard limit.
pub fn get(resource: i32) -> Result<(u64, u64)> {
    let mut limit = ffi::Rlimit { soft: 0, hard: 0 };
    // SAFETY: there is room for the result.
    checked(unsafe { ffi::getrlimit(resource, &mut limit) })?;
    Ok((limit.soft, limit.hard))
}

pub fn set(resource: i32, soft: u64, hard: u64) -> Result<()> {
    // SAFETY: the value lives until the call returns.
    checked(unsafe { ffi::setrlimit(resource, &ffi::Rlimit { soft, hard }) }).map(drop)
}

/// How many processors there are to run on; at least one.
#[allow(dead_code)] // unpack/src calls it
pub fn processors() -> usize {
    const PROCESSORS_ONLINE: core::ffi::c_int = 84;
    // SAFETY: takes a number only.
    usize::try_from(unsafe { ffi::sysconf(PROCESSORS_ONLINE) }).unwrap_or(1).max(1)
}
