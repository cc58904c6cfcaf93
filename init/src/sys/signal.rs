use super::{Fd, Result, checked, ffi};
use core::ffi::c_int;

/// Numbers by name without SIG, for all platforms there are images for.
pub const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
    "PWR", "SYS",
];

pub const HUP: i32 = 1;
pub const INT: i32 = 2;
pub const QUIT: i32 = 3;
pub const KILL: i32 = 9;
pub const PIPE: i32 = 13;
pub const TERM: i32 = 15;
pub const CHLD: i32 = 17;
pub const CONT: i32 = 18;
pub const TSTP: i32 = 20;
pub const TTIN: i32 = 21;
pub const TTOU: i32 = 22;

pub fn number(name: &str) -> Option<i32> {
    NAMES.iter().position(|one| *one == name).map(|index| index as i32 + 1)
}

pub fn name(number: i32) -> Option<&'static str> {
    NAMES.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
}

const SIG_DFL: usize = 0;
const SIG_IGN: usize = 1;
const SIG_BLOCK: c_int = 0;
const SIG_SETMASK: c_int = 2;

fn set_of(signals: &[i32]) -> ffi::SigSet {
    let mut set = ffi::SigSet { bits: [0; 16] };
    for signal in signals {
        set.bits[0] |= 1 << (signal - 1);
    }
    set
}

fn dispose(signal: i32, handler: usize) -> Result<()> {
    let action = ffi::SigAction { handler, mask: set_of(&[]), flags: 0, restorer: 0 };
    // SAFETY: the action lives until the call returns, and has no function of ours.
    checked(unsafe { ffi::sigaction(signal, &action, core::ptr::null_mut()) }).map(drop)
}

pub fn ignore(signal: i32) -> Result<()> {
    dispose(signal, SIG_IGN)
}

pub fn default(signal: i32) -> Result<()> {
    dispose(signal, SIG_DFL)
}

/// As a program expects to find it: nothing ignored, nothing blocked.
pub fn reset_all() {
    for signal in 1..=64 {
        let _ = default(signal);
    }
    // SAFETY: the set lives until the call returns.
    unsafe { ffi::sigprocmask(SIG_SETMASK, &set_of(&[]), core::ptr::null_mut()) };
}

/// Blocks signals, and gives a file that can be read when one has come: see `take`.
pub fn watch(signals: &[i32]) -> Result<Fd> {
    const CLOEXEC: c_int = 0o2_000_000;
    const NONBLOCK: c_int = 0o4000;
    let set = set_of(signals);
    // SAFETY: the set lives until the calls return.
    checked(unsafe { ffi::sigprocmask(SIG_BLOCK, &set, core::ptr::null_mut()) })?;
    checked(unsafe { ffi::signalfd(-1, &set, CLOEXEC | NONBLOCK) }).map(Fd::from_raw)
}

/// The next signal that a file of `watch` has, or none.
pub fn take(fd: &Fd) -> Option<i32> {
    let mut information = [0; 128];
    match fd.read(&mut information) {
        Ok(128) => Some(i32::from_ne_bytes([information[0], information[1], information[2], information[3]])),
        _ => None,
    }
}
