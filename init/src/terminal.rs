//! The container's terminal, which belongs to one process group of its session at a time: only that one hears its keyboard.
use crate::sys::process::{self, give_terminal, group_of, is_terminal, set_group, terminal_group};
use crate::sys::{Pid, signal};

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

    /// Gives it back, but never to the supervisors below process 1, whom Ctrl-C would end without any order.
    pub fn give_back(&self) {
        if process::parent() != 1 {
            self.give_to(self.before);
        }
    }
}
