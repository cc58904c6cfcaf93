//! Who a process acts as, and what it may.
use super::{Errno, Result, checked, ffi};
use alloc::vec;
use alloc::vec::Vec;
use core::ffi::{c_long, c_ulong};

pub fn user() -> u32 {
    // SAFETY: takes nothing.
    unsafe { ffi::geteuid() }
}

pub fn group() -> u32 {
    // SAFETY: takes nothing.
    unsafe { ffi::getegid() }
}

/// The other groups that this process is in.
pub fn groups() -> Vec<u32> {
    // SAFETY: with 0 nothing is written; then there is room for as many as there are.
    let count = unsafe { ffi::getgroups(0, core::ptr::null_mut()) }.max(0);
    let mut list = vec![0; count as usize];
    let count = unsafe { ffi::getgroups(count, list.as_mut_ptr()) }.max(0);
    list.truncate(count as usize);
    list
}

pub fn set_groups(list: &[u32]) -> Result<()> {
    // SAFETY: the list has as many as are said.
    checked(unsafe { ffi::setgroups(list.len(), list.as_ptr()) }).map(drop)
}

pub fn set_user(id: u32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::setresuid(id, id, id) }).map(drop)
}

pub fn set_group(id: u32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::setresgid(id, id, id) }).map(drop)
}

const PR_SET_KEEPCAPS: i32 = 8;
const PR_CAPBSET_READ: i32 = 23;
const PR_CAPBSET_DROP: i32 = 24;
const PR_SET_NO_NEW_PRIVS: i32 = 38;
const PR_CAP_AMBIENT: i32 = 47;
const PR_CAP_AMBIENT_RAISE: c_ulong = 2;

/// Keeps the permitted capabilities when the user changes from root; the effective ones go all the same.
pub fn keep_capabilities() -> Result<()> {
    // SAFETY: prctl takes numbers only here.
    checked(unsafe { ffi::prctl(PR_SET_KEEPCAPS, 1 as c_ulong, 0 as c_ulong, 0 as c_ulong, 0 as c_ulong) }).map(drop)
}

/// Whether a program could still gain the capability of that number.
pub fn in_bounding_set(capability: u32) -> bool {
    // SAFETY: as above.
    unsafe { ffi::prctl(PR_CAPBSET_READ, capability as c_ulong, 0 as c_ulong, 0 as c_ulong, 0 as c_ulong) == 1 }
}

pub fn drop_from_bounding_set(capability: u32) -> Result<()> {
    // SAFETY: as above.
    checked(unsafe { ffi::prctl(PR_CAPBSET_DROP, capability as c_ulong, 0 as c_ulong, 0 as c_ulong, 0 as c_ulong) })
        .map(drop)
}

/// Only what is permitted and inheritable already.
pub fn raise_ambient(capability: u32) -> Result<()> {
    // SAFETY: as above.
    let result =
        unsafe { ffi::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability as c_ulong, 0 as c_ulong, 0 as c_ulong) };
    checked(result).map(drop)
}

pub fn no_new_privileges() -> Result<()> {
    // SAFETY: as above.
    checked(unsafe { ffi::prctl(PR_SET_NO_NEW_PRIVS, 1 as c_ulong, 0 as c_ulong, 0 as c_ulong, 0 as c_ulong) })
        .map(drop)
}

/// Capabilities as bits by number.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Capabilities {
    pub effective: u64,
    pub permitted: u64,
    pub inheritable: u64,
}

#[cfg(target_arch = "x86_64")]
const CAPGET: c_long = 125;
#[cfg(target_arch = "x86_64")]
const CAPSET: c_long = 126;
#[cfg(target_arch = "aarch64")]
const CAPGET: c_long = 90;
#[cfg(target_arch = "aarch64")]
const CAPSET: c_long = 91;
const VERSION_3: u32 = 0x2008_0522;

/// Those of this process (capget(2)).
pub fn capabilities() -> Result<Capabilities> {
    let header = [VERSION_3, 0];
    let mut data = [0u32; 6];
    // SAFETY: the kernel's layout of version 3: two times effective, permitted, inheritable.
    if unsafe { ffi::syscall(CAPGET, header.as_ptr(), data.as_mut_ptr()) } < 0 {
        return Err(Errno::last());
    }
    let join = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
    Ok(Capabilities {
        effective: join(data[0], data[3]),
        permitted: join(data[1], data[4]),
        inheritable: join(data[2], data[5]),
    })
}

pub fn set_capabilities(to: Capabilities) -> Result<()> {
    let header = [VERSION_3, 0];
    let low = |bits: u64| bits as u32;
    let high = |bits: u64| (bits >> 32) as u32;
    let data = [
        low(to.effective),
        low(to.permitted),
        low(to.inheritable),
        high(to.effective),
        high(to.permitted),
        high(to.inheritable),
    ];
    // SAFETY: as above.
    if unsafe { ffi::syscall(CAPSET, header.as_ptr(), data.as_ptr()) } < 0 {
        return Err(Errno::last());
    }
    Ok(())
}
