//! The container's end: every service has stopped.
use super::Manager;
use crate::sys::file::{self, NOFOLLOW, NONBLOCK, READ_WRITE, WRITE};
use crate::sys::{poll, process};
use crate::{place, say};
use alloc::vec;

/// What services have left behind is asked to end, and then killed.
const LEFT: i64 = 1_000_000;
/// The logger writes what it has.
const LOGGER: i64 = 500_000;

impl Manager {
    /// The supervisor ends, and waits for loggers.
    pub fn finish(&mut self) -> ! {
        self.end_what_is_left(if self.kill_again.is_some() { 0 } else { LEFT });
        finish_log();
        let _ = file::touch("ended");
        let arguments = vec![b"s6-svscanctl".to_vec(), b"-t".to_vec(), b"scan".to_vec()];
        let program = [self.plan.s6.as_bytes(), b"/s6-svscanctl"].concat();
        let path = place::with_variable(vec![], "PATH", self.plan.s6.as_bytes());
        let error = process::execute(&program, &arguments, &path);
        say!("init: s6-svscanctl cannot be run: {error}");
        process::exit(111)
    }
}

/// The logger says when it has written all; it may not be there.
fn finish_log() {
    let Ok(done) = file::open("log/.done", READ_WRITE | NONBLOCK | NOFOLLOW, 0) else { return };
    let control = file::open("log/.control", WRITE | NONBLOCK | NOFOLLOW, 0);
    if control.and_then(|control| control.write(b"finish\n")).is_ok() {
        let _ = poll::readable(&[done.raw()], Some(LOGGER));
    }
}
