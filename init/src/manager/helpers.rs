//! What runs ExecStop= and ExecReload= says in the pipe of events how it went; one that is killed says nothing, and nobody shall wait for
//! its word.
use crate::machine::types::{ActiveState, Beside, Event, Id, Number, Word};
use crate::sys::Pid;
use crate::sys::process::End;
use alloc::vec::Vec;

#[derive(Default)]
pub struct Helpers(Vec<Helper>);

struct Helper {
    pid: Pid,
    unit: Id,
    number: Number,
    what: Beside,
    was: ActiveState,
    end: Option<End>,
}

impl Helpers {
    pub fn began(&mut self, pid: Pid, unit: Id, number: Number, what: Beside, was: ActiveState) {
        self.0.push(Helper { pid, unit, number, what, was, end: None });
    }

    /// A report belongs to the oldest helper that can send it.
    pub fn record_report(&mut self, unit: Id, number: Number, word: &Word) {
        let can_send = |helper: &Helper| {
            matches!(
                (helper.what, helper.was, word),
                (Beside::Reload, _, Word::Reloaded(_))
                    | (Beside::Stop, ActiveState::Exited, Word::Ended(..))
                    | (Beside::Stop, _, Word::StopDone)
            )
        };
        if let Some(index) = self.0.iter().position(|one| one.unit == unit && one.number == number && can_send(one)) {
            self.0.remove(index);
        }
    }

    pub fn has_ended(&mut self, pid: Pid, end: End) {
        for helper in self.0.iter_mut().filter(|helper| helper.pid == pid) {
            helper.end = Some(end);
        }
    }

    pub fn any_ended(&self) -> bool {
        self.0.iter().any(|helper| helper.end.is_some())
    }

    /// The words of those that have ended without any.
    pub fn without_word(&mut self) -> Vec<Event> {
        let ended = self.0.extract_if(.., |helper| helper.end.is_some());
        ended.map(|helper| Event::Reported(helper.unit, helper.number, helper.last_word())).collect()
    }
}

impl Helper {
    fn last_word(&self) -> Word {
        match (self.what, self.was) {
            (Beside::Reload, _) => Word::Reloaded(self.end.map_or(1, End::code).max(1).into()),
            (Beside::Stop, ActiveState::Exited) => Word::Ended("success".into(), 0),
            (Beside::Stop, _) => Word::StopDone,
        }
    }
}
