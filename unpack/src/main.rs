//! The program of a step that unpacks store paths: reads archives, checks size and hash of each as it is written, and ends with 0, with
//! 1 where an archive is not what it should be, or with 2 where what it is told is wrong. What it is told, `DECL_SPECIFICATION`, is
//! that of src/steps/unpack/spec.ts. With `DECL_DIAGNOSIS` the reason of a failure goes into that file, and it ends with 0.
//!
//! It is no program of Node, as there is a step for each layer of an image, and starting Node takes longer than unpacking most of
//! them (docs/decisions/0026-archives-are-unpacked-by-a-native-program.md).
#![no_std]
#![no_main]

extern crate alloc;

mod decode;
mod decoded_beside;
mod fault;
mod glibc;
mod hash;
mod nar;
mod one_file;
mod restore;
mod source;
mod spec;
mod text;
mod unpack;
mod workers;

#[path = "../../init/src/json.rs"]
#[allow(dead_code)]
mod json;
// Only some of it is used here.
#[path = "../../init/src/sys/mod.rs"]
#[allow(dead_code, unused_imports)]
mod sys;

use alloc::format;
use alloc::vec::Vec;
use core::ffi::{CStr, c_char, c_int};
use fault::{Fault, of_system};
use spec::{Mistake, Task};

/// # Safety
/// The C library calls this with an environment that ends with a null pointer, of texts that end with a NUL.
#[unsafe(no_mangle)]
unsafe extern "C" fn main(_count: c_int, _arguments: *const *const c_char, environment: *const *const c_char) -> c_int {
    // SAFETY: see above.
    let environment = unsafe { texts(environment) };
    let specification = variable(&environment, b"DECL_SPECIFICATION=");
    let tasks = match spec::read(specification) {
        Ok(tasks) => tasks,
        Err(Mistake::Wrong(text)) => return failed(&text, 2),
        Err(Mistake::Unreadable(text)) => return failed(&text, 1),
    };
    let Err(fault) = run(&tasks) else { return 0 };
    match variable(&environment, b"DECL_DIAGNOSIS=") {
        Some(path) if sys::file::write(path, fault.0.as_bytes(), 0o644).is_ok() => 0,
        _ => failed(&fault.0, 1),
    }
}

/// # Safety
/// The list ends with a null pointer, and each text with a NUL.
unsafe fn texts(list: *const *const c_char) -> Vec<&'static [u8]> {
    let mut all = Vec::new();
    let mut next = list;
    // SAFETY: the caller says so; the environment stays where it is.
    unsafe {
        while !(*next).is_null() {
            all.push(CStr::from_ptr(*next).to_bytes());
            next = next.add(1);
        }
    }
    all
}

fn variable<'a>(environment: &[&'a [u8]], begin: &[u8]) -> Option<&'a [u8]> {
    environment.iter().find_map(|one| one.strip_prefix(begin))
}

fn failed(message: &str, code: c_int) -> c_int {
    say!("error: {}", text::visible(message));
    code
}

/// When it has succeeded, all paths are whole and sound; else the outputs are worth nothing.
fn run(tasks: &[Task]) -> Result<(), Fault> {
    sys::process::set_umask(0);
    // One of its processes may write to another that has ended, which is then seen by the result.
    let _ = sys::signal::ignore(sys::signal::PIPE);
    let mut outputs: Vec<&str> = tasks.iter().map(|task| task.output.as_str()).collect();
    outputs.sort();
    outputs.dedup();
    for output in &outputs {
        let store = format!("{output}/nix/store");
        sys::folder::make_all(&store, 0o755).map_err(of_system(&store))?;
    }
    workers::unpack_all(tasks)?;
    for output in outputs {
        for below in ["/nix/store", "/nix", ""] {
            let folder = format!("{output}{below}");
            restore::set_time(folder.as_bytes()).map_err(of_system(&folder))?;
        }
    }
    Ok(())
}
