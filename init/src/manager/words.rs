//! What services say in the pipe `events`, a line each: see the files in service/ that say it.
use crate::fds::EVENTS;
use crate::machine::types::{Event, Id, Number, Word};
use crate::sys::{Fd, Result};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What has been read of a line that is not whole yet.
pub struct Words {
    pipe: Fd,
    unread: Vec<u8>,
}

impl Words {
    pub fn new() -> Words {
        Words { pipe: Fd::from_raw(EVENTS), unread: Vec::new() }
    }

    /// What is in the pipe, which has something. Lines that are none of these are left out.
    pub fn hear(&mut self, called: &BTreeMap<String, Id>) -> Result<Vec<Event>> {
        let mut buffer = [0; 16384];
        let size = self.pipe.read(&mut buffer)?;
        self.unread.extend_from_slice(buffer.get(..size).unwrap_or_default());
        let Some(end) = self.unread.iter().rposition(|byte| *byte == b'\n') else { return Ok(Vec::new()) };
        let lines: Vec<u8> = self.unread.drain(..=end).collect();
        Ok(lines
            .split(|byte| *byte == b'\n')
            .filter_map(|line| parse(core::str::from_utf8(line).ok()?, called))
            .collect())
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
