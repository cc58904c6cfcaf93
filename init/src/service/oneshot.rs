use super::runner::Runner;
use crate::sys::limits::{self, CORE};
use crate::sys::process::{self, End};
use crate::sys::signal;

/// Type=oneshot: commands one after the other.
pub fn run(runner: &Runner<'_>) -> i32 {
    let service = &runner.context.service;
    if let [only] = service.start.as_slice()
        && !only.ignore_failure
        && service.start_post.is_empty()
    {
        return runner.become_program(only, || {});
    }
    let end = match runner.run_all(&service.start) {
        End::Exit(0) => Runner::new(runner.context, runner.environment.clone()).run_all(&service.start_post),
        end => end,
    };
    end_as(end)
}

/// A command that a signal ended: so do we.
pub fn end_as(end: End) -> i32 {
    if let End::Signal(number) = end {
        // The command's own memory has been written where that was wanted.
        let _ = limits::set(CORE, 0, 0);
        signal::reset_all();
        let _ = process::kill(process::id(), number);
    }
    end.code()
}
