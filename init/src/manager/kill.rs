//! Signals. A number may be another process's by now: a file of the process (pidfd) says whether it is still the one that it was.
use super::Manager;
use crate::machine::types::{Id, Number};
use crate::sys::errno::ESRCH;
use crate::sys::{Errno, Fd, Pid, poll, process, signal};
use alloc::collections::BTreeMap;

/// The processes that signals go to.
#[derive(Default)]
pub struct Processes {
    starts: BTreeMap<Id, Process>,
    mains: BTreeMap<Id, Process>,
}

struct Process {
    pid: Pid,
    /// None on kernels that have no such files.
    file: Option<Fd>,
}

impl Process {
    /// None where there is no such process.
    fn open(number: Number) -> Option<Process> {
        let pid = Pid::try_from(number).ok().filter(|pid| *pid > 1)?;
        match poll::process(pid) {
            Ok(file) => Some(Process { pid, file: Some(file) }),
            Err(Errno(ESRCH)) => None,
            Err(_) => Some(Process { pid, file: None }),
        }
    }

    fn is_there(&self) -> bool {
        match &self.file {
            // It can be read when it has ended.
            Some(file) => poll::readable(&[file.raw()], Some(0)).is_ok_and(|ready| !ready.contains(&true)),
            None => process::kill(self.pid, 0).is_ok(),
        }
    }

    fn signal(&self, signal: i32) {
        let _ = match &self.file {
            Some(file) => poll::signal_process(file, signal),
            None => process::kill(self.pid, signal),
        };
    }
}

impl Processes {
    pub fn began(&mut self, unit: Id, number: Number) {
        self.mains.remove(&unit);
        match Process::open(number) {
            Some(process) => self.starts.insert(unit, process),
            None => self.starts.remove(&unit),
        };
    }

    pub fn main(&mut self, unit: Id, number: Number) {
        if let Some(process) = Process::open(number) {
            self.mains.insert(unit, process);
        }
    }

    pub fn ended(&mut self, unit: Id) {
        self.starts.remove(&unit);
        self.mains.remove(&unit);
    }
}

impl Manager {
    pub fn signal(&mut self, unit: Id, name: &str, group: bool, pid: Number, main_pid: Option<Number>) {
        let Some(number) = signal::number(name) else { return };
        let start = self.processes.starts.get(&unit).filter(|start| Number::from(start.pid) == pid);
        // When that process is gone, what is left of its group is for those who clean up after it.
        if let Some(start) = start.filter(|start| start.is_there()) {
            if group {
                let _ = process::kill(-start.pid, number);
            } else {
                start.signal(number);
            }
        }
        let main = self.processes.mains.get(&unit).filter(|main| main_pid == Some(Number::from(main.pid)));
        if let Some(main) = main.filter(|main| main.is_there()) {
            main.signal(number);
        }
    }

    /// A start that nobody asked for.
    pub fn kill_unasked(&mut self, unit: Id, pid: Number) {
        if let Some(process) = Process::open(pid).filter(Process::is_there) {
            let _ = process::kill(-process.pid, signal::KILL);
            process.signal(signal::KILL);
            crate::say!("init: {} was started by its supervisor when it should not run", self.name(unit));
        }
    }

    pub fn signal_command(&self, name: &str, pid: Number) {
        if let (Some(number), Ok(pid)) = (signal::number(name), Pid::try_from(pid))
            && pid > 1
        {
            let _ = process::kill(-pid, number);
        }
    }
}
