//! The program that an image's services run on. It knows what to do by the name it is called by, and where that is its own, by
//! its first argument.
#![no_std]
#![no_main]

extern crate alloc;

mod boot;
mod calendar;
mod container_command;
mod events;
mod fds;
mod hooks;
mod json;
mod keyboard;
mod logger;
mod machine;
mod manager;
mod pattern;
mod place;
mod plan;
mod service;
mod specifiers;
mod sys;
mod terminal;
mod timer_stamps;
mod timers;
mod tmpfiles;
mod unit;

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
    let word = |index: usize| arguments.get(index).map_or(&[][..], Vec::as_slice);
    let rest = arguments.get(1..).unwrap_or_default();
    let called = word(0).rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    match (called, word(1)) {
        (b"unit", _) => unit::main(arguments, environment),
        (b"finish", _) if word(0) == b".s6-svscan/finish" => hooks::end(environment),
        (b"finish", _) if word(3) == b"manager" => hooks::manager_finish(environment),
        (b"finish", _) if word(3) == b"logger" => 0,
        (b"run", b"manager") => hooks::manager(environment),
        (b"run", b"logger") => hooks::become_part(&[b"log"], environment),
        (b"run", _) => service::run::main(arguments, environment),
        (b"finish", _) => service::finish::main(arguments, environment),
        (signal, _) if signal.starts_with(b"SIG") => hooks::signal(signal, environment),
        (_, b"manager") => manager::main(arguments, environment),
        (_, b"log") => logger::main(arguments, environment),
        (_, b"command") => container_command::main(arguments, environment),
        (_, b"keyboard") => keyboard::main(arguments, environment),
        (_, b"stop") => service::beside::stop(rest, environment),
        (_, b"reload") => service::beside::reload(rest, environment),
        (_, b"remove") => service::beside::remove(rest, environment),
        (_, b"check") => service::checks::main(rest, environment),
        (_, b"tmpfiles") => tmpfiles::main(arguments, environment),
        _ => boot::main(arguments, environment),
    }
}
