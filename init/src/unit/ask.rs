use super::{names, unreachable};
use crate::place;
use crate::sys::errno::{ECONNREFUSED, ENOENT};
use crate::sys::file::{self, NOFOLLOW, NONBLOCK, WRITE};
use crate::sys::memory::position;
use crate::sys::{Errno, Fd, Result as SystemResult, fd, folder, poll, socket};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Asks the manager for something about a unit, and waits until it is done, or only until it has been asked; gives the exit code.
pub fn ask(state: &[u8], what: &str, name: &str, waits: bool) -> i32 {
    let name = match place::plan() {
        // The manager has read it.
        Err(_) => names::with_suffix(name),
        Ok(plan) => match names::find(&plan, name) {
            Ok(unit) => unit.name.clone(),
            Err(code) => return code,
        },
    };
    if name.contains(char::is_whitespace) {
        return names::there_is_none(&name, "");
    }
    let answered = connect(state).and_then(|manager| {
        manager.write_all(format!("{what} {name}\n").as_bytes())?;
        // The manager reads what is in the socket, though this end of it is closed.
        if waits { listen(&manager) } else { Ok(Some(0)) }
    });
    match answered {
        Ok(Some(code)) => code,
        Ok(None) => {
            crate::say!("unit: the manager was started again; look with unit status");
            1
        }
        Err(error) => unreachable(state, error),
    }
}

/// The container's end is a line in the pipe of events: it is not lost, though the manager is being started again.
pub fn shut_down(state: &[u8], code: &str) -> i32 {
    let Ok(code) = code.parse::<u8>() else {
        crate::say!("unit: {code} is no exit code: it is a number from 0 to 255");
        return 100;
    };
    // Without a reader, which process 1 is, the pipe cannot be opened (fifo(7)).
    match file::write_pipe(place::in_state(state, "events"), format!("shutdown {code}\n").as_bytes()) {
        Ok(()) => 0,
        Err(error) => unreachable(state, error),
    }
}

/// A manager that was killed is there again within this time.
const ATTEMPTS: usize = 40;
const PAUSE: i64 = 50_000;

fn connect(state: &[u8]) -> SystemResult<Fd> {
    // A path from here is short enough for a socket whatever the folder's is.
    folder::enter(state)?;
    let mut last = Errno(ENOENT);
    for _ in 0..ATTEMPTS {
        match socket::connect(b"control") {
            Err(error @ Errno(ENOENT | ECONNREFUSED)) => last = error,
            other => return other,
        }
        // Process 1 is gone too.
        file::open("events", WRITE | NONBLOCK | NOFOLLOW, 0)?;
        poll::sleep(PAUSE);
    }
    Err(last)
}

/// Prints what the manager says, until it says the exit code.
fn listen(manager: &Fd) -> SystemResult<Option<i32>> {
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let size = manager.read(&mut buffer).unwrap_or(0);
        if size == 0 {
            return Ok(None);
        }
        received.extend_from_slice(buffer.get(..size).unwrap_or_default());
        while let Some(end) = position(&received, b'\n') {
            let line: Vec<u8> = received.drain(..=end).collect();
            if let Some(code) = line.strip_prefix(b"code ") {
                return Ok(Some(String::from_utf8_lossy(code).trim().parse().unwrap_or(1)));
            }
            if let Some(text) = line.strip_prefix(b"out ") {
                let _ = fd::write_all(1, text);
            } else if let Some(text) = line.strip_prefix(b"err ") {
                let _ = fd::write_all(2, text);
            }
        }
    }
}
