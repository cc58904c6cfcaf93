//! What the manager starts for a service that runs, or has run.
use super::context::{Context, close_inherited, outlive_readers};
use super::ending::{self, How};
use super::environment::{self, Environment};
use super::runner::Runner;
use super::{directories, processes, setup};
use crate::place;
use crate::sys::{Pid, file, process, signal};
use alloc::format;
use alloc::vec::Vec;

/// stop UNIT NUMBER active|exited: ExecStop, for a service that runs or, with RemainAfterExit, has run.
pub fn stop(arguments: &[Vec<u8>], variables: &[Vec<u8>]) -> i32 {
    let Ok(context) = open(arguments, variables) else { return 111 };
    if let Ok(environment) = environment_of(&context, variables) {
        ending::beside(Some(&Runner::timed(&context, environment)), &context.service.stop);
    }
    if arguments.get(3).is_some_and(|state| state == b"active") {
        context.tell("stop-done", format_args!(""));
    } else {
        ending::end(&context, &How { result: "success".into(), code: "exited", status: "0".into() });
        context.note("ended", "success 0");
        context.tell("ended", format_args!("success 0"));
    }
    0
}

/// reload UNIT NUMBER: ExecReload, after the signal of notify-reload.
pub fn reload(arguments: &[Vec<u8>], variables: &[Vec<u8>]) -> i32 {
    let Ok(context) = open(arguments, variables) else { return 111 };
    let service = &context.service;
    let mut code = if service.kind == "notify-reload" { i32::from(!is_signalled(&context, variables)) } else { 0 };
    if !service.reload.is_empty() {
        code = match environment_of(&context, variables) {
            Ok(environment) => ending::beside(Some(&Runner::new(&context, environment)), &service.reload),
            Err(failed) => failed,
        };
    }
    context.tell("reloaded", format_args!("{code}"));
    0
}

/// remove UNIT: the folders of RuntimeDirectory= that RuntimeDirectoryPreserve=restart has kept until the service ended for good.
pub fn remove(arguments: &[Vec<u8>], variables: &[Vec<u8>]) -> i32 {
    let Ok(context) = open(arguments, variables) else { return 111 };
    directories::remove_runtime(&context.service);
    0
}

fn open(arguments: &[Vec<u8>], variables: &[Vec<u8>]) -> Result<Context, super::Failed> {
    close_inherited();
    outlive_readers();
    let number = arguments.get(2).and_then(|text| core::str::from_utf8(text).ok()?.parse::<Pid>().ok());
    let context =
        Context::open(arguments.get(1).map(Vec::as_slice).unwrap_or_default(), number.unwrap_or(0), variables)?;
    if context.service.logger.is_some() {
        // Else it goes to the container's output.
        let _ = connect_to_logger(&context);
    }
    Ok(context)
}

/// Puts the pipe of the declaration's logger in the place of standard output: the supervisor has it, whose id `run` has written down.
fn connect_to_logger(context: &Context) -> Option<()> {
    let path = context.file("supervisor");
    let (pid, written) = (file::read_pid(&path)?, file::status(&path).ok()?);
    let supervisor = processes::one(pid)?;
    if !setup::began_before(&supervisor, written.changed) {
        return None;
    }
    let pipe = file::open(format!("/proc/{pid}/fd/1"), file::WRITE | file::NONBLOCK, 0).ok()?;
    pipe.set_nonblocking(false).ok()?;
    pipe.dup_to(1).ok()
}

/// With $MAINPID, which the manager knows. Without INVOCATION_ID: a service that ends meanwhile takes all that has it along.
fn environment_of(context: &Context, variables: &[Vec<u8>]) -> Result<Environment, super::Failed> {
    let mut environment = environment::of_service(context)?;
    environment.set("MAINPID", place::variable(variables, "MAINPID").unwrap_or_default());
    Ok(environment)
}

fn is_signalled(context: &Context, variables: &[Vec<u8>]) -> bool {
    let main =
        place::variable(variables, "MAINPID").and_then(|text| core::str::from_utf8(text).ok()?.parse::<Pid>().ok());
    let signal = signal::number(&context.service.reload_signal);
    matches!((main, signal), (Some(main), Some(signal)) if main > 0 && process::kill(main, signal).is_ok())
}
