//! Memory of two processes. unpack/src has it, and the init does not.
#![allow(dead_code)]

use super::{Errno, Result};
use core::ffi::{c_int, c_void};

unsafe extern "C" {
    fn mmap(at: *mut c_void, size: usize, may: c_int, flags: c_int, fd: c_int, offset: i64) -> *mut c_void;
    fn munmap(memory: *mut c_void, size: usize) -> c_int;
}

/// Memory that a process which is forked afterwards has too: what one writes the other reads.
pub struct Shared {
    start: *mut u8,
    size: usize,
}

impl Shared {
    pub fn new(size: usize) -> Result<Shared> {
        const READ_WRITE: c_int = 3;
        const SHARED_ANONYMOUS: c_int = 0x21;
        // SAFETY: it is new memory.
        let start = unsafe { mmap(core::ptr::null_mut(), size, READ_WRITE, SHARED_ANONYMOUS, -1, 0) };
        if start.addr() == usize::MAX { Err(Errno::last()) } else { Ok(Shared { start: start.cast(), size }) }
    }

    /// Bytes that nobody writes meanwhile.
    pub fn get(&self, from: usize, size: usize) -> &[u8] {
        let size = size.min(self.size.saturating_sub(from));
        // SAFETY: they are in the memory, or there are none.
        unsafe { core::slice::from_raw_parts(self.start.add(from.min(self.size)), size) }
    }

    /// Bytes that nobody reads meanwhile.
    pub fn get_mut(&mut self, from: usize, size: usize) -> &mut [u8] {
        let size = size.min(self.size.saturating_sub(from));
        // SAFETY: they are in the memory, or there are none.
        unsafe { core::slice::from_raw_parts_mut(self.start.add(from.min(self.size)), size) }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // SAFETY: the memory is ours.
        unsafe { munmap(self.start.cast::<c_void>(), self.size) };
    }
}
