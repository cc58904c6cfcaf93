//! The bytes that a compressed file holds. Streams, frames or members in a row are all decoded; a file that is cut short or that goes
//! on after its end is refused, and so is one of more streams than its size lets expect.
mod brotli;
mod bzip2;
mod gzip;
mod plain;
mod xz;
mod zstd;

use crate::fault::{Fault, of_system};
use crate::sys::Fd;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    None,
    Xz,
    Zstd,
    Gzip,
    Bzip2,
    Brotli,
}

/// As narinfos name them.
const NAMES: [(&str, Compression); 6] = [
    ("none", Compression::None),
    ("xz", Compression::Xz),
    ("zstd", Compression::Zstd),
    ("gzip", Compression::Gzip),
    ("bzip2", Compression::Bzip2),
    ("br", Compression::Brotli),
];

impl Compression {
    pub fn named(name: &str) -> Option<Compression> {
        NAMES.iter().find(|(one, _)| *one == name).map(|(_, compression)| *compression)
    }

    fn name(self) -> &'static str {
        NAMES.iter().find(|(_, one)| *one == self).map(|(name, _)| *name).unwrap_or_default()
    }

    fn decoder(self) -> Option<Box<dyn Decoder>> {
        Some(match self {
            Compression::None => Box::new(plain::Plain),
            Compression::Xz => Box::new(xz::Xz::new()?),
            Compression::Zstd => Box::new(zstd::Zstd::new()?),
            Compression::Gzip => Box::new(gzip::Gzip::new()?),
            Compression::Bzip2 => Box::new(bzip2::Bzip2::new()?),
            Compression::Brotli => Box::new(brotli::Brotli::new()?),
        })
    }

    /// Whether another stream may follow one.
    fn goes_on(self) -> bool {
        !matches!(self, Compression::None | Compression::Brotli)
    }
}

/// What one call of a decoder has done.
pub struct Step {
    /// Bytes of the input that it has taken.
    pub taken: usize,
    /// Bytes that it has written.
    pub given: usize,
    /// Whether a stream has ended.
    pub ended: bool,
}

/// A decoder of one stream. `Err` says what is wrong with it.
pub trait Decoder {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String>;
    /// Begins another stream.
    fn restart(&mut self) -> Result<(), String>;
}

const INPUT: usize = 1 << 17;
/// Programs write streams of megabytes; some pages more are no harm. An empty one takes a decoder as long as some kilobytes.
const STREAMS_AT_LEAST: u64 = 256;
const BYTES_FOR_A_STREAM: u64 = 4096;
/// Behind a stream of xz there may be zeros, as many as a multiple of this (The .xz File Format, 2.2).
const XZ_PADDING: usize = 4;

/// A compressed file.
pub struct Decoded {
    compression: Compression,
    decoder: Box<dyn Decoder>,
    file: Fd,
    size: u64,
    input: Box<[u8]>,
    filled: usize,
    at: usize,
    streams: u64,
    /// Whether the decoder is in the middle of a stream.
    in_stream: bool,
}

impl Decoded {
    /// `size` is the file's, in bytes.
    pub fn new(compression: Compression, file: Fd, size: u64) -> Result<Decoded, Fault> {
        Decoded::in_pieces(compression, file, size, INPUT)
    }

    /// Reads so many bytes of the file at once.
    pub fn in_pieces(compression: Compression, file: Fd, size: u64, piece: usize) -> Result<Decoded, Fault> {
        let decoder = compression.decoder().ok_or("there is not enough memory for a decoder")?;
        let input = vec![0; piece].into_boxed_slice();
        Ok(Decoded { compression, decoder, file, size, input, filled: 0, at: 0, streams: 0, in_stream: false })
    }

    /// Writes the next bytes; 0 at the end.
    pub fn read(&mut self, output: &mut [u8]) -> Result<usize, Fault> {
        loop {
            if !self.in_stream && !self.begin_stream()? {
                return Ok(0);
            }
            let at_end = !self.has_input()?;
            let input = self.input.get(self.at..self.filled).unwrap_or_default();
            let step = self.decoder.step(input, output).map_err(|reason| self.damaged(&reason))?;
            self.at += step.taken;
            self.in_stream = !step.ended;
            if step.given > 0 {
                return Ok(step.given);
            }
            if at_end && self.in_stream {
                return Err(self.damaged("it is cut short"));
            }
        }
    }

    /// Whether there is something left of the file; reads the next piece where that is to be found out.
    fn has_input(&mut self) -> Result<bool, Fault> {
        if self.at == self.filled {
            self.at = 0;
            self.filled = self.file.read(&mut self.input).map_err(of_system("the file"))?;
        }
        Ok(self.filled > 0)
    }

    /// Whether there is one; nothing of it has been taken.
    fn begin_stream(&mut self) -> Result<bool, Fault> {
        if self.compression == Compression::Xz && self.streams > 0 {
            self.skip_padding()?;
        }
        if !self.has_input()? {
            return Ok(false);
        }
        if self.streams > 0 {
            if !self.compression.goes_on() {
                return Err(self.damaged("bytes follow its end"));
            }
            self.decoder.restart().map_err(|reason| self.damaged(&reason))?;
        }
        self.streams += 1;
        let most = STREAMS_AT_LEAST + self.size / BYTES_FOR_A_STREAM;
        if self.streams > most {
            return Err(self.damaged(&format!("it has more than {most} streams in {} bytes", self.size)));
        }
        self.in_stream = true;
        Ok(true)
    }

    fn skip_padding(&mut self) -> Result<(), Fault> {
        let mut zeros = 0;
        while self.has_input()? {
            let rest = self.input.get(self.at..self.filled).unwrap_or_default();
            let found = rest.iter().take_while(|byte| **byte == 0).count();
            self.at += found;
            zeros += found;
            if found == 0 {
                break;
            }
        }
        if zeros.is_multiple_of(XZ_PADDING) { Ok(()) } else { Err(self.damaged("bytes follow its end")) }
    }

    fn damaged(&self, reason: &str) -> Fault {
        Fault(format!("damaged {} file: {reason}", self.compression.name()))
    }
}
