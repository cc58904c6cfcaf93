use crate::container_command::ANSWER;
use crate::plan::Plan;
use crate::sys::file::{self, NOFOLLOW, NONBLOCK, READ, READ_WRITE, WRITE};
use crate::sys::process::{self, execute, is_terminal};
use crate::sys::{Errno, Pid, Result as SystemResult, poll, signal};
use crate::{place, terminal};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Starts what waits beside the supervisors: the container's command, or who hears the keyboard where there is none. Its process.
pub fn start_beside(command: &[Vec<u8>], is_first: bool, environment: &[Vec<u8>]) -> SystemResult<Option<Pid>> {
    let part: &[u8] = match command {
        [_, ..] => b"command",
        [] if is_first && is_terminal(0) => b"keyboard",
        [] => return Ok(None),
    };
    // Both ends of the pipe are open before anybody writes to it.
    let answer = file::open("command", READ_WRITE | NOFOLLOW, 0)?;
    let pid = process::fork()?;
    if pid != 0 {
        return Ok(Some(pid));
    }
    if let Err(error) = answer.dup_to(ANSWER) {
        crate::say!("init: the pipe of the command: {error}");
        process::exit(111);
    }
    process::exit(place::become_part([part].into_iter().chain(command.iter().map(Vec::as_slice)), environment))
}

/// What s6 and all its children find: the container's environment, the programs of s6 first, and what is ours.
pub fn environment(base: Vec<Vec<u8>>, plan: &Plan, words: usize) -> Vec<Vec<u8>> {
    let path = match place::variable(&base, "PATH") {
        Some(path) if !path.is_empty() => [plan.s6.as_bytes(), b":", path].concat(),
        _ => plan.s6.as_bytes().to_vec(),
    };
    let base = place::with_variable(base, "PATH", &path);
    place::with_variable(base, "DECL_COMMAND", words.to_string().as_bytes())
}

/// Becomes the supervisor, or waits for it: gives its exit code.
pub fn run(plan: &Plan, beside: Option<Pid>, state: &[u8], environment: &[Vec<u8>]) -> Result<i32, String> {
    if process::id() == 1 {
        return Err(become_supervisor(plan, environment));
    }
    supervise(plan, beside, state, environment).unwrap_or_else(|error| Err(error.to_string()))
}

/// Elsewhere a signal may be for our whole process group (Ctrl-C, timeout), and supervisors would end of it without any order. So
/// they get a session of their own, and this process passes on what it hears.
fn supervise(
    plan: &Plan,
    beside: Option<Pid>,
    state: &[u8],
    environment: &[Vec<u8>],
) -> SystemResult<Result<i32, String>> {
    let signals = signal::watch(&[signal::TERM, signal::INT, signal::QUIT, signal::HUP, signal::CHLD])?;
    let events = file::open(place::in_state(state, "events"), WRITE | NONBLOCK | NOFOLLOW, 0)?;
    let supervisor = process::fork()?;
    if supervisor == 0 {
        let _ = process::new_session();
        signal::reset_all();
        let text = become_supervisor(plan, environment);
        crate::say!("init: {text}");
        process::exit(111);
    }
    loop {
        poll::readable(&[signals.raw()], None)?;
        match signal::take(&signals) {
            Some(signal::TERM | signal::INT | signal::QUIT) => {
                // A pipe that is full has it already.
                let _ = events.write(b"shutdown 0\n");
            }
            Some(signal::CHLD) => {
                if let Some(code) = reap(supervisor, beside) {
                    return Ok(Ok(code));
                }
            }
            _ => {}
        }
    }
}

/// The supervisor's exit code when it has ended. What waits for the container's command is a child of ours too.
fn reap(supervisor: Pid, beside: Option<Pid>) -> Option<i32> {
    while let Some((pid, end)) = process::reap() {
        if pid == supervisor {
            return Some(end.code());
        }
        if Some(pid) == beside {
            terminal::take_back();
        }
    }
    None
}

/// Returns only with the reason why that is not possible.
fn become_supervisor(plan: &Plan, environment: &[Vec<u8>]) -> String {
    let path = format!("{}/s6-svscan", plan.s6);
    let failed = |error: Errno| format!("{path} cannot be run: {error}");
    if let Err(error) = file::open("/dev/null", READ, 0).and_then(|null| null.dup_to(0)) {
        return failed(error);
    }
    let most = plan.processes.to_string();
    let arguments = [b"s6-svscan".as_slice(), b"-C", most.as_bytes(), b"scan"].map(<[u8]>::to_vec);
    failed(execute(path.as_bytes(), &arguments, environment))
}
