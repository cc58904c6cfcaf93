use super::ffi;
use alloc::string::String;
use core::ffi::CStr;

pub const EPERM: i32 = 1;
pub const ENOENT: i32 = 2;
pub const ESRCH: i32 = 3;
pub const EINTR: i32 = 4;
pub const ENOEXEC: i32 = 8;
pub const EAGAIN: i32 = 11;
pub const EACCES: i32 = 13;
pub const EEXIST: i32 = 17;
pub const ENOTDIR: i32 = 20;
pub const EISDIR: i32 = 21;
pub const EINVAL: i32 = 22;
pub const EROFS: i32 = 30;
pub const ENAMETOOLONG: i32 = 36;
pub const ENOSYS: i32 = 38;
pub const ELOOP: i32 = 40;
pub const EAFNOSUPPORT: i32 = 97;
pub const ECONNREFUSED: i32 = 111;

/// A number of errno(3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Errno(pub i32);

pub type Result<T> = core::result::Result<T, Errno>;

impl Errno {
    pub fn last() -> Errno {
        // SAFETY: musl's location of this thread's errno is always valid.
        Errno(unsafe { *ffi::__errno_location() })
    }

    /// What it means, as strerror(3) says it: "No such file or directory".
    pub fn text(self) -> String {
        // SAFETY: strerror gives a text that ends with a NUL for every number.
        let text = unsafe { CStr::from_ptr(ffi::strerror(self.0)) };
        String::from_utf8_lossy(text.to_bytes()).into_owned()
    }
}

impl core::fmt::Display for Errno {
    fn fmt(&self, to: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        to.write_str(&self.text())
    }
}
