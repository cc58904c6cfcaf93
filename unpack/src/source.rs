//! The bytes of an archive as they are decoded, counted and hashed.
use crate::decode::Decoded;
use crate::fault::Fault;
use crate::hash::Sha256;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;

const PIECE: usize = 1 << 18;

pub struct Source {
    decoded: Decoded,
    /// What the archive should have: no more is decoded than one piece after that.
    nar_size: u64,
    hash: Sha256,
    /// Of the pieces before this one.
    before: u64,
    piece: Box<[u8]>,
    filled: usize,
    at: usize,
}

impl Source {
    pub fn new(decoded: Decoded, nar_size: u64) -> Source {
        let piece = vec![0; PIECE].into_boxed_slice();
        Source { decoded, nar_size, hash: Sha256::new(), before: 0, piece, filled: 0, at: 0 }
    }

    /// How many bytes have been taken.
    pub fn position(&self) -> u64 {
        self.before + self.at as u64
    }

    /// Whether nothing is left; decodes the next piece where that is to be found out.
    pub fn is_at_end(&mut self) -> Result<bool, Fault> {
        if self.at < self.filled {
            return Ok(false);
        }
        self.before += self.filled as u64;
        (self.at, self.filled) = (0, 0);
        self.filled = self.decoded.read(&mut self.piece)?;
        self.hash.update(self.piece.get(..self.filled).unwrap_or_default());
        if self.before + self.filled as u64 > self.nar_size {
            return Err(format!("the archive is larger than its NarSize of {} bytes", self.nar_size).into());
        }
        Ok(self.filled == 0)
    }

    /// The next bytes, at least one and at most so many; none at the end.
    pub fn take(&mut self, most: u64) -> Result<&[u8], Fault> {
        if self.is_at_end()? {
            return Ok(&[]);
        }
        let start = self.at;
        let left = self.filled - start;
        self.at += usize::try_from(most).map_or(left, |most| most.min(left));
        Ok(self.piece.get(start..self.at).unwrap_or_default())
    }

    /// The size and the hash of all bytes. Nothing may be left.
    pub fn finish(self) -> (u64, String) {
        (self.before, self.hash.finish())
    }
}
