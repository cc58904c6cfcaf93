//! liblzma's decoder of one .xz stream (lzma/base.h, lzma/container.h).
use super::{Decoder, Step};
use alloc::boxed::Box;
use alloc::string::String;
use core::ffi::{c_int, c_void};

/// `lzma_stream`, with what is reserved in it.
#[repr(C)]
struct Stream {
    next_in: *const u8,
    avail_in: usize,
    total_in: u64,
    next_out: *mut u8,
    avail_out: usize,
    total_out: u64,
    allocator: *const c_void,
    internal: *mut c_void,
    reserved_pointers: [*mut c_void; 4],
    reserved_sizes: [u64; 4],
    reserved_enums: [c_int; 2],
}

unsafe extern "C" {
    fn lzma_stream_decoder(stream: *mut Stream, memory: u64, flags: u32) -> c_int;
    fn lzma_code(stream: *mut Stream, action: c_int) -> c_int;
    fn lzma_end(stream: *mut Stream);
}

/// What a decoder may take, in bytes: `xz -9` wants 65 MiB.
const MEMORY: u64 = 512 << 20;
const RUN: c_int = 0;
const OK: c_int = 0;
const STREAM_END: c_int = 1;
const BUFFER_ERROR: c_int = 10;

/// In the words of the program xz.
fn reason(code: c_int) -> &'static str {
    match code {
        5 => "not enough memory to decode it",
        6 => "more than 512 MiB of memory are wanted to decode it",
        7 => "File format not recognized",
        8 => "Unsupported options",
        9 => "Compressed data is corrupt",
        _ => "internal error of liblzma",
    }
}

/// On the heap: liblzma may keep where it is.
pub struct Xz(Box<Stream>);

impl Xz {
    pub fn new() -> Option<Xz> {
        let stream = Stream {
            next_in: core::ptr::null(),
            avail_in: 0,
            total_in: 0,
            next_out: core::ptr::null_mut(),
            avail_out: 0,
            total_out: 0,
            allocator: core::ptr::null(),
            internal: core::ptr::null_mut(),
            reserved_pointers: [core::ptr::null_mut(); 4],
            reserved_sizes: [0; 4],
            reserved_enums: [0; 2],
        };
        let mut xz = Xz(Box::new(stream));
        xz.restart().ok()?;
        Some(xz)
    }
}

impl Drop for Xz {
    fn drop(&mut self) {
        // SAFETY: the stream was begun.
        unsafe { lzma_end(&mut *self.0) };
    }
}

impl Decoder for Xz {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
        self.0.next_in = input.as_ptr();
        self.0.avail_in = input.len();
        self.0.next_out = output.as_mut_ptr();
        self.0.avail_out = output.len();
        // SAFETY: both buffers have as many bytes as the stream says.
        let code = unsafe { lzma_code(&mut *self.0, RUN) };
        // That nothing could be done, as there is no input, is seen by what was taken and given.
        if ![OK, STREAM_END, BUFFER_ERROR].contains(&code) {
            return Err(reason(code).into());
        }
        let (taken, given) = (input.len() - self.0.avail_in, output.len() - self.0.avail_out);
        Ok(Step { taken, given, ended: code == STREAM_END })
    }

    fn restart(&mut self) -> Result<(), String> {
        // SAFETY: the stream was made by the initializer, or by this function before.
        match unsafe { lzma_stream_decoder(&mut *self.0, MEMORY, 0) } {
            OK => Ok(()),
            code => Err(reason(code).into()),
        }
    }
}
