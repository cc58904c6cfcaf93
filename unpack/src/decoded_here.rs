use crate::decode::Decoded;
use crate::fault::Fault;
use crate::hash::Sha256;
use alloc::format;
use alloc::string::String;

/// How much is decoded at once, in bytes.
pub const PIECE: usize = 1 << 18;

/// The bytes of an archive as they are decoded, counted and hashed.
pub struct DecodedHere {
    decoded: Decoded,
    /// What the archive should have: no more is decoded than one piece after that.
    nar_size: u64,
    hash: Sha256,
    size: u64,
}

impl DecodedHere {
    pub fn new(decoded: Decoded, nar_size: u64) -> DecodedHere {
        DecodedHere { decoded, nar_size, hash: Sha256::new(), size: 0 }
    }

    /// Writes the next bytes; 0 at the end.
    pub fn read(&mut self, piece: &mut [u8]) -> Result<usize, Fault> {
        // After the piece with bytes too many has been read as an archive, which may say more about them.
        if self.size > self.nar_size {
            return Err(format!("the archive is larger than its NarSize of {} bytes", self.nar_size).into());
        }
        let size = self.decoded.read(piece)?;
        self.hash.update(piece.get(..size).unwrap_or_default());
        self.size += size as u64;
        Ok(size)
    }

    pub fn hash(self) -> String {
        self.hash.finish()
    }
}
