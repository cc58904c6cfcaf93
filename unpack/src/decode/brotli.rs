//! The decoder of brotli (brotli/decode.h), which has one stream in a file.
use super::{Decoder, Step};
use alloc::string::String;
use core::ffi::{CStr, c_char, c_int, c_void};

unsafe extern "C" {
    fn BrotliDecoderCreateInstance(allocate: *const c_void, free: *const c_void, opaque: *mut c_void) -> *mut c_void;
    fn BrotliDecoderDestroyInstance(state: *mut c_void);
    fn BrotliDecoderDecompressStream(
        state: *mut c_void,
        avail_in: *mut usize,
        next_in: *mut *const u8,
        avail_out: *mut usize,
        next_out: *mut *mut u8,
        total_out: *mut usize,
    ) -> c_int;
    fn BrotliDecoderGetErrorCode(state: *const c_void) -> c_int;
    fn BrotliDecoderErrorString(code: c_int) -> *const c_char;
}

const ERROR: c_int = 0;
const SUCCESS: c_int = 1;

pub struct Brotli(*mut c_void);

impl Brotli {
    pub fn new() -> Option<Brotli> {
        // SAFETY: without functions of ours it takes malloc and free.
        let state = unsafe { BrotliDecoderCreateInstance(core::ptr::null(), core::ptr::null(), core::ptr::null_mut()) };
        (!state.is_null()).then_some(Brotli(state))
    }
}

impl Drop for Brotli {
    fn drop(&mut self) {
        // SAFETY: the state is ours.
        unsafe { BrotliDecoderDestroyInstance(self.0) };
    }
}

impl Decoder for Brotli {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
        let (mut next_in, mut avail_in) = (input.as_ptr(), input.len());
        let (mut next_out, mut avail_out) = (output.as_mut_ptr(), output.len());
        // SAFETY: both buffers have as many bytes as are said, and all pointers are valid.
        let code = unsafe {
            BrotliDecoderDecompressStream(
                self.0,
                &mut avail_in,
                &mut next_in,
                &mut avail_out,
                &mut next_out,
                core::ptr::null_mut(),
            )
        };
        if code == ERROR {
            // SAFETY: the state is ours; the text ends with a NUL and stays.
            let name = unsafe { CStr::from_ptr(BrotliDecoderErrorString(BrotliDecoderGetErrorCode(self.0))) };
            return Err(String::from_utf8_lossy(name.to_bytes()).into_owned());
        }
        Ok(Step { taken: input.len() - avail_in, given: output.len() - avail_out, ended: code == SUCCESS })
    }

    fn restart(&mut self) -> Result<(), String> {
        Err("bytes follow its end".into())
    }
}
