//! What services say in the pipe `events`, a line each: see the files in service/ that say it.
use crate::fds::EVENTS;
use crate::machine::types::{Event, Id, Number, Word};
use crate::sys::{Fd, Result, file, poll};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What has been read of the pipe: how many of its lines are done, and then the lines. A manager that is killed meanwhile leaves them
/// to the next one. The line that was being dealt with may be done twice, of which the machine takes no harm. The file is as long from
/// the beginning, so it can be written on a full disk.
const HANDLING: &str = "handling";
const LONGEST: usize = 4096;

pub struct Words {
    pipe: Fd,
    /// What has been read and not been dealt with; the end of the last line may still be in the pipe.
    unread: Vec<u8>,
    /// Of those lines that are in the file.
    done: usize,
    is_handling: bool,
}

impl Words {
    pub fn new() -> Words {
        let text = file::read_own(HANDLING).unwrap_or_default();
        if text.is_empty() {
            let _ = file::write(HANDLING, &[b'\n'; 2 * LONGEST], 0o600);
        }
        let mut words = Words {
            pipe: Fd::from_raw(EVENTS),
            unread: left_in(&text).unwrap_or_default(),
            done: 0,
            is_handling: false,
        };
        words.keep();
        words
    }

    /// Whether there is a line without waiting.
    pub fn has_more(&self) -> bool {
        self.has_line() || poll::readable(&[EVENTS], Some(0)).is_ok_and(|ready| ready.contains(&true))
    }

    pub fn has_line(&self) -> bool {
        self.unread.contains(&b'\n')
    }

    /// The next line. The pipe is only read where there is none: then it has something.
    pub fn hear(&mut self, called: &BTreeMap<String, Id>) -> Result<Option<Event>> {
        if !self.has_line() {
            let mut buffer = [0; LONGEST];
            let size = self.pipe.read(&mut buffer)?;
            self.unread.extend_from_slice(buffer.get(..size).unwrap_or_default());
            self.keep();
        }
        let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
        let line: Vec<u8> = self.unread.drain(..=end).collect();
        self.is_handling = true;
        Ok(core::str::from_utf8(&line).ok().and_then(|line| parse(line, called)))
    }

    /// All that came of the line has been done.
    pub fn is_done(&mut self) {
        if core::mem::take(&mut self.is_handling) {
            self.done += 1;
            let _ = file::write_in_place(HANDLING, format!("{:04}", self.done).as_bytes(), 0o600);
        }
    }

    fn keep(&mut self) {
        self.done = 0;
        let text = [b"0000 ", self.unread.as_slice(), b"\0"].concat();
        let _ = file::write_in_place(HANDLING, &text, 0o600);
    }
}

/// What the manager before has not come to the end with.
fn left_in(text: &[u8]) -> Option<Vec<u8>> {
    let (done, rest) = text.split_at_checked(5)?;
    let done: usize = core::str::from_utf8(done).ok()?.trim().parse().ok()?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    let lines = rest.get(..end)?.split_inclusive(|byte| *byte == b'\n').skip(done);
    Some(lines.flatten().copied().collect())
}

fn parse(line: &str, called: &BTreeMap<String, Id>) -> Option<Event> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let number = |index: usize| words.get(index)?.parse::<Number>().ok();
    let unit = || called.get(*words.get(1)?).copied();
    let reported = |word| Some(Event::Reported(unit()?, number(2)?, word));
    match *words.first()? {
        "shutdown" => Some(Event::Shutdown(number(1).unwrap_or(0))),
        "command-running" => Some(Event::CommandRunning(number(1)?)),
        "command-ended" => Some(Event::CommandEnded(number(1)?)),
        "running" => Some(Event::Running(unit()?, number(2)?)),
        "active" => reported(Word::Active),
        "exited" => reported(Word::Exited),
        "post-failed" => reported(Word::PostFailed),
        "stop-done" => reported(Word::StopDone),
        "idle" => reported(Word::Idle),
        "finishing" => reported(Word::Finishing(number(3)?)),
        "main" => reported(Word::Main(number(3)?)),
        "reloaded" => reported(Word::Reloaded(number(3)?)),
        "ended" => reported(Word::Ended((*words.get(3)?).to_string(), number(4)?)),
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
