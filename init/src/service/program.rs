//! A service that is one program, which takes the place of `run`.
use super::Context;
use super::context::fork_for;
use super::runner::Runner;
use crate::fds;
use crate::plan::Command;
use crate::sys::process::{self, End};
use crate::sys::{Fd, fd, file, poll, signal};
use alloc::format;

/// Returns only where it cannot be run.
pub fn run(mut runner: Runner<'_>) -> i32 {
    let context = runner.context;
    let service = &context.service;
    let Some(command) = service.start.first() else { return 0 };
    if service.is_notify() {
        runner.environment.set("NOTIFY_SOCKET", fds::notify_path(&context.state, &context.name));
    }
    let is_idle = service.kind == "idle";
    let (needs_post, is_exec) = (!service.start_post.is_empty(), service.kind == "exec");
    let mut is_reported = false;
    let mut started = None;
    if needs_post || is_exec {
        let pipe = fd::pipe().ok();
        let has_observer = observe(&runner, pipe.as_ref().filter(|_| !is_idle));
        is_reported = has_observer;
        if !has_observer && needs_post {
            context.tell("post-failed", format_args!(""));
            is_reported = true;
        }
        // Open until the program has taken over.
        started = pipe.map(|(_, write)| write);
    }
    if is_idle {
        if !is_reported {
            context.tell("active", format_args!(""));
        }
        is_reported = true;
        wait_idle(context);
    }
    if service.watchdog.is_some() {
        runner.environment.set("WATCHDOG_PID", format!("{}", context.number));
    }
    let code = runner.become_program(command, || {
        if !is_reported && !service.is_notify() {
            context.tell("active", format_args!(""));
        }
    });
    if let Some(started) = started {
        // Nobody may be there to read it.
        let _ = signal::ignore(signal::PIPE);
        let _ = started.write(b"!");
    }
    code
}

/// What happens beside the service, in its session, but not as its child: when its program has taken over, and is ready where it
/// says so, ExecStartPost, and then the word that it is active.
fn observe(runner: &Runner<'_>, started: Option<&(Fd, Fd)>) -> bool {
    let middle = fork_for(|| {
        let observer = fork_for(|| {
            if let Some((read, write)) = started {
                fd::close(write.raw());
                // The end comes when a program has taken over, a byte when it could not.
                if read.read(&mut [0]) != Ok(0) {
                    return 0;
                }
            }
            after_start(runner);
            0
        });
        i32::from(observer.is_none())
    });
    middle.is_some_and(|middle| process::wait(middle) == Ok(End::Exit(0)))
}

fn after_start(runner: &Runner<'_>) {
    let context = runner.context;
    if context.service.is_notify() && !wait_ready(context) {
        return;
    }
    let mut environment = runner.environment.clone();
    environment.set("MAINPID", format!("{}", context.number));
    let runner = Runner::new(context, environment);
    post(&runner, &context.service.start_post);
}

/// ExecStartPost, and how it has ended.
pub fn post(runner: &Runner<'_>, commands: &[Command]) {
    let is_well = runner.run_all(commands) == End::Exit(0);
    runner.context.tell(if is_well { "active" } else { "post-failed" }, format_args!(""));
}

/// The manager makes a file when the service has said that it is ready. False: the service has ended.
fn wait_ready(context: &Context) -> bool {
    let Ok(service) = poll::process(context.number) else { return false };
    let mut pause = 5_000;
    loop {
        if context.has("ready") {
            return true;
        }
        if poll::readable(&[service.raw()], Some(pause)).is_ok_and(|ready| ready.contains(&true)) {
            return false;
        }
        pause = (pause * 2).min(100_000);
    }
}

/// Type=idle: the service counts as started, and its program waits until the manager has nothing to start or stop, at most 5 s.
fn wait_idle(context: &Context) {
    const LONGEST: i64 = 5_000_000;
    let path = context.file("idle");
    let _ = file::make_pipe(&path, 0o600);
    // Open for writing too: the answer stays in it until it is read.
    if let Ok(pipe) = file::open(&path, file::READ_WRITE | file::NOFOLLOW, 0) {
        context.tell("idle", format_args!(""));
        let _ = poll::readable(&[pipe.raw()], Some(LONGEST));
    }
}
