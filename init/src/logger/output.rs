use crate::sys::memory::append;
use crate::sys::{Errno, fd};
use alloc::vec::Vec;

/// Standard output, in few and large writes.
pub struct Output {
    waiting: Vec<u8>,
    /// Why nothing could be written last.
    failed: Option<Errno>,
}

/// So much is written at once, and what the last line has beyond it.
const ENOUGH: usize = 65536;

impl Output {
    pub fn new() -> Output {
        Output { waiting: Vec::with_capacity(2 * ENOUGH), failed: None }
    }

    /// A line of three parts.
    pub fn line(&mut self, parts: [&[u8]; 3]) {
        for part in parts {
            append(&mut self.waiting, part);
        }
        self.waiting.push(b'\n');
        if self.waiting.len() >= ENOUGH {
            self.flush();
        }
    }

    /// Waits for whoever reads slowly. Where nobody reads any more the lines are lost, and that is said once: a service shall not
    /// stand still for it.
    pub fn flush(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        match fd::write_all(1, &self.waiting) {
            Ok(()) => self.failed = None,
            Err(error) if self.failed == Some(error) => {}
            Err(error) => {
                self.failed = Some(error);
                crate::say!("init: lines of services are lost, standard output cannot be written: {error}");
            }
        }
        self.waiting.clear();
        self.waiting.shrink_to(2 * ENOUGH);
    }
}
