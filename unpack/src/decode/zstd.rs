//! libzstd's streaming decoder (zstd.h). A frame may want a window of up to 128 MiB, the limit of the program zstd too.
use super::{Decoder, Step};
use alloc::string::String;
use core::ffi::{CStr, c_char, c_uint, c_void};

#[repr(C)]
struct InBuffer {
    bytes: *const c_void,
    size: usize,
    at: usize,
}

#[repr(C)]
struct OutBuffer {
    bytes: *mut c_void,
    size: usize,
    at: usize,
}

unsafe extern "C" {
    fn ZSTD_createDStream() -> *mut c_void;
    fn ZSTD_freeDStream(stream: *mut c_void) -> usize;
    fn ZSTD_decompressStream(stream: *mut c_void, output: *mut OutBuffer, input: *mut InBuffer) -> usize;
    fn ZSTD_isError(code: usize) -> c_uint;
    fn ZSTD_getErrorName(code: usize) -> *const c_char;
}

pub struct Zstd(*mut c_void);

impl Zstd {
    pub fn new() -> Option<Zstd> {
        // SAFETY: takes nothing.
        let stream = unsafe { ZSTD_createDStream() };
        (!stream.is_null()).then_some(Zstd(stream))
    }
}

impl Drop for Zstd {
    fn drop(&mut self) {
        // SAFETY: the stream is ours.
        unsafe { ZSTD_freeDStream(self.0) };
    }
}

impl Decoder for Zstd {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
        let mut from = InBuffer { bytes: input.as_ptr().cast(), size: input.len(), at: 0 };
        let mut to = OutBuffer { bytes: output.as_mut_ptr().cast(), size: output.len(), at: 0 };
        // SAFETY: both buffers have as many bytes as they say.
        let left = unsafe { ZSTD_decompressStream(self.0, &mut to, &mut from) };
        // SAFETY: takes a number, and gives a text that ends with a NUL and stays.
        if unsafe { ZSTD_isError(left) } != 0 {
            let name = unsafe { CStr::from_ptr(ZSTD_getErrorName(left)) };
            return Err(String::from_utf8_lossy(name.to_bytes()).into_owned());
        }
        Ok(Step { taken: from.at, given: to.at, ended: left == 0 })
    }

    /// After a frame the decoder waits for another one.
    fn restart(&mut self) -> Result<(), String> {
        Ok(())
    }
}
