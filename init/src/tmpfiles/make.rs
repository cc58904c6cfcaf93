use super::adjust::{Wanted, look, subject};
use super::place::{Entry, How, Place, find, shown};
use super::{Done, Failed, Run, complain};
use crate::plan::tmpfile::{Mode, Tmpfile};
use crate::sys::errno::{EEXIST, ENOTDIR};
use crate::sys::file::Kind;
use crate::sys::{Errno, at};
use alloc::vec::Vec;

impl Run {
    /// d and D
    pub fn folder(&mut self, rule: &Tmpfile, path: &[u8]) -> Done {
        let place = with_parents(path)?;
        let there = look(&place)?;
        if there.as_ref().is_some_and(|entry| entry.status.kind != Kind::Folder) {
            return Err(complain!("{} is there, and is no folder", shown(path)));
        }
        let is_new = there.is_none();
        let entry = match there {
            Some(entry) => entry,
            None => self.made(
                &place,
                at::make_folder(&place.folder, &place.name, 0o700),
                "cannot create directory",
                Kind::Folder,
            )?,
        };
        self.adjust(&subject(&place, &entry, is_new), Wanted::with_mode(rule, 0o755))
    }

    /// p
    pub fn pipe(&mut self, rule: &Tmpfile, path: &[u8]) -> Done {
        let place = with_parents(path)?;
        let there = look(&place)?;
        if there.as_ref().is_some_and(|entry| entry.status.kind != Kind::Pipe) {
            return Err(complain!("{} is there, and is no pipe", shown(path)));
        }
        let is_new = there.is_none();
        let entry = match there {
            Some(entry) => entry,
            None => {
                self.made(&place, at::make_pipe(&place.folder, &place.name, 0o600), "cannot create fifo", Kind::Pipe)?
            }
        };
        self.adjust(&subject(&place, &entry, is_new), Wanted::with_mode(rule, 0o644))
    }

    /// L: what is there already stays.
    pub fn link(&mut self, rule: &Tmpfile, path: &[u8], target: &[u8]) -> Done {
        let place = with_parents(path)?;
        let entry = match look(&place)? {
            Some(entry) => entry,
            None => self.made(
                &place,
                at::make_link(target, &place.folder, &place.name),
                "failed to create symbolic link",
                Kind::Link,
            )?,
        };
        if entry.status.kind != Kind::Link {
            return Ok(());
        }
        let wanted = Wanted { mode: None::<Mode>, ..Wanted::of(rule) };
        self.adjust(&subject(&place, &entry, true), wanted)
    }

    /// What has just been made there, if it has been; another user may have put something of theirs in its place meanwhile.
    pub fn made(&self, place: &Place, result: crate::sys::Result<()>, what: &str, kind: Kind) -> Result<Entry, Failed> {
        let path = place.shown();
        result.map_err(|error| complain!("{path}: {what} '{path}': {error}"))?;
        let entry = place.look_at_any().map_err(|problem| super::unreachable(&place.path, &problem))?;
        let entry = entry.filter(|entry| entry.status.kind == kind && entry.status.uid == self.user);
        entry.ok_or_else(|| complain!("{path}: something else has come in its place"))
    }
}

/// The place of a path, whose folders are made.
pub fn with_parents(path: &[u8]) -> Result<Place, Failed> {
    find(path, How { make: true, follow: false }).map_err(|problem| {
        let (shown_path, at) = (shown(path), shown(&problem.path));
        match problem.reason {
            // As mkdir -p has it: the last folder should have been made, those above should have been there.
            super::place::Reason::Errno(Errno(ENOTDIR)) if problem.path == parent(path) => {
                complain!("{shown_path}: cannot create directory '{at}': {}", Errno(EEXIST))
            }
            reason => complain!("{shown_path}: cannot create directory '{at}': {reason}"),
        }
    })
}

fn parent(path: &[u8]) -> Vec<u8> {
    let end = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    path.get(..end).unwrap_or_default().to_vec()
}
