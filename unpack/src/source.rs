//! The bytes of an archive for who reads it, counted and hashed.
use crate::decode::Decoded;
use crate::decoded_beside::{DecodedBeside, PIECE};
use crate::fault::Fault;
use crate::hash::Sha256;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;

enum Pieces {
    Here { decoded: Decoded, piece: Box<[u8]> },
    Beside(DecodedBeside),
}

impl Pieces {
    /// How many bytes the next one has; 0 at the end.
    fn next(&mut self) -> Result<usize, Fault> {
        match self {
            Pieces::Here { decoded, piece } => decoded.read(piece),
            Pieces::Beside(decoded) => decoded.next(),
        }
    }

    /// Bytes of it.
    fn get(&self, from: usize, size: usize) -> &[u8] {
        match self {
            Pieces::Here { piece, .. } => piece.get(from..from + size).unwrap_or_default(),
            Pieces::Beside(decoded) => decoded.get(from, size),
        }
    }
}

pub struct Source {
    pieces: Pieces,
    /// What the archive should have: no more is decoded than a piece after that, or what another process has done meanwhile.
    nar_size: u64,
    hash: Sha256,
    /// Of the pieces before this one.
    before: u64,
    filled: usize,
    at: usize,
}

impl Source {
    /// `beside` is whether another process shall decode, if there can be one.
    pub fn new(decoded: Decoded, nar_size: u64, beside: bool) -> Source {
        match if beside { DecodedBeside::new(decoded) } else { Err(decoded) } {
            Ok(decoded) => Source::of(Pieces::Beside(decoded), nar_size),
            Err(decoded) => Source::in_pieces(decoded, nar_size, PIECE),
        }
    }

    /// Decodes so many bytes at once.
    pub fn in_pieces(decoded: Decoded, nar_size: u64, piece: usize) -> Source {
        Source::of(Pieces::Here { decoded, piece: vec![0; piece].into_boxed_slice() }, nar_size)
    }

    fn of(pieces: Pieces, nar_size: u64) -> Source {
        Source { pieces, nar_size, hash: Sha256::new(), before: 0, filled: 0, at: 0 }
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
        // After the piece with bytes too many has been read as an archive, which may say more about them.
        if self.before > self.nar_size {
            return Err(format!("the archive is larger than its NarSize of {} bytes", self.nar_size).into());
        }
        self.filled = self.pieces.next()?;
        self.hash.update(self.pieces.get(0, self.filled));
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
        Ok(self.pieces.get(start, size))
    }

    /// The size and the hash of all bytes. Nothing may be left.
    pub fn finish(self) -> (u64, String) {
        (self.before, self.hash.finish())
    }
}
