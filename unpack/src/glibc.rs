//! What Debian's libraries, which are compiled for glibc, call and musl does not have.
use core::ffi::{c_char, c_int, c_ulong, c_void};

unsafe extern "C" {
    fn memcpy(to: *mut c_void, from: *const c_void, size: usize) -> *mut c_void;
    fn strtoul(text: *const c_char, end: *mut *mut c_char, base: c_int) -> c_ulong;
    fn abort() -> !;
}

/// # Safety
/// As memcpy(3). `room` is how many bytes the compiler knows of at `to`.
#[unsafe(no_mangle)]
unsafe extern "C" fn __memcpy_chk(to: *mut c_void, from: *const c_void, size: usize, room: usize) -> *mut c_void {
    // SAFETY: the caller says so.
    unsafe { if size > room { abort() } else { memcpy(to, from, size) } }
}

/// libbz2 says with it that it has a fault, and then ends the program with 3.
#[unsafe(no_mangle)]
extern "C" fn __fprintf_chk(_stream: *mut c_void, _flag: c_int, _format: *const c_char) -> c_int {
    0
}

/// libbz2 opens files for those who want that.
#[unsafe(no_mangle)]
extern "C" fn fopen64(_path: *const c_char, _mode: *const c_char) -> *mut c_void {
    core::ptr::null_mut()
}

/// libcrypto reads with it, on aarch64, what of the processor it shall not use.
///
/// # Safety
/// As strtoul(3).
#[unsafe(no_mangle)]
unsafe extern "C" fn __isoc23_strtoul(text: *const c_char, end: *mut *mut c_char, base: c_int) -> c_ulong {
    // SAFETY: the caller says so.
    unsafe { strtoul(text, end, base) }
}
