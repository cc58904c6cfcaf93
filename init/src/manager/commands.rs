use super::{Manager, kill, records};
use crate::fds::{LOG_CONTROL, has_log};
use crate::machine::types::{Checked, Command, Environment, Event, Id};
use crate::say;
use crate::service::checks::{self, Outcome};
use crate::sys::file::{self, NOFOLLOW, NONBLOCK, READ_WRITE};
use crate::sys::{Fd, fd, folder, poll, process};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

impl Manager {
    pub fn carry_out(&mut self, command: Command) {
        match command {
            Command::BringUp { unit, environment } => {
                let environment = with_invocation(environment);
                let name = self.name(unit);
                let event = self.bring_ups.start(unit, &name, &environment);
                self.events.extend(event);
            }
            Command::Check { unit } => {
                let checked = self.check(unit);
                self.events.push_back(Event::Checked(unit, checked));
            }
            Command::Signal { unit, signal, group, pid, main_pid } => {
                let main_pid = main_pid.filter(|main| *main != pid);
                if let Some(main) = main_pid {
                    // What s6 started may end at once: who cleans up after it waits for this one.
                    let _ = file::write(self.file(unit, "signalled"), format!("{main}\n").as_bytes(), 0o644);
                }
                // Each is signalled once.
                let apart = main_pid.filter(|main| !group || !kill::is_in_group(*main, pid));
                self.processes.signal(pid, &signal, group);
                if let Some(main) = apart {
                    self.processes.signal(main, &signal, false);
                }
            }
            Command::KillUnasked { unit, pid } => {
                let pid = i32::try_from(pid).unwrap_or(0);
                if pid > 1 && process::kill(-pid, crate::sys::signal::KILL).is_ok() {
                    say!("init: {} was started by its supervisor when it should not run", self.name(unit));
                }
            }
            Command::RunBeside { unit, what, number, was, pid } => {
                self.run_beside(unit, &self.name(unit), what, number, was, pid);
            }
            Command::MarkStopping { unit } => {
                let _ = file::touch(self.file(unit, "stopping"));
                if self.bring_ups.cancel(unit) {
                    self.events.push_back(Event::Cancelled(unit));
                }
            }
            Command::MarkReady { unit } => {
                let _ = file::touch(self.file(unit, "ready"));
            }
            Command::RemoveDirectories { unit } => self.remove_directories(&self.name(unit)),
            Command::ReleaseIdle { unit } => write_pipe(&self.file(unit, "idle"), b"0\n"),
            Command::WriteResult { unit, result } => {
                let _ = file::write(self.file(unit, "result"), format!("{result}\n").as_bytes(), 0o644);
            }
            Command::Record { unit, state, number, job, entered } => {
                if records::is_down(state) {
                    self.bring_ups.forget(unit);
                }
                let name = self.name(unit);
                self.records.write(unit, &name, state, number, job, entered);
            }
            Command::Answer { id, code, error } => self.control.answer(id, code, error.as_deref()),
            Command::CommandGo => write_pipe("command", b"go\n"),
            Command::CommandNo => write_pipe("command", b"no\n"),
            Command::SignalCommand { signal, pid } => self.processes.signal(pid, signal, true),
            Command::Ready => {
                let _ = file::touch("ready");
            }
            Command::Ending { code } => {
                write_exit_code(code);
                let _ = file::touch("ending");
            }
            Command::ExitCode { code } => write_exit_code(code),
            Command::Say { text } => say!("init: {text}"),
            Command::KillEverything => kill::everything(&self.plan),
            Command::Finish => self.finish(),
        }
    }

    fn name(&self, unit: Id) -> String {
        self.plan.units.get(unit).map(|unit| unit.name.clone()).unwrap_or_default()
    }

    /// In the folder that s6 has of a service.
    fn file(&self, unit: Id, name: &str) -> String {
        format!("scan/{}/{name}", self.name(unit))
    }

    fn check(&self, unit: Id) -> Checked {
        let Some(unit) = self.plan.units.get(unit) else { return Checked::Met };
        match checks::of_unit(unit, &folder::current().unwrap_or_default()) {
            Outcome::Met => Checked::Met,
            Outcome::Condition => Checked::Condition,
            Outcome::Assertion => Checked::Assert,
        }
    }

    /// Every service has stopped: the supervisor ends, after the logger has written all that it was given.
    fn finish(&mut self) {
        if self.plan.units.iter().any(has_log) {
            finish_logs();
        }
        let _ = file::touch("ended");
        // What has been asked is answered: connections are closed by the end of this program.
        let program = format!("{}/s6-svscanctl", self.plan.s6);
        let arguments: Vec<Vec<u8>> = [&b"s6-svscanctl"[..], b"-t", b"scan"].map(<[u8]>::to_vec).to_vec();
        let error = process::execute(program.as_bytes(), &arguments, &[]);
        say!("init: {program}: {error}");
        self.is_over = true;
    }
}

/// What OnFailure= units are told of the unit also has its INVOCATION_ID.
fn with_invocation(mut environment: Environment) -> Environment {
    if let Some((_, unit)) = environment.iter().find(|(name, _)| name == "MONITOR_UNIT") {
        let id = records::invocation(unit).unwrap_or_default();
        environment.push(("MONITOR_INVOCATION_ID".into(), id));
    }
    environment
}

fn write_exit_code(code: i64) {
    let _ = file::write_in_place("exit-code", format!("{:03}\n", code.clamp(0, 255)).as_bytes(), 0o644);
}

/// Opened for reading too, it never waits for a reader, and what is written stays in it while another has it open.
fn write_pipe(path: &str, bytes: &[u8]) {
    let _ = file::open(path, READ_WRITE | NONBLOCK | NOFOLLOW, 0).and_then(|pipe| pipe.write(bytes));
}

/// The longest that the logger may take: microseconds.
const LOG_END: i64 = 2_000_000;

fn finish_logs() {
    let Ok(done) = file::open("log/.done", READ_WRITE | NONBLOCK | NOFOLLOW, 0) else { return };
    if !Fd::is_open(LOG_CONTROL) || fd::write_all(LOG_CONTROL, b"finish\n").is_err() {
        return;
    }
    let _ = poll::readable(&[done.raw()], Some(LOG_END));
}
