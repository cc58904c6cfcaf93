//! All that talks to the kernel, and the only unsafe code: each function here is safe to call with any value.
//!
//! Paths and other texts of the system are bytes without a NUL; a text with one is refused as EINVAL.
pub mod at;
pub mod clock;
pub mod epoll;
pub mod errno;
pub mod fd;
mod ffi;
pub mod file;
pub mod folder;
pub mod identity;
pub mod limits;
pub mod listening;
pub mod memory;
pub mod poll;
pub mod process;
pub mod shared;
pub mod signal;
pub mod socket;

pub use errno::{Errno, Result};
pub use fd::Fd;
pub use ffi::{Pid, Ucred};

use alloc::ffi::CString;

fn c_text(text: &[u8]) -> Result<CString> {
    CString::new(text).map_err(|_| Errno(errno::EINVAL))
}

/// The result of a call that says -1 and sets errno.
fn checked(result: core::ffi::c_int) -> Result<core::ffi::c_int> {
    if result < 0 { Err(Errno::last()) } else { Ok(result) }
}
