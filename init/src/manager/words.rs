//! What services say in the pipe `events`, a line each: see the files in service/ that say it.
use crate::fds::EVENTS;
use crate::machine::types::{Event, Id, Number, Word};
use crate::sys::{Fd, Result, file, poll};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// The line that is being dealt with: a manager that is killed meanwhile leaves it to the next one. It may be done twice, of which the
/// machine takes no harm. The file is as long from the beginning, so it can be written on a full disk.
const HANDLING: &str = "handling";
const LONGEST: usize = 4096;

pub struct Words {
    pipe: Fd,
    is_handling: bool,
}

impl Words {
    pub fn new() -> Words {
        if !file::exists(HANDLING) {
            let _ = file::write(HANDLING, &[b'\n'; LONGEST], 0o600);
        }
        Words { pipe: Fd::from_raw(EVENTS), is_handling: false }
    }

    /// The next line of the pipe, which has something; lines come whole. It is read byte by byte: what is in the pipe is there for
    /// the next manager, should this one be killed.
    pub fn hear(&mut self, called: &BTreeMap<String, Id>) -> Result<Option<Event>> {
        let mut line = Vec::new();
        let mut byte = [0];
        while self.pipe.read(&mut byte)? == 1 && line.len() < LONGEST {
            line.push(byte[0]);
            if byte == *b"\n" {
                break;
            }
        }
        self.is_handling = file::write_in_place(HANDLING, &line, 0o600).is_ok();
        Ok(core::str::from_utf8(&line).ok().and_then(|line| parse(line, called)))
    }

    /// All that came of it has been done.
    pub fn is_done(&mut self) {
        if self.is_handling {
            self.is_handling = file::write_in_place(HANDLING, b"\n", 0o600).is_err();
        }
    }

    /// What the manager before has not come to the end with.
    pub fn unfinished(&self, called: &BTreeMap<String, Id>) -> Option<Event> {
        let text = file::read_own(HANDLING).ok()?;
        parse(core::str::from_utf8(text.split(|byte| *byte == b'\n').next()?).ok()?, called)
    }

    pub fn has_more(&self) -> bool {
        poll::readable(&[EVENTS], Some(0)).is_ok_and(|ready| ready.contains(&true))
    }
}

fn parse(line: &str, called: &BTreeMap<String, Id>) -> Option<Event> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let number = |index: usize| words.get(index)?.parse::<Number>().ok();
    let unit = || called.get(*words.get(1)?).copied();
    let said = |word| Some(Event::Said(unit()?, number(2)?, word));
    match *words.first()? {
        "shutdown" => Some(Event::Shutdown(number(1).unwrap_or(0))),
        "command-running" => Some(Event::CommandRunning(number(1)?)),
        "command-ended" => Some(Event::CommandEnded(number(1)?)),
        "running" => Some(Event::Running(unit()?, number(2)?)),
        "active" => said(Word::Active),
        "exited" => said(Word::Exited),
        "post-failed" => said(Word::PostFailed),
        "stop-done" => said(Word::StopDone),
        "idle" => said(Word::Idle),
        "finishing" => said(Word::Finishing(number(3)?)),
        "main" => said(Word::Main(number(3)?)),
        "reloaded" => said(Word::Reloaded(number(3)?)),
        "ended" => said(Word::Ended((*words.get(3)?).to_string(), number(4)?)),
        "logger-failed" => Some(Event::LoggerFailed(unit()?, number(2)?)),
        _ => None,
    }
}

/// Whether the main process of a start is gone.
pub fn is_end(word: &Word) -> bool {
    matches!(word, Word::Exited | Word::Finishing(_) | Word::Ended(..))
}

/// A process that is spoken of.
pub fn process_of(word: &Word) -> Option<Number> {
    match word {
        Word::Finishing(pid) | Word::Main(pid) => Some(*pid),
        _ => None,
    }
}
