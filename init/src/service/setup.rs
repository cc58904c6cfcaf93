use super::environment::{self, Environment};
use super::{Context, Failed, credentials, directories, limits, privileges};
use crate::specifiers::expand;
use crate::sys::{clock, file, process};
use alloc::format;
use alloc::string::String;

/// Everything before the first command: who, where, with what.
pub fn prepare(context: &Context) -> Result<Environment, Failed> {
    privileges::check(context)?;
    context.is_well();
    inherit(context, false);
    directories::make(context)?;
    credentials::make(context)?;
    environment::of_service(context)
}

/// What commands inherit from the process that starts them.
pub fn inherit(context: &Context, is_quiet: bool) {
    let service = &context.service;
    if let Some(nice) = service.nice
        && process::add_niceness(nice as i32).is_err()
        && !is_quiet
    {
        context.complain(format_args!("Nice={nice} is not allowed in this container"));
    }
    if let Some(score) = service.oom_score_adjust
        && file::write("/proc/self/oom_score_adj", format!("{score}").as_bytes(), 0).is_err()
        && !is_quiet
    {
        context.complain(format_args!("OOMScoreAdjust={score} is not allowed in this container"));
    }
    limits::raise(context, is_quiet);
    process::set_umask(service.umask);
}

/// By which processes can be found that have left the session.
pub fn new_invocation(context: &Context) -> String {
    let mut bytes = [0; 16];
    clock::random(&mut bytes);
    let id = bytes.iter().fold(String::new(), |id, byte| format!("{id}{byte:02x}"));
    context.note("invocation", &id);
    id
}

/// What the manager has written for this start alone: $MONITOR_UNIT, $TRIGGER_UNIT and the like.
pub fn take_extra(context: &Context) -> Environment {
    let path = context.file("environment");
    let extra = Environment::parse(&file::read_own(&path).unwrap_or_default());
    let _ = file::remove_if_there(&path);
    extra
}

/// The socket that process 1 has bound; see `notify_name`.
pub fn notify_socket(context: &Context) -> alloc::vec::Vec<u8> {
    [&context.state, b"/notify/".as_slice(), context.name.as_bytes()].concat()
}

/// PIDFile= as a path.
pub fn pid_file(context: &Context) -> Option<alloc::vec::Vec<u8>> {
    context.service.pid_file.as_ref().map(|path| expand(path))
}
