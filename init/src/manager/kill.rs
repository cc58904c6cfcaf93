//! Signals for services' processes. A number may be given to another process when the one that had it is gone: a process that is
//! spoken of is opened at once, and what is signalled is that one or nothing (pidfd_open(2)).
use super::records;
use crate::machine::types::Number;
use crate::plan::Plan;
use crate::service::processes::{self, Process};
use crate::sys::{Fd, Pid, file, poll, process, signal};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub struct Processes(BTreeMap<Pid, Option<Fd>>);

impl Processes {
    pub fn new() -> Processes {
        Processes(BTreeMap::new())
    }

    /// From now on this number is that process.
    pub fn watch(&mut self, number: Number) {
        let Ok(pid) = Pid::try_from(number) else { return };
        self.forget_ended();
        match poll::process(pid) {
            Ok(file) => self.0.insert(pid, Some(file)),
            // A kernel that cannot open processes has only their numbers.
            Err(error) if poll::is_missing(error) => self.0.insert(pid, None),
            Err(_) => self.0.remove(&pid),
        };
    }

    /// The same where it runs as the user of the service whose start has that number. False: it does not.
    pub fn watch_of_user(&mut self, pid: Number, start: Number) -> bool {
        let user = |number: Number| processes::user_of(Pid::try_from(number).ok()?);
        self.watch(pid);
        matches!((user(pid), user(start)), (Some(one), Some(other)) if one == other)
    }

    fn forget_ended(&mut self) {
        self.0.retain(|_, file| file.as_ref().is_none_or(|file| !has_ended(file)));
    }

    /// A process group whose first process is there; or, where `group` is false, that process alone.
    pub fn signal(&self, number: Number, signal: &str, group: bool) {
        let (Ok(pid), Some(signal)) = (Pid::try_from(number), signal::number(signal)) else { return };
        if pid <= 1 {
            return;
        }
        match self.0.get(&pid) {
            Some(Some(file)) if group => {
                if !has_ended(file) {
                    let _ = process::kill(-pid, signal);
                }
            }
            Some(Some(file)) => {
                let _ = poll::signal_process(file, signal);
            }
            Some(None) => {
                let _ = process::kill(if group { -pid } else { pid }, signal);
            }
            None => {}
        }
    }
}

fn has_ended(process: &Fd) -> bool {
    poll::readable(&[process.raw()], Some(0)).is_ok_and(|ready| ready.contains(&true))
}

pub fn is_in_group(number: Number, group: Number) -> bool {
    Pid::try_from(number).ok().and_then(processes::one).is_some_and(|process| Number::from(process.group) == group)
}

/// Kills what is left of all services: what is in their sessions, or says in its environment that it was one's, and in a container
/// of which process 1 is the supervisor all but the supervisors and us.
pub fn everything(plan: &Plan) {
    // What is started meanwhile goes too.
    for _ in 0..3 {
        let killed = rest(plan).into_iter().filter(|process| process::kill(process.pid, signal::KILL).is_ok()).count();
        if killed == 0 {
            break;
        }
        poll::sleep(10_000);
    }
}

fn rest(plan: &Plan) -> Vec<Process> {
    // Our supervisor's parent is s6-svscan.
    let is_container = processes::one(process::parent()).is_some_and(|supervisor| supervisor.parent == 1);
    let starts: Vec<Pid> =
        plan.units.iter().filter_map(|unit| file::read_pid(format!("scan/{}/running", unit.name))).collect();
    let invocations: Vec<String> = plan.units.iter().filter_map(|unit| records::invocation(&unit.name)).collect();
    let is_ours = |found: &Process| {
        starts.contains(&found.session) || invocations.iter().any(|id| processes::has_invocation(found.pid, id))
    };
    processes::all()
        .filter(|found| found.pid != 1 && found.pid != process::id())
        .filter(|found| is_ours(found) || (is_container && !is_of_init(found)))
        .collect()
}

/// A supervisor, the logger, or what was run in the container from outside, which has no parent there.
fn is_of_init(found: &Process) -> bool {
    let name = file::read(format!("/proc/{}/comm", found.pid)).unwrap_or_default();
    name.starts_with(b"s6-") || found.parent == 0 || is_logger(found.pid)
}

fn is_logger(pid: Pid) -> bool {
    file::read(format!("/proc/{pid}/cmdline")).is_ok_and(|text| text.starts_with(b"init\0log\0"))
}
