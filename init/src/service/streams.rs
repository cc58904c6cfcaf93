//! Where a service reads and writes.
use super::{Context, Failed};
use crate::plan::Service;
use crate::specifiers::expand;
use crate::sys::{Fd, Result, file};
use alloc::string::String;
use alloc::vec::Vec;

/// EXIT_STDIN, EXIT_STDOUT, EXIT_STDERR
const FAILED: [Failed; 3] = [208, 209, 222];

/// Puts the streams of this process in their places. With a logger, standard output is its pipe; without one, both outputs are the
/// container's own.
pub fn connect(context: &Context) -> core::result::Result<(), Failed> {
    let Service { input, output, error, log_prefix, logger, .. } = &context.service;
    if let Some(input) = input {
        // "null", "file:/path" or the path alone.
        let path = if input == "null" { "/dev/null" } else { input.strip_prefix("file:").unwrap_or(input) };
        put(context, 0, expand(path), file::READ)?;
    }
    if log_prefix.is_some() && logger.is_none() {
        connect_log(context)?;
    }
    let has_log = log_prefix.is_some() || logger.is_some();
    // Errors go to the log also where the output goes elsewhere.
    let is_error_apart = error.is_none() && output.is_some();
    if is_error_apart && has_log {
        copy(context)?;
    }
    if let Some(output) = output {
        redirect(context, 1, output)?;
    }
    match error.as_deref() {
        None if is_error_apart => Ok(()),
        None | Some("output") if has_log || output.is_some() => copy(context),
        None | Some("output") => Ok(()),
        Some(error) => redirect(context, 2, error),
    }
}

/// Process 1 has the other end open, whoever reads it, so this never waits.
fn connect_log(context: &Context) -> core::result::Result<(), Failed> {
    let path = [&context.state, b"/log/".as_slice(), context.name.as_bytes()].concat();
    let opened = file::open(&path, file::WRITE | file::NONBLOCK | file::NOFOLLOW, 0);
    let done = opened.and_then(|fd| {
        fd.set_nonblocking(false)?;
        fd.dup_to(1)
    });
    done.map_err(|error| complain(context, 1, &path, error))
}

fn redirect(context: &Context, number: i32, to: &str) -> core::result::Result<(), Failed> {
    let new = file::WRITE | file::CREATE;
    match to.split_once(':') {
        None => put(context, number, b"/dev/null".to_vec(), file::WRITE),
        Some(("append", path)) => put(context, number, expand(path), new | file::APPEND),
        Some(("truncate", path)) => put(context, number, expand(path), new | file::TRUNCATE),
        // What is there is written over.
        Some((_, path)) => put(context, number, expand(path), file::READ_WRITE | file::CREATE),
    }
}

fn put(context: &Context, number: i32, path: Vec<u8>, flags: i32) -> core::result::Result<(), Failed> {
    let done = file::open(&path, flags | file::NOCTTY, 0o666).and_then(|fd| fd.dup_to(number));
    done.map_err(|error| complain(context, number, &path, error))
}

fn complain(context: &Context, number: i32, path: &[u8], error: crate::sys::Errno) -> Failed {
    context.complain(format_args!("cannot open {}: {error}", String::from_utf8_lossy(path)));
    usize::try_from(number).ok().and_then(|place| FAILED.get(place).copied()).unwrap_or(1)
}

/// Standard error goes where standard output goes.
fn copy(context: &Context) -> core::result::Result<(), Failed> {
    duplicate(1, 2).map_err(|error| complain(context, 2, b"standard output", error))
}

fn duplicate(from: i32, to: i32) -> Result<()> {
    let borrowed = Fd::from_raw(from);
    let result = borrowed.dup_to(to);
    borrowed.leak();
    result
}
