//! Lines that write a text: f, f+, w, w+.
use super::adjust::{Subject, Wanted, may_be_anothers};
use super::make::with_parents;
use super::place::{How, Place, find};
use super::{Done, Failed, Run, complain};
use crate::plan::tmpfile::Tmpfile;
use crate::sys::errno::{EEXIST, ELOOP};
use crate::sys::file::{APPEND, CREATE, EXCLUSIVE, Kind, NOCTTY, NONBLOCK, WRITE};
use crate::sys::{Errno, Fd, at};

impl Run {
    /// f: a file that is not there yet; with `+` one that is there is written anew.
    pub fn file(&mut self, rule: &Tmpfile, path: &[u8], text: &[u8]) -> Done {
        let place = with_parents(path)?;
        let flags = WRITE | CREATE | EXCLUSIVE | NOCTTY;
        let (file, is_new) = match at::open(&place.folder, &place.name, flags, 0o600) {
            Ok(file) => (file, true),
            Err(Errno(EEXIST)) => (regular(&place)?, false),
            Err(_) => return Err(cannot_be_written(&place)),
        };
        let status = at::status(&file).map_err(|_| cannot_be_written(&place))?;
        let subject = Subject { path: &place.path, file: &file, status, is_shared: place.is_shared(), is_new };
        if is_new {
            file.write_all(text).map_err(|_| {
                // Half of it would be taken for all of it next time.
                let _ = at::remove(&place.folder, &place.name);
                cannot_be_written(&place)
            })?;
        } else if rule.force {
            if may_be_anothers(&subject) {
                return Err(complain!("{}: the file has another name, and may be somebody else's", place.shown()));
            }
            let open = at::open(&place.folder, &place.name, WRITE | NONBLOCK | NOCTTY, 0);
            open.and_then(|open| {
                is_same(&open, &file).and_then(|()| open.truncate(0)).and_then(|()| open.write_all(text))
            })
            .map_err(|_| cannot_be_written(&place))?;
        }
        self.adjust(&subject, Wanted::with_mode(rule, 0o644))
    }
}

/// The file that is there, as a place.
fn regular(place: &Place) -> Result<Fd, Failed> {
    match super::adjust::look(place)? {
        Some(entry) if entry.status.kind == Kind::File => Ok(entry.file),
        _ => Err(complain!("{} is there, and is no file", place.shown())),
    }
}

/// Somebody else may have put another one there between two looks.
fn is_same(one: &Fd, other: &Fd) -> crate::sys::Result<()> {
    let (one, other) = (at::status(one)?, at::status(other)?);
    if (one.device, one.inode) == (other.device, other.inode) { Ok(()) } else { Err(Errno(ELOOP)) }
}

/// w: over the beginning of what is there, at the end of links; with `+` behind what is there.
pub fn into(place: &Place, text: &[u8], append: bool) -> Done {
    let target = find(&place.path, How { make: false, follow: true });
    let target = target.map_err(|problem| super::unreachable(&place.path, &problem))?;
    let Some(entry) = super::adjust::look(&target)? else { return Ok(()) };
    if may_be_anothers(&super::adjust::subject(&target, &entry, false)) {
        return Err(complain!("{}: the file has another name, and may be somebody else's", place.shown()));
    }
    let flags = WRITE | NONBLOCK | NOCTTY | if append { APPEND } else { 0 };
    let open = at::open(&target.folder, &target.name, flags, 0);
    open.and_then(|open| is_same(&open, &entry.file).and_then(|()| open.write_all(text)))
        .map_err(|_| cannot_be_written(place))
}

fn cannot_be_written(place: &Place) -> Failed {
    complain!("{}: cannot be written", place.shown())
}
