//! SHA-256 by OpenSSL's libcrypto, which uses what the processor has for it.
use crate::text;
use alloc::string::String;
use core::ffi::{c_int, c_uchar, c_void};

/// `SHA256_CTX` of openssl/sha.h, which has 112 bytes.
#[repr(C)]
struct Context([u64; 14]);

unsafe extern "C" {
    fn SHA256_Init(context: *mut Context) -> c_int;
    fn SHA256_Update(context: *mut Context, bytes: *const c_void, size: usize) -> c_int;
    fn SHA256_Final(digest: *mut c_uchar, context: *mut Context) -> c_int;
}

pub struct Sha256(Context);

impl Sha256 {
    pub fn new() -> Sha256 {
        let mut context = Context([0; 14]);
        // SAFETY: the context has room.
        unsafe { SHA256_Init(&mut context) };
        Sha256(context)
    }

    pub fn update(&mut self, bytes: &[u8]) {
        // SAFETY: there are as many bytes as are said.
        unsafe { SHA256_Update(&mut self.0, bytes.as_ptr().cast(), bytes.len()) };
    }

    /// `sha256:` and Nix32.
    pub fn finish(mut self) -> String {
        let mut digest = [0; 32];
        // SAFETY: the digest has room.
        unsafe { SHA256_Final(digest.as_mut_ptr(), &mut self.0) };
        text::sha256(&digest)
    }
}
