//! The container's terminal, which belongs to one process group of its session at a time: only that one hears its keyboard.
use crate::sys::errno::ESRCH;
use crate::sys::process::{self, give_terminal, group_of, is_terminal, set_group, terminal_group};
use crate::sys::{Errno, Pid, signal};

/// Standard input, where it is this session's terminal and was its process group's.
pub struct Terminal {
    before: Pid,
}

const INPUT: i32 = 0;

/// Makes this process a process group, which gets the terminal if the one that it was in had it. From then on its keyboard and
/// its end do not stop or end this process.
pub fn take() -> Option<Terminal> {
    for one in [signal::HUP, signal::TSTP, signal::TTIN, signal::TTOU] {
        let _ = signal::ignore(one);
    }
    let before = group_of(0).ok();
    let _ = set_group(0, 0);
    let before = before.filter(|group| is_terminal(INPUT) && terminal_group(INPUT) == Ok(*group))?;
    give_terminal(INPUT, process::id()).ok()?;
    Some(Terminal { before })
}

impl Terminal {
    pub fn give_to(&self, group: Pid) {
        let _ = give_terminal(INPUT, group);
    }

    /// Leaves the session to the process group that the terminal was given to, when it is the only child. A group without a parent
    /// in its session cannot be stopped by Ctrl-Z (setpgid(2), "orphaned process group"), as a container's first process cannot:
    /// nobody could continue it. The group's own jobs can.
    pub fn leave(&self) {
        // Whoever leads a group cannot have a new session.
        let _ = set_group(0, self.before);
        let _ = process::new_session();
    }
}

/// Takes the terminal back from a group that has ended. Not for process 1, in whose group supervisors would hear Ctrl-C.
pub fn take_back() {
    let _ = signal::ignore(signal::TTOU);
    let is_over = |group: Pid| process::kill(-group, 0) == Err(Errno(ESRCH));
    if let (true, Ok(own)) = (terminal_group(INPUT).is_ok_and(is_over), group_of(0)) {
        let _ = give_terminal(INPUT, own);
    }
}
