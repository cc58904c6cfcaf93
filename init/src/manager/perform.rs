use super::Manager;
use crate::machine::types::{ActiveState, Command, Event, Id};
use crate::say;
use crate::sys::file::{self, NOFOLLOW, NONBLOCK, READ_WRITE, WRITE};
use crate::sys::signal;
use alloc::format;
use alloc::string::String;

impl Manager {
    pub fn perform(&mut self, command: Command) {
        match command {
            Command::BringUp { unit, environment } => self.bring_up(unit, &environment),
            Command::Check { unit } => self.check(unit),
            Command::Signal { unit, signal, group, pid, main_pid } => self.signal(unit, &signal, group, pid, main_pid),
            Command::KillUnasked { unit, pid } => self.kill_unasked(unit, pid),
            Command::RunBeside { unit, what, number, was, pid } => self.run_beside(unit, what, number, was, pid),
            Command::MarkStopping { unit } => self.mark_stopping(unit),
            Command::MarkReady { unit } => {
                let _ = file::touch(self.file_of(unit, "ready"));
            }
            Command::RemoveDirectories { unit } => self.remove_directories(unit),
            Command::ReleaseIdle { unit } => self.release_idle(unit),
            Command::WriteResult { unit, result } => {
                let _ = file::write(self.file_of(unit, "result"), format!("{result}\n").as_bytes(), 0o644);
            }
            Command::Record { unit, state, number, job, entered } => {
                if entered {
                    self.records.entered(unit, state);
                }
                if matches!(state, ActiveState::Inactive | ActiveState::Failed | ActiveState::Restarting) {
                    self.processes.ended(unit);
                }
                self.records.write(unit, self.name(unit), state, number, job);
            }
            Command::Answer { id, code, error } => self.control.answer(id, code, error.as_deref()),
            Command::CommandGo => tell_command("go\n"),
            Command::CommandNo => tell_command("no\n"),
            Command::Ready => {
                let _ = file::touch("ready");
            }
            Command::KillEverything => self.kill_what_is_left(signal::KILL),
            Command::Finish => self.finish(),
            Command::SignalCommand { signal, pid } => self.signal_command(signal, pid),
            Command::Ending { code } => {
                write_exit_code(code);
                let _ = file::touch("ending");
            }
            Command::ExitCode { code } => write_exit_code(code),
            Command::Say { text } => say!("init: {text}"),
        }
    }

    /// A file in the folder that the supervisor has of a service.
    pub fn file_of(&self, unit: Id, name: &str) -> String {
        format!("scan/{}/{name}", self.name(unit))
    }

    fn mark_stopping(&mut self, unit: Id) {
        let _ = file::touch(self.file_of(unit, "stopping"));
        let is_there = self.state.units.get(unit).is_some_and(|unit| unit.number.is_some());
        if !is_there && self.bring_ups.cancel(unit) {
            self.tell(Event::Cancelled(unit));
        }
    }

    /// The service waits for something to read in a pipe of its own.
    fn release_idle(&self, unit: Id) {
        let pipe = file::open(self.file_of(unit, "idle"), WRITE | NONBLOCK | NOFOLLOW, 0);
        let _ = pipe.and_then(|pipe| pipe.write(b"go\n"));
    }
}

/// Who waits for it has the pipe open: what is written stays in it until it is read.
fn tell_command(word: &str) {
    let _ = file::open("command", READ_WRITE | NONBLOCK | NOFOLLOW, 0).and_then(|pipe| pipe.write(word.as_bytes()));
}

/// Three digits, written in place.
fn write_exit_code(code: i64) {
    let _ = file::write_in_place("exit-code", format!("{:03}\n", code.clamp(0, 255)).as_bytes(), 0o644);
}
