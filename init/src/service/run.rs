//! What a service's supervisor starts: everything up to the service's own program.
use super::checks::{self, Outcome};
use super::context::{Context, close_inherited};
use super::environment::Environment;
use super::runner::Runner;
use super::{credentials, directories, forking, leftovers, oneshot, own_logger, program, setup, sockets};
use crate::sys::file;
use crate::sys::process::{self, End};
use alloc::format;
use alloc::vec::Vec;

/// run UNIT, or UNIT/log for the logger of a declaration.
pub fn main(arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    let name = arguments.get(1).map(Vec::as_slice).unwrap_or_default();
    if let Some(unit) = own_logger::unit_of(name) {
        close_inherited();
        return own_logger::main(&unit, environment);
    }
    match Context::open_after(name, process::id(), environment, sockets::take) {
        Ok(context) => start(&context),
        Err(code) => code,
    }
}

fn start(context: &Context) -> i32 {
    let supervisor = process::parent();
    if context.has("running") && !context.has("ended") {
        leftovers::kill_old(context);
        if context.has("stopping") {
            context.tell("running", format_args!("{supervisor}"));
            return 0;
        }
    }
    for name in ["started", "ready", "ended", "stopping", "signalled", "skipped", "result"] {
        let _ = file::remove_if_there(context.file(name));
    }
    // As long as any: it can be written though the disk is full.
    let _ = file::write_in_place(context.file("running"), format!("{:<10}\n", context.number).as_bytes(), 0o644);
    if context.service.logger.is_some() {
        context.note("supervisor", &format!("{supervisor}"));
    }
    context.tell("running", format_args!("{supervisor}"));
    let extra = setup::take_extra(context);
    match checks::of_unit(&context.unit, &context.state) {
        Outcome::Met => {}
        Outcome::Assertion => {
            context.note("skipped", "assert");
            return 1;
        }
        Outcome::Condition => {
            context.note("skipped", "condition");
            return 0;
        }
    }
    let invocation = setup::new_invocation(context);
    let prepared = setup::prepare(context).and_then(|environment| {
        setup::connect(context)?;
        sockets::check(context)?;
        Ok(environment)
    });
    match prepared {
        Ok(environment) => begin(context, with_invocation(environment, &extra, &invocation)),
        Err(code) => code,
    }
}

fn with_invocation(mut environment: Environment, extra: &Environment, invocation: &str) -> Environment {
    environment.add_all(extra.0.iter().map(Vec::as_slice));
    environment.set("INVOCATION_ID", invocation);
    environment
}

/// The commands.
fn begin(context: &Context, environment: Environment) -> i32 {
    let service = &context.service;
    let runner = Runner::new(context, environment);
    match runner.run_all(&service.condition) {
        End::Exit(0) => {}
        End::Exit(1..255) => {
            context.note("skipped", "condition");
            if service.preserve_runtime_directory == "no" {
                directories::remove_runtime(service);
            }
            credentials::remove(context);
            return 0;
        }
        end => return oneshot::end_as(end),
    }
    match runner.run_all(&service.start_pre) {
        End::Exit(0) => {}
        end => return oneshot::end_as(end),
    }
    let _ = file::touch(context.file("started"));
    let runner = runner.with_sockets();
    match service.kind.as_str() {
        "oneshot" => oneshot::run(&runner),
        "forking" => forking::run(runner),
        _ => program::run(runner),
    }
}
