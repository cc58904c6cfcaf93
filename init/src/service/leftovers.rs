//! What a service has left behind.
use super::processes::{self, Process};
use super::{Context, setup};
use crate::place;
use crate::sys::errno::ESRCH;
use crate::sys::{Errno, Fd, clock, file, poll, process, signal};
use alloc::vec::Vec;

/// So many processes are waited for at once; the others are found when these are gone.
const WATCHED: usize = 256;

/// Microseconds until something is looked for again, at most.
const LONGEST: i64 = 1_000_000;

/// KillSignal=, after TimeoutStopSec FinalKillSignal=, and after as long again it is left.
pub fn end(context: &Context) {
    const SHORTEST: i64 = 10_000;
    let service = &context.service;
    let final_signal = service.final_signal.as_deref().and_then(signal::number);
    await_main(context, final_signal);
    let mut signal = match service.kill_mode.as_str() {
        "control-group" => signal::number(&service.kill_signal),
        "mixed" => final_signal,
        _ => return,
    };
    let period = service.stop_timeout.map(|seconds| (seconds * 1e6) as i64);
    let mut deadline = period.map(|period| clock::monotonic().saturating_add(period));
    let mut is_final = false;
    let mut pause = SHORTEST;
    loop {
        let rest = left_of(context);
        if rest.is_empty() {
            return;
        }
        if let (Some(at), Some(period)) = (deadline, period)
            && clock::monotonic() >= at
        {
            if is_final || final_signal.is_none() {
                return;
            }
            (signal, is_final, deadline, pause) = (final_signal, true, Some(at.saturating_add(period)), SHORTEST);
        }
        let watched = signal_all(&rest, signal);
        // Once is enough, but for the last one: what has been started meanwhile is to end too.
        if signal != final_signal {
            signal = None;
        }
        let until = clock::monotonic() + pause;
        wait_for(watched, deadline.map_or(until, |deadline| deadline.min(until)));
        pause = (pause * 2).min(LONGEST);
    }
}

/// The process of PIDFile= or MAINPID=, which the manager has signalled: with what s6 has started the service is not over yet.
fn await_main(context: &Context, final_signal: Option<i32>) {
    let path = context.file("signalled");
    let (Some(main), Ok(written)) = (file::read_pid(&path), file::status(&path)) else { return };
    let period = context.service.stop_timeout.map_or(i64::MAX, |seconds| (seconds * 1e6) as i64);
    let is_there =
        || processes::one(main).filter(|process| process.is_alive() && setup::began_before(process, written.changed));
    for mut signal in [None, final_signal] {
        let deadline = clock::monotonic().saturating_add(period);
        // Looked for again and again where the kernel has no files for processes.
        while let Some(process) = is_there()
            && clock::monotonic() < deadline
        {
            let until = clock::monotonic() + LONGEST;
            wait_for(signal_all(&[process], signal.take()), deadline.min(until));
        }
    }
}

/// When the container ends, the manager looks for what is left of all services at once: here only the process group is waited for.
fn left_of(context: &Context) -> Vec<Process> {
    let is_ending = file::exists(place::in_state(&context.state, "ending"));
    // Those of the kernel and of the first process are nobody's.
    if context.number <= 1 {
        return Vec::new();
    }
    // The process of `run` is gone: one of its number is another, so nothing is left of the session either.
    if processes::one(context.number).is_some_and(|process| process.is_alive()) {
        return Vec::new();
    }
    if is_ending && context.service.kind != "forking" {
        // Most leave nothing, and that costs one call.
        if process::kill(-context.number, 0) == Err(Errno(ESRCH)) {
            return Vec::new();
        }
        return processes::all().filter(|process| process.group == context.number).collect();
    }
    processes::of_service(context, context.number)
}

/// Signals them and gives files to wait for them by; none where the kernel has no such files. A process that has another's number meanwhile gets nothing.
fn signal_all(processes: &[Process], signal: Option<i32>) -> Option<Vec<Fd>> {
    let mut files = Some(Vec::new());
    for process in processes {
        let file = poll::process(process.pid);
        if matches!(file, Err(Errno(ESRCH))) || processes::one(process.pid).is_none_or(|now| now.began != process.began)
        {
            continue;
        }
        if let Some(signal) = signal {
            let _ = match &file {
                Ok(file) => poll::signal_process(file, signal),
                Err(_) => process::kill(process.pid, signal),
            };
        }
        match (file, &mut files) {
            (Ok(file), Some(files)) if files.len() < WATCHED => files.push(file),
            (Ok(_), _) => {}
            (Err(_), files) => *files = None,
        }
    }
    files
}

/// Until all of them have ended, or the time has come.
fn wait_for(files: Option<Vec<Fd>>, until: i64) {
    let Some(mut files) = files else { return poll::sleep(until - clock::monotonic()) };
    while !files.is_empty() && clock::monotonic() < until {
        let numbers: Vec<i32> = files.iter().map(Fd::raw).collect();
        let Ok(ended) = poll::readable(&numbers, Some(until - clock::monotonic())) else { return };
        let mut ended = ended.into_iter();
        files.retain(|_| !ended.next().unwrap_or(false));
    }
}

/// A supervisor that was killed leaves its service running: it goes before the new one comes.
pub fn kill_old(context: &Context) {
    const LONGEST: i64 = 5_000_000;
    let path = context.file("running");
    let (Some(old), Ok(written)) = (file::read_pid(&path).filter(|old| *old > 1), file::status(&path)) else { return };
    // Of another process with the same number nothing is ours.
    let leader = processes::one(old).filter(Process::is_alive);
    if leader.is_some_and(|leader| !setup::began_before(&leader, written.changed)) {
        return;
    }
    let until = clock::monotonic() + LONGEST;
    while clock::monotonic() < until {
        let rest = processes::of_service(context, old);
        if rest.is_empty() {
            return;
        }
        wait_for(signal_all(&rest, Some(signal::KILL)), clock::monotonic() + 100_000);
    }
}
