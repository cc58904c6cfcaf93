use super::command::words_of;
use super::context::fork_for;
use super::environment::Environment;
use super::{Context, limits, privileges, sockets, working_directory};
use crate::plan::Command;
use crate::sys::errno::{EACCES, ENOENT};
use crate::sys::process::{self, End};
use crate::sys::{Errno, Fd, Pid, Result, clock, file, poll, signal};
use alloc::string::String;
use alloc::vec::Vec;

/// EXIT_EXEC
pub const NO_PROGRAM: i32 = 203;

/// Runs commands of a service.
pub struct Runner<'a> {
    pub context: &'a Context,
    pub environment: Environment,
    /// Microseconds that each command may take; none is without end.
    pub time: Option<i64>,
    /// Whether its commands get the service's sockets.
    gives_sockets: bool,
}

impl<'a> Runner<'a> {
    pub fn new(context: &'a Context, environment: Environment) -> Runner<'a> {
        Runner { context, environment, time: None, gives_sockets: false }
    }

    /// Each command may take TimeoutStopSec.
    pub fn timed(context: &'a Context, environment: Environment) -> Runner<'a> {
        let time = context.service.stop_timeout.filter(|seconds| *seconds > 0.0).map(|seconds| (seconds * 1e6) as i64);
        Runner { time, ..Runner::new(context, environment) }
    }

    /// For ExecStart=.
    pub fn with_sockets(self) -> Runner<'a> {
        Runner { gives_sockets: true, ..self }
    }

    /// One after the other, until one fails that may not.
    pub fn run_all(&self, commands: &[Command]) -> End {
        for command in commands {
            let end = self.run(command);
            if end == End::Exit(0) {
                continue;
            }
            if !command.ignore_failure {
                return end;
            }
            let code = end.code();
            self.context.complain(format_args!("a command ended with {code}, which its prefix - says to ignore"));
        }
        End::Exit(0)
    }

    /// A command that is waited for.
    fn run(&self, command: &Command) -> End {
        let is_timed = self.time.is_some();
        let child = fork_for(|| {
            if is_timed {
                let _ = process::set_group(0, 0);
            }
            self.become_program(command, || {})
        });
        let Some(child) = child else {
            self.context.complain(format_args!("cannot start a command: there can be no more processes"));
            return End::Exit(NO_PROGRAM);
        };
        match self.time {
            None => process::wait(child).unwrap_or(End::Exit(1)),
            Some(time) => {
                // Whoever comes first.
                let _ = process::set_group(child, child);
                wait_for(child, time)
            }
        }
    }

    /// Takes the place of this process. Returns with an exit code where that is not possible, and has said why. `before` is the last
    /// thing of ours.
    pub fn become_program(&self, command: &Command, before: impl FnOnce()) -> i32 {
        let context = self.context;
        limits::apply(&context.service);
        if !command.as_root {
            let done = privileges::take_on(context).and_then(|()| match context.service.root_directory {
                // It is below that.
                Some(_) => working_directory::enter(context),
                None => Ok(()),
            });
            if let Err(code) = done {
                return code;
            }
        }
        let mut environment = self.environment.clone();
        if self.gives_sockets {
            sockets::name_in(&mut environment, &context.service);
        }
        let words = words_of(command, &environment);
        let search = environment.get(b"PATH").unwrap_or(b"/bin:/usr/bin");
        let found = process::find_program(&words.program, search).and_then(check);
        let error = match found {
            Err(error) => error,
            Ok(path) => {
                signal::reset_all();
                before();
                if self.gives_sockets {
                    sockets::pass(&context.service);
                }
                let error = process::execute(&path, &words.arguments, &environment.0);
                match error {
                    // Its first line names one that is not there.
                    Errno(ENOENT) if file::exists(&path) => {
                        let program = String::from_utf8_lossy(&words.program);
                        context.complain(format_args!("{program} cannot be run: its interpreter is not there"));
                        return NO_PROGRAM;
                    }
                    error => error,
                }
            }
        };
        let program = String::from_utf8_lossy(&words.program);
        match error {
            Errno(ENOENT) => context.complain(format_args!("there is no program {program}")),
            error => context.complain(format_args!("{program} cannot be run: {error}")),
        }
        NO_PROGRAM
    }
}

/// Whether it may be run, before it counts as started.
fn check(path: Vec<u8>) -> Result<Vec<u8>> {
    match file::status(&path) {
        Err(error) => Err(error),
        Ok(found) if found.kind != file::Kind::File || !file::may(&path, file::MAY_RUN) => Err(Errno(EACCES)),
        Ok(_) => Ok(path),
    }
}

/// As timeout(1): SIGTERM when the time is over, a second later SIGKILL, and then the code is 124.
fn wait_for(child: Pid, time: i64) -> End {
    const SECOND: i64 = 1_000_000;
    let file = poll::process(child).ok();
    if let Some(end) = wait_until(child, file.as_ref(), clock::monotonic().saturating_add(time)) {
        return end;
    }
    let _ = process::kill(-child, signal::TERM);
    let _ = process::kill(-child, signal::CONT);
    if wait_until(child, file.as_ref(), clock::monotonic() + SECOND).is_none() {
        let _ = process::kill(-child, signal::KILL);
        let _ = process::wait(child);
    }
    End::Exit(124)
}

fn wait_until(child: Pid, file: Option<&Fd>, until: i64) -> Option<End> {
    let mut pause = 10_000;
    loop {
        match process::has_ended(child) {
            Ok(None) => {}
            Ok(end) => return end,
            Err(_) => return Some(End::Exit(1)),
        }
        let left = until - clock::monotonic();
        if left <= 0 {
            return None;
        }
        match file {
            Some(file) => drop(poll::readable(&[file.raw()], Some(left))),
            // A kernel without files for processes.
            None => poll::sleep(pause.min(left)),
        }
        pause = (pause * 2).min(500_000);
    }
}
