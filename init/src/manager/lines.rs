//! What services say, as lines of the pipe `events`. A line that is not as it should be says nothing.
use crate::machine::MachinePlan;
use crate::machine::types::{Event, Id, Notice, Word};
use alloc::format;
use alloc::string::String;

/// With the unit whose messages of sd_notify are to be heard first.
pub fn parse(line: &str, plan: &MachinePlan) -> Option<(Event, Option<Id>)> {
    let mut words = line.split_whitespace();
    let kind = words.next()?;
    match kind {
        "shutdown" => {
            return Some((Event::Shutdown(words.next().and_then(|code| number(code).ok()).unwrap_or(0)), None));
        }
        "command-running" => return Some((Event::CommandRunning(number(words.next()?).ok()?), None)),
        "command-ended" => return Some((Event::CommandEnded(number(words.next()?).ok()?), None)),
        _ => {}
    }
    let name = words.next()?;
    let unit = plan.units.iter().position(|unit| unit.name == name)?;
    let first = number(words.next()?).ok()?;
    let mut next = || words.next().and_then(|word| number(word).ok());
    let word = match kind {
        "running" => return Some((Event::Running(unit, first), None)),
        "logger-failed" => return Some((Event::LoggerFailed(unit, first), None)),
        "active" => Word::Active,
        "exited" => Word::Exited,
        "post-failed" => Word::PostFailed,
        "stop-done" => Word::StopDone,
        "finishing" => Word::Finishing(next()?),
        "main" => Word::Main(next()?),
        "reloaded" => Word::Reloaded(next()?),
        "idle" => Word::Idle,
        "ended" => {
            let result = words.next()?;
            Word::Ended(result.into(), words.next().and_then(|word| number(word).ok())?)
        }
        "notified" => Word::Notified(notice(words.next()?)?),
        _ => return None,
    };
    let is_end = matches!(word, Word::Ended(..) | Word::Finishing(_) | Word::Exited);
    Some((Event::Said(unit, first, word), Some(unit).filter(|_| is_end)))
}

/// A number of a line: digits only.
fn number(word: &str) -> Result<i64, ()> {
    if word.is_empty() || word.len() > 16 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(());
    }
    word.parse().map_err(drop)
}

/// A line of a message of sd_notify, as far as the manager understands it.
pub fn notice(line: &str) -> Option<Notice> {
    Some(match line {
        "READY=1" => Notice::Ready,
        "STOPPING=1" => Notice::Stopping,
        "RELOADING=1" => Notice::Reloading,
        "WATCHDOG=1" => Notice::Watchdog,
        "WATCHDOG=trigger" => Notice::WatchdogTrigger,
        _ => match line.split_once('=')? {
            ("MAINPID", value) if !value.starts_with('0') => Notice::MainPid(number(value).ok()?),
            ("EXTEND_TIMEOUT_USEC", value) if !value.starts_with('0') => Notice::ExtendTimeout(number(value).ok()?),
            _ => return None,
        },
    })
}

/// The line of the pipe that says the same.
pub fn notified(unit: &str, number: i64, line: &str) -> String {
    format!("notified {unit} {number} {line}")
}
