//! libbz2's decoder of one stream (bzlib.h).
use super::{Decoder, Step};
use alloc::boxed::Box;
use alloc::string::String;
use core::ffi::{c_int, c_uint, c_void};

/// `bz_stream`
#[repr(C)]
struct Stream {
    next_in: *const u8,
    avail_in: c_uint,
    total_in: [c_uint; 2],
    next_out: *mut u8,
    avail_out: c_uint,
    total_out: [c_uint; 2],
    state: *mut c_void,
    allocate: *const c_void,
    free: *const c_void,
    opaque: *mut c_void,
}

unsafe extern "C" {
    fn BZ2_bzDecompressInit(stream: *mut Stream, verbosity: c_int, small: c_int) -> c_int;
    fn BZ2_bzDecompress(stream: *mut Stream) -> c_int;
    fn BZ2_bzDecompressEnd(stream: *mut Stream) -> c_int;
}

const OK: c_int = 0;
const STREAM_END: c_int = 4;

fn reason(code: c_int) -> &'static str {
    match code {
        -3 => "not enough memory to decode it",
        -4 => "Compressed data is corrupt",
        -5 => "File format not recognized",
        _ => "internal error of libbz2",
    }
}

/// On the heap: libbz2 keeps where it is.
pub struct Bzip2(Box<Stream>);

impl Bzip2 {
    pub fn new() -> Option<Bzip2> {
        let mut stream = Box::new(Stream {
            next_in: core::ptr::null(),
            avail_in: 0,
            total_in: [0; 2],
            next_out: core::ptr::null_mut(),
            avail_out: 0,
            total_out: [0; 2],
            state: core::ptr::null_mut(),
            allocate: core::ptr::null(),
            free: core::ptr::null(),
            opaque: core::ptr::null_mut(),
        });
        // SAFETY: the stream stays where it is.
        let code = unsafe { BZ2_bzDecompressInit(&mut *stream, 0, 0) };
        (code == OK).then_some(Bzip2(stream))
    }
}

impl Drop for Bzip2 {
    fn drop(&mut self) {
        // SAFETY: a stream that was never begun is an error that does nothing.
        unsafe { BZ2_bzDecompressEnd(&mut *self.0) };
    }
}

impl Decoder for Bzip2 {
    /// Both buffers are shorter than 4 GiB.
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
        self.0.next_in = input.as_ptr();
        self.0.avail_in = input.len() as c_uint;
        self.0.next_out = output.as_mut_ptr();
        self.0.avail_out = output.len() as c_uint;
        // SAFETY: both buffers have as many bytes as the stream says.
        let code = unsafe { BZ2_bzDecompress(&mut *self.0) };
        if code != OK && code != STREAM_END {
            return Err(reason(code).into());
        }
        let (taken, given) = (input.len() - self.0.avail_in as usize, output.len() - self.0.avail_out as usize);
        Ok(Step { taken, given, ended: code == STREAM_END })
    }

    fn restart(&mut self) -> Result<(), String> {
        // SAFETY: the stream was begun, and is begun anew.
        let code = unsafe {
            BZ2_bzDecompressEnd(&mut *self.0);
            BZ2_bzDecompressInit(&mut *self.0, 0, 0)
        };
        if code == OK { Ok(()) } else { Err(reason(code).into()) }
    }
}
