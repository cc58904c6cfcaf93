//! A command of the declaration that reads a service's output. It ends with its input, not before.
use super::context::Context;
use super::runner::Runner;
use super::{environment, privileges};
use crate::sys::{folder, process, signal};
use alloc::vec::Vec;

/// The unit whose logger the supervisor's name says, if that is one: its folder is UNIT/log.
pub fn unit_of(name: &[u8]) -> Option<Vec<u8>> {
    name.strip_suffix(b"/log").map(|unit| unit.rsplit(|byte| *byte == b'/').next().unwrap_or_default().to_vec())
}

/// As the service's user, with its PATH. The supervisor tries again every second; what is wrong is said once.
pub fn main(unit: &[u8], environment: &[Vec<u8>]) -> i32 {
    let mut context = match Context::open(unit, process::id(), environment) {
        Ok(context) => context,
        Err(code) => return code,
    };
    context.say_once_in("said-of-logger");
    // Those are about the service.
    context.service.limits.clear();
    context.service.ambient_capabilities.clear();
    context.service.root_directory = None;
    let Some(command) = context.service.logger.clone() else { return 100 };
    let code = privileges::check(&context).err().unwrap_or_else(|| {
        let _ = folder::enter("/");
        let runner = Runner::new(&context, environment::basis(&context));
        runner.become_program(&command, || {
            let _ = signal::ignore(signal::TERM);
        })
    });
    context.tell_unit("logger-failed", format_args!("{code}"));
    code
}
