//! Decodes in a process of its own, beside this one, which writes what comes: two processors do what one would take the sum of.
//!
//! Both have the same memory, in slots. A pipe says which slots are filled, and with how many bytes; another gives them back.
use crate::decode::Decoded;
use crate::fault::{Fault, of_system};
use crate::sys::process::{self, End};
use crate::sys::shared::Shared;
use crate::sys::{Fd, Pid, fd, signal};
use alloc::format;
use alloc::string::String;
use alloc::vec;

const SLOTS: usize = 8;
/// How much is decoded at once, in bytes.
pub const PIECE: usize = 1 << 18;

/// Says that all has been decoded.
const END: u32 = u32::MAX;
/// Says that what follows is why no more can be decoded; the number is that text's length.
const FAULT: u32 = u32::MAX - 1;

pub struct DecodedBeside {
    memory: Shared,
    filled: Fd,
    free: Fd,
    /// The one that is being read.
    slot: Option<usize>,
    child: Pid,
    at_end: bool,
}

impl DecodedBeside {
    /// Gives back what it was given where the system has no process or no memory for it.
    pub fn new(decoded: Decoded) -> Result<DecodedBeside, Decoded> {
        let (Ok(memory), Ok((filled, fill)), Ok((freed, free))) = (Shared::new(SLOTS * PIECE), fd::pipe(), fd::pipe())
        else {
            return Err(decoded);
        };
        match process::fork() {
            Ok(0) => {
                drop((filled, free));
                process::exit(decode(decoded, memory, &fill, &freed));
            }
            Ok(child) => Ok(DecodedBeside { memory, filled, free, slot: None, child, at_end: false }),
            Err(_) => Err(decoded),
        }
    }

    /// Waits for the next bytes, and gives how many they are; none at the end.
    pub fn next(&mut self) -> Result<usize, Fault> {
        if self.at_end {
            return Ok(0);
        }
        if let Some(slot) = self.slot.take() {
            // It has ended where nobody takes it, and says why.
            let _ = self.free.write_all(&[slot as u8]);
        }
        let [what, size] = [self.number()?, self.number()?];
        match what {
            END => {
                self.at_end = true;
                Ok(0)
            }
            FAULT => Err(self.text(size)?.into()),
            slot => {
                self.slot = Some(slot as usize);
                Ok(size as usize)
            }
        }
    }

    /// Bytes of those that `next` has told of.
    pub fn get(&self, from: usize, size: usize) -> &[u8] {
        self.memory.get(self.slot.unwrap_or_default() * PIECE + from, size)
    }

    fn number(&mut self) -> Result<u32, Fault> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn text(&mut self, size: u32) -> Result<String, Fault> {
        let mut bytes = vec![0; size as usize];
        self.fill(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault> {
        let mut at = 0;
        while at < bytes.len() {
            match self.filled.read(bytes.get_mut(at..).unwrap_or_default()).map_err(of_system("a pipe"))? {
                0 => return Err(self.ended()),
                size => at += size,
            }
        }
        Ok(())
    }

    /// Why it has ended without a word.
    fn ended(&mut self) -> Fault {
        match process::wait(core::mem::take(&mut self.child)) {
            Ok(End::Signal(number)) => {
                let name = signal::name(number).unwrap_or_default();
                format!("the process that decodes was ended by SIG{name}").into()
            }
            _ => "the process that decodes has failed without a word".into(),
        }
    }
}

impl Drop for DecodedBeside {
    fn drop(&mut self) {
        if self.child > 0 {
            let _ = process::kill(self.child, signal::KILL);
            let _ = process::wait(self.child);
        }
    }
}

/// What the other process does. Gives its exit code.
fn decode(mut decoded: Decoded, mut memory: Shared, fill: &Fd, freed: &Fd) -> i32 {
    let mut unused: u8 = 0;
    loop {
        let slot = if usize::from(unused) < SLOTS {
            unused += 1;
            usize::from(unused - 1)
        } else {
            let mut slot = [0];
            match freed.read(&mut slot) {
                Ok(1) => usize::from(slot[0]),
                _ => return 1, // nobody reads any more
            }
        };
        let is_sent = match decoded.read(memory.get_mut(slot * PIECE, PIECE)) {
            Ok(0) => return i32::from(!send_numbers(fill, END, 0)),
            Ok(size) => send_numbers(fill, slot as u32, size as u32),
            Err(Fault(reason)) => {
                let is_sent =
                    send_numbers(fill, FAULT, reason.len() as u32) && fill.write_all(reason.as_bytes()).is_ok();
                return i32::from(!is_sent);
            }
        };
        if !is_sent {
            return 1;
        }
    }
}

fn send_numbers(fill: &Fd, what: u32, size: u32) -> bool {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&what.to_le_bytes());
    bytes[4..].copy_from_slice(&size.to_le_bytes());
    fill.write_all(&bytes).is_ok()
}
