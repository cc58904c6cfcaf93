//! Several archives at once, in processes of their own: a program without threads shares nothing that must be guarded.
use crate::fault::{Fault, of_system};
use crate::spec::Task;
use crate::sys::process::{self, End};
use crate::sys::{self, Fd, Pid, signal};
use crate::unpack::unpack;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Bytes of archives below which another process gains nothing.
const WORTH_IT: u64 = 32 << 20;

/// Unpacks all; the first failure ends the others.
pub fn unpack_all(tasks: &[Task]) -> Result<(), Fault> {
    // The large ones first, so that none of them is left to run alone at the end.
    let mut ordered: Vec<&Task> = tasks.iter().collect();
    ordered.sort_by_key(|task| core::cmp::Reverse(task.nar_size));
    let bytes = ordered.iter().fold(0u64, |sum, task| sum.saturating_add(task.nar_size));
    let processors = sys::limits::processors();
    let count = processors.min(ordered.len());
    if count < 2 || bytes < WORTH_IT {
        return ordered.into_iter().try_for_each(|task| unpack(task, processors));
    }
    in_processes(&ordered, count)
}

fn in_processes(tasks: &[&Task], count: usize) -> Result<(), Fault> {
    let (queue, fill) = sys::fd::pipe().map_err(of_system("a pipe"))?;
    let (failures, report) = sys::fd::pipe().map_err(of_system("a pipe"))?;
    let mut workers = Vec::new();
    for _ in 0..count {
        match process::fork() {
            Ok(0) => {
                drop((fill, failures));
                process::exit(work(tasks, &queue, &report));
            }
            Ok(pid) => workers.push(pid),
            // Those that there are do it, or else this one.
            Err(_) => break,
        }
    }
    drop((queue, report));
    if workers.is_empty() {
        return tasks.iter().try_for_each(|task| unpack(task, 1));
    }
    // Whoever has time takes the next number. Where all have failed nobody does, and why is read below.
    for index in 0..tasks.len() as u32 {
        if fill.write_all(&index.to_le_bytes()).is_err() {
            break;
        }
    }
    drop(fill);
    // The first failure, in one piece, or nothing once all have ended.
    let mut failure = vec![0; 1 << 16];
    let size = failures.read(&mut failure).unwrap_or(0);
    if size > 0 {
        end(&workers);
        return Err(String::from_utf8_lossy(failure.get(..size).unwrap_or_default()).into_owned().into());
    }
    let mut ends = workers.iter().map(|pid| process::wait(*pid));
    match ends.find(|ended| *ended != Ok(End::Exit(0))) {
        None => Ok(()),
        Some(Ok(End::Signal(number))) => {
            let name = signal::name(number).unwrap_or_default();
            Err(format!("a process that unpacks was ended by SIG{name}").into())
        }
        Some(_) => Err("a process that unpacks has failed without a word".into()),
    }
}

/// Gives the exit code.
fn work(tasks: &[&Task], queue: &Fd, report: &Fd) -> i32 {
    loop {
        let mut index = [0; 4];
        let task = match queue.read(&mut index) {
            Ok(4) => tasks.get(u32::from_le_bytes(index) as usize),
            _ => return 0,
        };
        let Some(task) = task else { return 1 };
        if let Err(Fault(text)) = unpack(task, 1) {
            let _ = report.write_all(text.as_bytes());
            return 1;
        }
    }
}

fn end(workers: &[Pid]) {
    for pid in workers {
        let _ = process::kill(*pid, signal::KILL);
        let _ = process::wait(*pid);
    }
}
