//! zlib's decoder of one gzip member (zlib.h).
use super::{Decoder, Step};
use alloc::boxed::Box;
use alloc::string::String;
use core::ffi::{CStr, c_char, c_int, c_uint, c_ulong, c_void};

/// `z_stream`
#[repr(C)]
struct Stream {
    next_in: *const u8,
    avail_in: c_uint,
    total_in: c_ulong,
    next_out: *mut u8,
    avail_out: c_uint,
    total_out: c_ulong,
    message: *const c_char,
    state: *mut c_void,
    allocate: *const c_void,
    free: *const c_void,
    opaque: *mut c_void,
    data_type: c_int,
    adler: c_ulong,
    reserved: c_ulong,
}

unsafe extern "C" {
    fn inflateInit2_(stream: *mut Stream, window_bits: c_int, version: *const c_char, size: c_int) -> c_int;
    fn inflate(stream: *mut Stream, flush: c_int) -> c_int;
    fn inflateReset(stream: *mut Stream) -> c_int;
    fn inflateEnd(stream: *mut Stream) -> c_int;
}

/// The largest window, and gzip's header alone.
const WINDOW_BITS: c_int = 15 + 16;
const NO_FLUSH: c_int = 0;
const OK: c_int = 0;
const STREAM_END: c_int = 1;
const BUFFER_ERROR: c_int = -5;

/// On the heap: zlib keeps where it is.
pub struct Gzip(Box<Stream>);

impl Gzip {
    pub fn new() -> Option<Gzip> {
        let mut stream = Box::new(Stream {
            next_in: core::ptr::null(),
            avail_in: 0,
            total_in: 0,
            next_out: core::ptr::null_mut(),
            avail_out: 0,
            total_out: 0,
            message: core::ptr::null(),
            state: core::ptr::null_mut(),
            allocate: core::ptr::null(),
            free: core::ptr::null(),
            opaque: core::ptr::null_mut(),
            data_type: 0,
            adler: 0,
            reserved: 0,
        });
        let size = size_of::<Stream>() as c_int;
        // SAFETY: the stream stays where it is. Of the version zlib compares the first number.
        let code = unsafe { inflateInit2_(&mut *stream, WINDOW_BITS, c"1".as_ptr(), size) };
        (code == OK).then_some(Gzip(stream))
    }
}

impl Drop for Gzip {
    fn drop(&mut self) {
        // SAFETY: the stream was begun.
        unsafe { inflateEnd(&mut *self.0) };
    }
}

impl Decoder for Gzip {
    /// Both buffers are shorter than 4 GiB.
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
        self.0.next_in = input.as_ptr();
        self.0.avail_in = input.len() as c_uint;
        self.0.next_out = output.as_mut_ptr();
        self.0.avail_out = output.len() as c_uint;
        // SAFETY: both buffers have as many bytes as the stream says.
        let code = unsafe { inflate(&mut *self.0, NO_FLUSH) };
        // That nothing could be done, as there is no input, is seen by what was taken and given.
        if ![OK, STREAM_END, BUFFER_ERROR].contains(&code) {
            if self.0.message.is_null() {
                return Err("it is damaged".into());
            }
            // SAFETY: zlib's messages end with a NUL and stay.
            let message = unsafe { CStr::from_ptr(self.0.message) };
            return Err(String::from_utf8_lossy(message.to_bytes()).into_owned());
        }
        let (taken, given) = (input.len() - self.0.avail_in as usize, output.len() - self.0.avail_out as usize);
        Ok(Step { taken, given, ended: code == STREAM_END })
    }

    fn restart(&mut self) -> Result<(), String> {
        // SAFETY: the stream was begun.
        match unsafe { inflateReset(&mut *self.0) } {
            OK => Ok(()),
            _ => Err("internal error of zlib".into()),
        }
    }
}
