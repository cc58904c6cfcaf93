//! Reads archives for `npm run fuzz -- unpack`, one after another, and writes nothing of them. It is in no image.
//!
//! It begins with how many counters it has, a number. Each input comes with its length before it. Its first byte says the
//! compression, the second in which pieces the file is read and the third in which it is decoded; 0 is as the program does it. The
//! answer is four numbers: the length of the text, the microseconds of processor time, the most memory that there ever was in KiB, where
//! this input has raised it, and 0 or 1 for refused or accepted. Then come the text and the counters. All numbers are little-endian and
//! have 32 bits.
#![no_std]
#![no_main]
// Only some of the modules is used here.
#![allow(dead_code, unused_imports)]

extern crate alloc;

mod decode;
mod decoded_beside;
mod fault;
mod glibc;
mod hash;
mod nar;
mod source;
mod text;

#[path = "../../init/src/json.rs"]
mod json;
#[path = "../../init/src/sys/mod.rs"]
mod sys;

#[path = "fuzz/contents_hash.rs"]
mod contents_hash;
#[path = "fuzz/counters.rs"]
mod counters;
#[path = "fuzz/limits.rs"]
mod limits;

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use contents_hash::ContentsHash;
use core::ffi::{c_char, c_int};
use decode::{Compression, Decoded};
use fault::Fault;
use source::Source;
use sys::Fd;

const COMPRESSIONS: [Compression; 6] =
    [Compression::None, Compression::Xz, Compression::Zstd, Compression::Gzip, Compression::Bzip2, Compression::Brotli];
/// What an archive may have at most, in bytes: some hundred bytes can hold gigabytes.
const NAR_SIZE: u64 = 1 << 20;
/// The third byte of an input that another process decodes.
const BESIDE: u8 = 255;

#[unsafe(no_mangle)]
extern "C" fn main(_count: c_int, _arguments: *const *const c_char, _environment: *const *const c_char) -> c_int {
    let _ = sys::signal::ignore(sys::signal::PIPE);
    let Ok(file) = limits::bound_memory().and_then(|()| limits::memory_file()) else { return 1 };
    let counted = counters::all().len() as u32;
    if sys::fd::write_all(1, &counted.to_le_bytes()).is_err() {
        return 1;
    }
    let requests = Fd::from_raw(0);
    while let Some(input) = next(&requests) {
        if answer(&file, &input).is_none() {
            return 1;
        }
    }
    0
}

fn next(requests: &Fd) -> Option<Vec<u8>> {
    let mut size = [0; 4];
    fill(requests, &mut size)?;
    let mut input = vec![0; u32::from_le_bytes(size) as usize];
    fill(requests, &mut input)?;
    Some(input)
}

fn fill(from: &Fd, to: &mut [u8]) -> Option<()> {
    let mut at = 0;
    while at < to.len() {
        match from.read(to.get_mut(at..)?).ok()? {
            0 => return None,
            size => at += size,
        }
    }
    Some(())
}

fn answer(file: &Fd, input: &[u8]) -> Option<()> {
    let (head, packed) = input.split_at(input.len().min(3));
    let byte = |at: usize| head.get(at).copied().unwrap_or(0);
    let compression = *COMPRESSIONS.get(usize::from(byte(0)) % COMPRESSIONS.len())?;
    let way = Way { compression, file: usize::from(byte(1)), decoded: byte(2) };
    limits::write_anew(file, packed).ok()?;
    counters::all().fill(0);
    let before = limits::used();
    limits::begin();
    let result = read(file, packed.len() as u64, &way);
    if compression != Compression::None && (way.file, way.decoded) != (0, 0) {
        let whole = read(file, packed.len() as u64, &Way { compression, file: 0, decoded: 0 });
        // What is wrong may be seen in another order.
        assert!(result.as_ref().ok() == whole.as_ref().ok(), "in pieces {result:?}, as one {whole:?}");
    }
    let used = limits::used();
    let (text, accepted) = match result {
        Ok(hash) => (hash, 1),
        Err(Fault(reason)) => (reason, 0),
    };
    // What the program that started this one had counts as this one's.
    let memory = if used.kibibytes > before.kibibytes { used.kibibytes } else { 0 };
    let mut answer = Vec::new();
    for number in [text.len() as u32, (used.micros - before.micros) as u32, memory as u32, accepted] {
        answer.extend_from_slice(&number.to_le_bytes());
    }
    answer.extend_from_slice(text.as_bytes());
    answer.extend_from_slice(counters::all());
    sys::fd::write_all(1, &answer).ok()
}

struct Way {
    compression: Compression,
    /// Bytes of the file that are read at once, or 0.
    file: usize,
    /// Bytes that are decoded at once, 0, or BESIDE.
    decoded: u8,
}

/// Gives a hash of all that the archive has.
fn read(file: &Fd, size: u64, way: &Way) -> Result<String, Fault> {
    let file = limits::from_start(file).map_err(fault::of_system("the file"))?;
    let decoded = match way.file {
        0 => Decoded::new(way.compression, file, size)?,
        piece => Decoded::in_pieces(way.compression, file, size, piece)?,
    };
    let mut source = match way.decoded {
        0 => Source::new(decoded, NAR_SIZE, false),
        BESIDE => Source::new(decoded, NAR_SIZE, true),
        piece => Source::in_pieces(decoded, NAR_SIZE, usize::from(piece)),
    };
    let mut contents = ContentsHash::new();
    nar::read(&mut source, &mut contents)?;
    let (nar_size, _) = source.finish();
    if nar_size > NAR_SIZE {
        return Err("the archive is larger than its NarSize".into());
    }
    Ok(contents.finish())
}
