use super::place::{Entry, Place, is_shared, shown};
use super::{Done, Failed, Run, complain};
use crate::plan::tmpfile::{Mode, Owner, Tmpfile};
use crate::sys::file::{self, DIRECTORY, Kind, READ, Status};
use crate::sys::{Fd, at, folder};
use alloc::string::String;
use alloc::vec::Vec;

/// What a mode and an owner are given to.
pub struct Subject<'a> {
    pub path: &'a [u8],
    pub file: &'a Fd,
    pub status: Status,
    /// Whether other users can put something into the folder that it is in.
    pub is_shared: bool,
    pub is_new: bool,
}

/// Mode and owner of a line.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub mode: Option<Mode>,
    pub user: Option<Owner>,
    pub group: Option<Owner>,
}

impl Wanted {
    pub fn of(rule: &Tmpfile) -> Wanted {
        Wanted { mode: rule.mode, user: rule.user, group: rule.group }
    }

    /// Where the line says no mode, that of something new.
    pub fn with_mode(rule: &Tmpfile, bits: u32) -> Wanted {
        let mode = rule.mode.unwrap_or(Mode { bits, masked: false, only_new: true });
        Wanted { mode: Some(mode), ..Wanted::of(rule) }
    }
}

impl Run {
    pub fn adjust_place(&mut self, rule: &Tmpfile, place: &Place) -> Done {
        let Some(entry) = look(place)? else { return Ok(()) };
        self.adjust(&subject(place, &entry, false), Wanted::of(rule))
    }

    /// Only a folder.
    pub fn adjust_folder(&mut self, rule: &Tmpfile, place: &Place) -> Done {
        let Some(entry) = look(place)? else { return Ok(()) };
        if entry.status.kind != Kind::Folder {
            return Ok(());
        }
        self.adjust(&subject(place, &entry, false), Wanted::of(rule))
    }

    /// With all that is below.
    pub fn adjust_all(&mut self, rule: &Tmpfile, place: &Place) -> Done {
        let Some(entry) = look(place)? else { return Ok(()) };
        let wanted = Wanted::of(rule);
        each_below(place, entry, &mut |subject| self.adjust(subject, wanted))
    }

    /// Gives it the mode and the owner. What a change of the owner takes away of the mode is set again.
    pub fn adjust(&mut self, subject: &Subject<'_>, wanted: Wanted) -> Done {
        let Subject { file, status: now, .. } = subject;
        let path = shown(subject.path);
        let applies = |only_new: bool| subject.is_new || !only_new;
        let mode = wanted.mode.filter(|mode| applies(mode.only_new));
        let id = |owner: Option<Owner>, now: u32| {
            owner.filter(|owner| applies(owner.only_new)).map_or(now, |owner| owner.id)
        };
        let (uid, gid) = (id(wanted.user, now.uid), id(wanted.group, now.gid));
        let changes_owner = (uid, gid) != (now.uid, now.gid);
        if (changes_owner || mode.is_some()) && may_be_anothers(subject) {
            return Err(complain!("{path}: the file has another name, and may be somebody else's"));
        }
        let mut done = Ok(());
        if changes_owner {
            if self.user == 0 {
                at::set_owner(file, uid, gid)
                    .map_err(|error| complain!("{path}: changing ownership of '{path}': {error}"))?;
            } else {
                self.foreign.push(alloc::format!("{path} ({uid}:{gid})"));
                done = Err(Failed);
                if now.uid != self.user {
                    return done;
                }
            }
        }
        let Some(mode) = mode.filter(|_| now.kind != Kind::Link) else { return done };
        let bits = if mode.masked && !subject.is_new { masked(mode.bits, now) } else { mode.bits };
        if subject.is_new || (changes_owner && self.user == 0) || bits != now.mode {
            at::set_mode(file, bits).map_err(|error| complain!("{path}: changing permissions of '{path}': {error}"))?;
        }
        done
    }
}

/// A hard link that a user has made, where the kernel lets them (fs.protected_hardlinks).
pub fn may_be_anothers(subject: &Subject<'_>) -> bool {
    subject.status.kind == Kind::File
        && subject.status.names > 1
        && subject.is_shared
        && !file::read("/proc/sys/fs/protected_hardlinks").is_ok_and(|text| text.starts_with(b"1"))
}

/// `~`: no more than what is there may be read, written or run by someone.
fn masked(bits: u32, now: &Status) -> u32 {
    let kinds = [0o111, 0o222, 0o444].into_iter().filter(|kind| now.mode & kind == 0);
    let bits = kinds.fold(bits, |bits, kind| bits & !kind);
    if now.kind == Kind::Folder { bits } else { bits & 0o777 }
}

pub fn subject<'a>(place: &'a Place, entry: &'a Entry, is_new: bool) -> Subject<'a> {
    Subject { path: &place.path, file: &entry.file, status: entry.status, is_shared: place.is_shared(), is_new }
}

pub fn look(place: &Place) -> Result<Option<Entry>, Failed> {
    place.look().map_err(|problem| super::unreachable(&place.path, &problem))
}

/// A folder that is gone through.
struct Level {
    path: Vec<u8>,
    file: Fd,
    is_shared: bool,
    /// What is left in it.
    names: Vec<Vec<u8>>,
}

/// Acts on what is there and all that is below it, folders before what is in them; no link is followed.
pub fn each_below(place: &Place, entry: Entry, act: &mut impl FnMut(&Subject<'_>) -> Done) -> Done {
    let mut done = Ok(());
    let mut levels = Vec::new();
    let mut next = Some((place.path.clone(), entry, place.is_shared()));
    loop {
        if let Some((path, entry, is_in_shared)) = next.take() {
            // It is opened before its mode may forbid that.
            let level = (entry.status.kind == Kind::Folder).then(|| Level::open(path.clone(), &entry));
            let subject = Subject {
                path: &path,
                file: &entry.file,
                status: entry.status,
                is_shared: is_in_shared,
                is_new: false,
            };
            done = act(&subject).and(done);
            match level {
                None => {}
                Some(Ok(level)) => levels.push(level),
                Some(Err(problem)) => done = Err(complain!("{problem}")),
            }
        }
        let Some(level) = levels.last_mut() else { return done };
        let Some(name) = level.names.pop() else {
            levels.pop();
            continue;
        };
        // What is gone meanwhile needs nothing.
        if let Ok(file) = at::place(&level.file, &name)
            && let Ok(status) = at::status(&file)
        {
            next = Some(([level.path.as_slice(), b"/", &name].concat(), Entry { file, status }, level.is_shared));
        }
    }
}

impl Level {
    fn open(path: Vec<u8>, entry: &Entry) -> Result<Level, String> {
        let names = || folder::names_of(at::open(&entry.file, b".", READ | DIRECTORY, 0)?);
        // A place of its own, which stays open while the folder is gone through.
        let opened = names().and_then(|names| Ok((names, at::place(&entry.file, b".")?)));
        let (mut names, file) = opened.map_err(|error| alloc::format!("{}: {error}", shown(&path)))?;
        names.reverse();
        Ok(Level { is_shared: is_shared(&entry.status), path, file, names })
    }
}
