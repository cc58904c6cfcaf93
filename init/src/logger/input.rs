use super::output::Output;
use crate::sys::errno::EAGAIN;
use crate::sys::memory::position;
use crate::sys::{Errno, Fd, Result};
use alloc::string::String;
use alloc::vec::Vec;

/// A line that is longer is written as lines of so many bytes.
const LONGEST: usize = 1 << 20;

/// A service's pipe.
pub struct Input {
    pub unit: String,
    pipe: Fd,
    prefix: Vec<u8>,
    /// The beginning of a line whose end has not come yet.
    partial: Vec<u8>,
}

impl Input {
    pub fn new(unit: &str, number: i32, prefix: &str) -> Input {
        let prefix = alloc::format!("[{prefix}] ").into_bytes();
        Input { unit: unit.into(), pipe: Fd::from_raw(number), prefix, partial: Vec::new() }
    }

    pub fn number(&self) -> i32 {
        self.pipe.raw()
    }

    /// Reads once and writes all whole lines, so that a logger that is killed loses no more than the beginning of one. How much
    /// it was, or none when there was nothing.
    pub fn read(&mut self, buffer: &mut [u8], output: &mut Output) -> Result<Option<usize>> {
        let size = match self.pipe.read(buffer) {
            Ok(size) => size,
            Err(Errno(EAGAIN)) => return Ok(None),
            Err(error) => return Err(error),
        };
        self.take(buffer.get(..size).unwrap_or_default(), output);
        output.flush();
        Ok(Some(size))
    }

    /// Reads what there is, at most so much and what comes with it, and ends the last line.
    pub fn drain(&mut self, buffer: &mut [u8], output: &mut Output, most: usize) {
        let mut total = 0;
        while let (true, Ok(Some(size @ 1..))) = (total < most, self.read(buffer, output)) {
            total += size;
        }
        if !self.partial.is_empty() {
            self.write_line(b"", output);
            output.flush();
        }
    }

    fn take(&mut self, bytes: &[u8], output: &mut Output) {
        let mut rest = bytes;
        while let Some(end) = position(rest, b'\n') {
            let (line, after) = rest.split_at(end);
            let line = self.cut(line, output);
            self.write_line(line, output);
            rest = after.get(1..).unwrap_or_default();
        }
        let rest = self.cut(rest, output);
        self.partial.extend_from_slice(rest);
    }

    /// Writes what is too much for one line, and gives what is left.
    fn cut<'a>(&mut self, text: &'a [u8], output: &mut Output) -> &'a [u8] {
        let mut rest = text;
        while self.partial.len() + rest.len() > LONGEST {
            let (part, after) = rest.split_at(LONGEST.saturating_sub(self.partial.len()).min(rest.len()));
            self.write_line(part, output);
            rest = after;
        }
        rest
    }

    /// The line that has begun, with this at its end.
    fn write_line(&mut self, end: &[u8], output: &mut Output) {
        output.line([&self.prefix, &self.partial, end]);
        self.partial.clear();
        self.partial.shrink_to(4096);
    }
}
