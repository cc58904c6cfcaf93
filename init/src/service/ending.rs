use super::context::fork_for;
use super::environment;
use super::runner::Runner;
use super::{Context, credentials, directories, leftovers, setup};
use crate::place;
use crate::plan::Command;
use crate::sys::file;
use crate::sys::process;
use alloc::format;
use alloc::string::String;

/// How a service has ended: $SERVICE_RESULT, $EXIT_CODE, $EXIT_STATUS.
pub struct How {
    pub result: String,
    pub code: &'static str,
    pub status: String,
}

/// The end of a service: ExecStop unless it was asked to stop, what is left of its processes, ExecStopPost, what was only for its
/// time.
pub fn end(context: &Context, how: &How) {
    let service = &context.service;
    if !context.has("skipped") {
        let runner = runner(context, how);
        if how.result == "success" && context.has("started") && !context.has("stopping") {
            beside(runner.as_ref(), &service.stop);
        }
        leftovers::end(context);
        if !service.stop_post.is_empty() {
            // Its first line is not the end of the service's last.
            flush_log(context);
        }
        beside(runner.as_ref(), &service.stop_post);
        if service.preserve_runtime_directory == "no" {
            directories::remove_runtime(service);
        }
        credentials::remove(context);
    }
    flush_log(context);
}

/// None where the service could not be prepared either, which `run` has said.
fn runner<'a>(context: &'a Context, how: &How) -> Option<Runner<'a>> {
    if context.service.stop.is_empty() && context.service.stop_post.is_empty() {
        return None;
    }
    let mut environment = context.quietly(|| environment::of_service(context)).ok()?;
    environment.set("SERVICE_RESULT", &how.result);
    environment.set("EXIT_CODE", how.code);
    environment.set("EXIT_STATUS", &how.status);
    environment.set("INVOCATION_ID", context.word("invocation"));
    Some(Runner::timed(context, environment))
}

/// Commands where the service runs, with its output, each with TimeoutStopSec. In a process of its own: whatever happens in it, the
/// manager hears of the end.
pub fn beside(runner: Option<&Runner<'_>>, commands: &[Command]) -> i32 {
    let Some(runner) = runner.filter(|_| !commands.is_empty()) else { return 0 };
    let child = fork_for(|| {
        setup::inherit(runner.context, true);
        match setup::connect(runner.context) {
            Ok(()) => runner.run_all(commands).code(),
            Err(code) => code,
        }
    });
    child.and_then(|child| process::wait(child).ok()).map_or(1, process::End::code)
}

/// Tells the logger to write what it has of the service, also a line that does not end.
pub fn flush_log(context: &Context) {
    if context.service.log_prefix.is_none() || context.service.logger.is_some() {
        return;
    }
    // Nobody may listen where there is no logger.
    let line = format!("flush {}\n", context.name);
    let _ = file::write_pipe(place::in_state(&context.state, "log/.control"), line.as_bytes());
}
