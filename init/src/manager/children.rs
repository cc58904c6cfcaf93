//! What the manager runs beside services: ExecStop, ExecReload, the conditions of targets.
use super::Manager;
use crate::machine::types::{ActiveState, Beside, Checked, Event, Id, Number, Word};
use crate::place;
use crate::sys::process::{self, End};
use crate::sys::{Pid, Result, signal};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

#[derive(Default)]
pub struct Children {
    list: Vec<Child>,
}

struct Child {
    pid: Pid,
    unit: Id,
    work: Work,
    /// It has told itself how it went.
    has_said: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Of a service that was active, or that was exited.
    Stop(Number, ActiveState),
    Reload(Number),
    Check,
    Remove,
}

impl Children {
    /// What a child says in the pipe of events counts, not how it ends.
    pub fn said(&mut self, event: &Event) {
        let Event::Said(unit, number, word) = event else { return };
        let matches = |child: &&mut Child| {
            child.unit == *unit
                && !child.has_said
                && match word {
                    Word::StopDone => child.work == Work::Stop(*number, ActiveState::Active),
                    Word::Ended(..) => child.work == Work::Stop(*number, ActiveState::Exited),
                    Word::Reloaded(_) => child.work == Work::Reload(*number),
                    _ => false,
                }
        };
        if let Some(child) = self.list.iter_mut().find(matches) {
            child.has_said = true;
        }
    }

    /// Whether a process is one of those of a service.
    pub fn has(&self, unit: Id, pid: Pid) -> bool {
        self.list.iter().any(|child| child.unit == unit && child.pid == pid)
    }
}

impl Manager {
    pub fn run_beside(
        &mut self,
        unit: Id,
        what: Beside,
        number: Option<Number>,
        was: ActiveState,
        pid: Option<Number>,
    ) {
        let number = number.unwrap_or(0);
        let name = self.name(unit).to_string();
        let mut words = vec![name.into_bytes(), number.to_string().into_bytes()];
        let (part, work) = match what {
            Beside::Stop => {
                words.push(was.name().as_bytes().to_vec());
                ("stop", Work::Stop(number, was))
            }
            Beside::Reload => ("reload", Work::Reload(number)),
        };
        let main = pid.map(|pid| format!("MAINPID={pid}").into_bytes());
        if self.run_part(unit, work, part, words, main).is_err() {
            self.ended_without_word(unit, work, End::Exit(111));
        }
    }

    pub fn check(&mut self, unit: Id) {
        let name = self.name(unit).as_bytes().to_vec();
        if self.run_part(unit, Work::Check, "check", vec![name], None).is_err() {
            self.ended_without_word(unit, Work::Check, End::Exit(111));
        }
    }

    /// Waits until it is done: the service may be started again at once.
    pub fn remove_directories(&mut self, unit: Id) {
        let name = self.name(unit).as_bytes().to_vec();
        if let Ok(pid) = self.run_part(unit, Work::Remove, "remove", vec![name], None) {
            let _ = process::wait(pid);
            self.children.list.retain(|child| child.pid != pid);
        }
    }

    fn run_part(
        &mut self,
        unit: Id,
        work: Work,
        part: &str,
        words: Vec<Vec<u8>>,
        main: Option<Vec<u8>>,
    ) -> Result<Pid> {
        let program = place::program()?;
        let mut arguments = vec![b"init".to_vec(), part.as_bytes().to_vec()];
        arguments.extend(words);
        let mut environment = vec![[b"DECL_STATE=", self.folder.as_slice()].concat()];
        environment.extend(main);
        let pid = process::fork()?;
        if pid == 0 {
            // Of its own, by which NotifyAccess=exec knows it, and where no signal of others reaches it.
            let _ = process::new_session();
            signal::reset_all();
            process::execute(&program, &arguments, &environment);
            process::exit(111);
        }
        self.children.list.push(Child { pid, unit, work, has_said: false });
        Ok(pid)
    }

    /// Children that have ended. One that was killed has not said how it went.
    pub fn reap(&mut self) -> Result<()> {
        while signal::take(&self.signals).is_some() {}
        let mut ended = Vec::new();
        while let Some((pid, end)) = process::reap() {
            if let Some(at) = self.children.list.iter().position(|child| child.pid == pid) {
                ended.push((self.children.list.remove(at), end));
            }
        }
        if ended.is_empty() {
            return Ok(());
        }
        // Back among them while the pipe is read, where its word may be.
        let pids: Vec<(Pid, End)> = ended.iter().map(|(child, end)| (child.pid, *end)).collect();
        self.children.list.extend(ended.into_iter().map(|(child, _)| child));
        while let Some(line) = self.next_line()? {
            self.hear(&line);
        }
        for (pid, end) in pids {
            if let Some(at) = self.children.list.iter().position(|child| child.pid == pid) {
                let child = self.children.list.remove(at);
                if !child.has_said {
                    self.ended_without_word(child.unit, child.work, end);
                }
            }
        }
        Ok(())
    }

    fn ended_without_word(&mut self, unit: Id, work: Work, end: End) {
        let event = match work {
            Work::Stop(number, ActiveState::Exited) => {
                Event::Said(unit, number, Word::Ended(String::from("success"), 0))
            }
            Work::Stop(number, _) => Event::Said(unit, number, Word::StopDone),
            Work::Reload(number) => {
                let code = end.code().into();
                Event::Said(unit, number, Word::Reloaded(if code == 0 { 1 } else { code }))
            }
            Work::Check => Event::Checked(
                unit,
                match end {
                    End::Exit(0) => Checked::Met,
                    End::Exit(1) => Checked::Condition,
                    _ => Checked::Assert,
                },
            ),
            Work::Remove => return,
        };
        self.tell(event);
    }
}
