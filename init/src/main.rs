//! The program that an image's services run on. It knows what to do by the name it is called by, and where that is its own, by
//! its first argument.
#![no_std]
#![no_main]

extern crate alloc;

mod fds;
mod json;
mod pattern;
mod plan;
mod specifiers;
mod sys;
mod tmpfiles;

use alloc::vec::Vec;
use core::ffi::{CStr, c_char};

/// # Safety
/// The C library calls this with lists that end with a null pointer, of texts that end with a NUL.
#[unsafe(no_mangle)]
unsafe extern "C" fn main(_count: i32, arguments: *const *const c_char, environment: *const *const c_char) -> i32 {
    // SAFETY: see above.
    let (arguments, environment) = unsafe { (texts(arguments), texts(environment)) };
    run(&arguments, &environment)
}

/// # Safety
/// The list ends with a null pointer, and each text with a NUL.
unsafe fn texts(list: *const *const c_char) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut next = list;
    // SAFETY: the caller says so.
    unsafe {
        while !(*next).is_null() {
            all.push(CStr::from_ptr(*next).to_bytes().to_vec());
            next = next.add(1);
        }
    }
    all
}

/// Gives the exit code.
fn run(arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    let called = arguments.first().map_or(&[][..], |name| name.rsplit(|byte| *byte == b'/').next().unwrap_or_default());
    let first = arguments.get(1).map_or(&[][..], Vec::as_slice);
    match (called, first) {
        (_, b"tmpfiles") => tmpfiles::main(arguments, environment),
        _ => {
            say!("usage: init STATE-FOLDER [COMMAND [ARGUMENT]...]");
            100
        }
    }
}
