//! Cleans up after a service.
use super::context::{Context, close_inherited, outlive_readers};
use super::ending::{self, How};
use crate::plan::Service;
use crate::sys::process::{self, End};
use crate::sys::{Pid, file, signal};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// finish CODE SIGNAL UNIT GROUP: started by the supervisor when the process of `run` is gone, with its exit code or 256, its
/// signal, and the process group, which is the number of this start.
pub fn main(arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    close_inherited();
    outlive_readers();
    let number = |index: usize| {
        arguments.get(index).and_then(|text| core::str::from_utf8(text).ok()?.parse::<i32>().ok()).unwrap_or(0)
    };
    let end = if number(1) == 256 { End::Signal(number(2)) } else { End::Exit(number(1)) };
    match Context::open(arguments.get(3).map(Vec::as_slice).unwrap_or_default(), number(4) as Pid, environment) {
        Ok(context) => finish(&context, end),
        Err(_) => 0,
    }
}

fn finish(context: &Context, end: End) -> i32 {
    // A new supervisor, should this one be killed from now on, starts nothing by itself: what is next is for the manager to say.
    if file::link_status(context.file("down")).is_err() {
        let _ = file::touch(context.file("down"));
    }
    let result = result_of(context, end);
    if context.service.remain_after_exit && result == "success" && !context.has("stopping") {
        ending::flush_log(context);
        stay_down(context);
        context.tell("exited", format_args!(""));
        return 0;
    }
    if context.service.kind == "exec" && has_run(context, end) {
        // Whoever watches for that may come later than this.
        context.tell("active", format_args!(""));
    }
    context.tell("finishing", format_args!("{}", process::id()));
    let (code, status) = match end {
        End::Exit(code) => ("exited", format!("{code}")),
        End::Signal(number) => ("killed", signal::name(number).map_or_else(|| format!("{number}"), String::from)),
    };
    ending::end(context, &How { result: result.clone(), code, status });
    context.note("ended", &format!("{result} {}", end.code()));
    stay_down(context);
    context.tell("ended", format_args!("{result} {}", end.code()));
    0
}

/// Whether the program itself has ended, and not what would have become it.
fn has_run(context: &Context, end: End) -> bool {
    context.has("started") && context.service.start_post.is_empty() && !matches!(end, End::Exit(200..))
}

fn result_of(context: &Context, end: End) -> String {
    if context.has("skipped") {
        return context.word("skipped");
    }
    // The manager may have written the result already.
    let reported = context.word("result");
    if !reported.is_empty() {
        return reported;
    }
    let is_well =
        end == End::Exit(0) || context.has("stopping") || is_success(&context.service, end, context.has("started"));
    match end {
        _ if is_well => "success".into(),
        End::Exit(_) => "exit-code".into(),
        End::Signal(_) => "signal".into(),
    }
}

fn is_success(service: &Service, end: End, has_started: bool) -> bool {
    if service.success_statuses.contains(&i64::from(end.code())) {
        return true;
    }
    let is_oneshot = service.kind == "oneshot";
    // A daemon may end by these signals and it is no failure; 0 and these: "clean" in man systemd.service.
    let is_clean = matches!(end, End::Signal(signal::HUP | signal::INT | signal::PIPE | signal::TERM));
    let is_ignored = service.start.first().is_some_and(|command| command.ignore_failure);
    has_started && !is_oneshot && (is_clean || is_ignored)
}

/// The same for this supervisor, said before the manager hears of the end, whose word then comes after it. It is what s6-svc -d does,
/// without a process.
fn stay_down(context: &Context) {
    let _ = file::write_pipe(context.file("supervise/control"), b"d");
}
