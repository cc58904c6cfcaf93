use super::environment::{self, Environment};
use super::processes::Process;
use super::{Context, Failed, credentials, directories, limits, privileges, streams, working_directory};
use crate::specifiers::expand;
use crate::sys::{clock, file, folder, process};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Everything before the first command: who, where, with what.
pub fn prepare(context: &Context) -> Result<Environment, Failed> {
    privileges::check(context)?;
    context.take_back(privileges::COMPLAINT);
    inherit(context, false);
    // Parents of folders are for everybody, whoever started us.
    process::set_umask(0o022);
    directories::make(context)?;
    credentials::make(context)?;
    process::set_umask(context.service.umask);
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

/// The streams and the folder of commands. With RootDirectory= the folder is below that, and each command has to go there.
pub fn connect(context: &Context) -> Result<(), Failed> {
    streams::connect(context)?;
    match context.service.root_directory {
        Some(_) => {
            let _ = folder::enter("/");
            Ok(())
        }
        None => working_directory::enter(context),
    }
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

/// PIDFile= as a path.
pub fn pid_file(context: &Context) -> Option<Vec<u8>> {
    context.service.pid_file.as_ref().map(|path| expand(path))
}

/// Whether a process was there when a file was written, which happened at `time`, in microseconds since 1970.
pub fn began_before(process: &Process, time: i64) -> bool {
    const TICK: i64 = 10_000;
    // Clocks are not that exact, and somebody may have set one a little.
    const SLACK: i64 = 2_000_000;
    let machine_began = clock::realtime() - clock::monotonic();
    machine_began + process.began as i64 * TICK <= time + SLACK
}
