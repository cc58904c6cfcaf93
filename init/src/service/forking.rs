//! Type=forking: the command comes back, and the service goes on behind it. This process stays, to end when the service does; nobody
//! learns with which code.
use super::oneshot::end_as;
use super::runner::Runner;
use super::{Context, processes, program, setup};
use crate::sys::process::End;
use crate::sys::{Fd, Pid, file, identity, poll};
use alloc::format;

pub fn run(runner: Runner<'_>) -> i32 {
    let context = runner.context;
    match runner.run_all(&context.service.start) {
        End::Exit(0) => {}
        end => return end_as(end),
    }
    let Some((main, process)) = find(context) else { return 0 };
    context.tell("main", format_args!("{main}"));
    let mut environment = runner.environment;
    environment.set("MAINPID", format!("{main}"));
    program::post(&Runner::new(context, environment), &context.service.start_post);
    wait(main, process);
    context.complain(format_args!("process {main}, which had gone to the background, has ended"));
    1
}

/// The process in PIDFile, for which it waits; or one of the session or with our INVOCATION_ID, or none where there is none.
fn find(context: &Context) -> Option<(Pid, Option<Fd>)> {
    let pid_file = setup::pid_file(context);
    let mut pause = 5_000;
    loop {
        let found = match &pid_file {
            Some(path) => file::read_pid(path),
            None => Some(
                processes::of_service(context, context.number)
                    .iter()
                    .map(|process| process.pid)
                    .find(|pid| *pid != context.number)?,
            ),
        };
        if let Some(pid) = found {
            // First the file, which stays that process's, then who that is.
            let process = poll::process(pid).ok();
            if processes::one(pid).is_some_and(|process| process.is_alive())
                && pid_file.as_ref().is_none_or(|path| is_own(context, path, pid))
            {
                return Some((pid, process));
            }
        }
        poll::sleep(pause);
        pause = (pause * 2).min(100_000);
    }
}

/// Whoever can write a file may name any process in it; only one of its own is taken. Where a command runs as root, the file may
/// be root's, or that of a user to whom the process belongs.
fn is_own(context: &Context, path: &[u8], pid: Pid) -> bool {
    let user =
        context.service.user.as_ref().filter(|_| identity::user() == 0).map_or(identity::user(), |user| user.uid);
    let owner = processes::user_of(pid);
    if user != 0 && owner == Some(user) {
        return true;
    }
    let has_root = user == 0 || context.service.start.iter().any(|command| command.as_root);
    has_root && (writers(path).all(|writer| owner == Some(writer)) || is_of_service(context, pid))
}

fn is_of_service(context: &Context, pid: Pid) -> bool {
    processes::of_service(context, context.number).iter().any(|process| process.pid == pid)
}

/// The users but root to whom the file belongs, a folder that it is in, or a link on the way.
fn writers(path: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let ends = path.iter().enumerate().skip(1).filter(|(_, byte)| **byte == b'/').map(|(index, _)| index);
    ends.chain([path.len()])
        .filter_map(|end| file::link_status(path.get(..end)?).ok())
        .map(|status| status.uid)
        .filter(|uid| *uid != 0)
}

fn wait(pid: Pid, process: Option<Fd>) {
    match process {
        Some(process) => {
            while let Ok(ready) = poll::readable(&[process.raw()], None) {
                if ready.contains(&true) {
                    return;
                }
            }
        }
        // A kernel without files for processes.
        None => {
            while processes::one(pid).is_some_and(|process| process.is_alive()) {
                poll::sleep(200_000);
            }
        }
    }
}
