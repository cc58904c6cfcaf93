//! The container's command: it starts when the manager says that the services are ready, in a process group of its own, which
//! owns the terminal. Its exit code becomes the container's.
use crate::sys::errno::{ENOENT, ENOEXEC};
use crate::sys::process::{self, End, execute, find_program};
use crate::sys::{Errno, Fd, Pid, Result, fd, file, poll, signal};
use crate::terminal::{self, Terminal};
use crate::{events, open_files, place, say};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// The pipe `command`, which process 1 has opened: nothing is lost in it before this reads.
pub const ANSWER: i32 = 3;

pub fn main(arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    let (Some(command @ [_, ..]), Some(state)) = (arguments.get(2..), place::state(environment)) else {
        say!("usage: DECL_STATE=STATE-FOLDER init command COMMAND [ARGUMENT]...");
        return 100;
    };
    match wait_and_run(command, state) {
        Ok(()) => 0,
        Err(error) => {
            say!("init: the command cannot be started: {error}");
            let _ = events::say(state, "command-ended 126");
            111
        }
    }
}

fn wait_and_run(command: &[Vec<u8>], state: &[u8]) -> Result<()> {
    let terminal = terminal::take();
    let signals = signal::watch(&[signal::INT, signal::QUIT, signal::TERM, signal::CHLD])?;
    if !may_start(&signals, state)? {
        return Ok(());
    }
    let (has_left, leaves) = fd::pipe()?;
    let pid = process::fork()?;
    if pid == 0 {
        drop(leaves);
        become_group(process::id(), terminal.as_ref());
        // Until then Ctrl-Z would stop it, and nobody could continue it.
        let _ = has_left.read(&mut [0]);
        signal::reset_all();
        process::exit(become_command(command, state));
    }
    // Both do it, as nobody knows which comes first.
    let _ = process::set_group(pid, pid);
    if let Some(terminal) = terminal {
        terminal.leave();
    }
    drop(leaves);
    let end = wait_for(pid, &signals)?;
    events::say(state, &alloc::format!("command-ended {}", end.code()))
}

/// Waits for the manager's word. Ctrl-C means the container until there is a command.
fn may_start(signals: &Fd, state: &[u8]) -> Result<bool> {
    let answer = Fd::from_raw(ANSWER);
    loop {
        let ready = poll::readable(&[answer.raw(), signals.raw()], None)?;
        if ready.first() == Some(&true) {
            let mut word = [0; 16];
            let size = answer.read(&mut word)?;
            return Ok(word.get(..size).unwrap_or_default().starts_with(b"go"));
        }
        match signal::take(signals) {
            Some(signal::INT | signal::QUIT) => events::say(state, "shutdown 0")?,
            Some(signal::TERM) => return Ok(false),
            _ => {}
        }
    }
}

fn become_group(pid: Pid, terminal: Option<&Terminal>) {
    let _ = process::set_group(pid, pid);
    if let Some(terminal) = terminal {
        terminal.give_to(pid);
    }
}

fn wait_for(pid: Pid, signals: &Fd) -> Result<End> {
    loop {
        poll::readable(&[signals.raw()], None)?;
        match signal::take(signals) {
            Some(signal::TERM) => process::kill(-pid, signal::TERM)?,
            Some(signal::CHLD) => {
                if let Some(end) = process::has_ended(pid)? {
                    return Ok(end);
                }
            }
            _ => {}
        }
    }
}

/// Gives the exit code of a command that cannot be run, as a shell has it.
fn become_command(command: &[Vec<u8>], state: &[u8]) -> i32 {
    if let Err(error) = events::say(state, &alloc::format!("command-running {}", process::id())) {
        say!("init: {}: {error}", String::from_utf8_lossy(state));
    }
    let mut environment = place::container_environment(state);
    if place::variable(&environment, "PATH").is_none_or(<[u8]>::is_empty) {
        let default = place::text_of_plan("commandPath").unwrap_or_default();
        environment = place::with_variable(environment, "PATH", default.as_bytes());
    }
    open_files::restore(state);
    fd::close_from(3);
    let name = command.first().map_or(&[][..], Vec::as_slice);
    let search = place::variable(&environment, "PATH").unwrap_or_default();
    let found = find_program(name, search).and_then(|path| Err(run(&path, command, &environment)));
    let error: Errno = match found {
        Ok(()) => return 0,
        Err(error) => error,
    };
    let shown = String::from_utf8_lossy(name);
    if error.0 == ENOENT && !(name.contains(&b'/') && file::exists(name)) {
        say!("init: there is no program {shown}");
        return 127;
    }
    say!("init: {shown} cannot be run: {error}");
    126
}

/// As execvp(3): a file without a format of its own is a script of the shell.
fn run(path: &[u8], command: &[Vec<u8>], environment: &[Vec<u8>]) -> Errno {
    let error = execute(path, command, environment);
    if error.0 != ENOEXEC {
        return error;
    }
    let mut script = vec![b"/bin/sh".to_vec(), path.to_vec()];
    script.extend_from_slice(command.get(1..).unwrap_or_default());
    match execute(b"/bin/sh", &script, environment) {
        Errno(ENOENT) => error,
        other => other,
    }
}
