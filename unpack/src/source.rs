//! The bytes of an archive for who reads it.
use crate::decoded_beside::DecodedBeside;
use crate::decoded_here::{DecodedHere, PIECE};
use crate::fault::Fault;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;

enum Pieces {
    Here { decoded: DecodedHere, piece: Box<[u8]> },
    Beside(DecodedBeside),
}

pub struct Source {
    pieces: Pieces,
    /// Of the pieces before this one.
    before: u64,
    filled: usize,
    at: usize,
}

impl Source {
    /// `beside` is whether another process shall decode.
    pub fn new(decoded: DecodedHere, beside: bool) -> Result<Source, Fault> {
        let pieces = match beside {
            true => Pieces::Beside(DecodedBeside::new(decoded)?),
            false => Pieces::Here { decoded, piece: vec![0; PIECE].into_boxed_slice() },
        };
        Ok(Source { pieces, before: 0, filled: 0, at: 0 })
    }

    /// How many bytes have been taken.
    pub fn position(&self) -> u64 {
        self.before + self.at as u64
    }

    /// Whether nothing is left; waits for the next piece where that is to be found out.
    pub fn is_at_end(&mut self) -> Result<bool, Fault> {
        if self.at < self.filled {
            return Ok(false);
        }
        self.before += self.filled as u64;
        (self.at, self.filled) = (0, 0);
        self.filled = match &mut self.pieces {
            Pieces::Here { decoded, piece } => decoded.read(piece)?,
            Pieces::Beside(decoded) => decoded.next()?,
        };
        Ok(self.filled == 0)
    }

    /// The next bytes, at least one and at most so many; none at the end.
    pub fn take(&mut self, most: u64) -> Result<&[u8], Fault> {
        if self.is_at_end()? {
            return Ok(&[]);
        }
        let start = self.at;
        let left = self.filled - start;
        let size = usize::try_from(most).map_or(left, |most| most.min(left));
        self.at += size;
        Ok(match &self.pieces {
            Pieces::Here { piece, .. } => piece.get(start..self.at).unwrap_or_default(),
            Pieces::Beside(decoded) => decoded.get(start, size),
        })
    }

    /// The size and the hash of all bytes. Nothing may be left.
    pub fn finish(self) -> (u64, String) {
        let hash = match self.pieces {
            Pieces::Here { decoded, .. } => decoded.hash(),
            Pieces::Beside(decoded) => decoded.hash(),
        };
        (self.before, hash)
    }
}
