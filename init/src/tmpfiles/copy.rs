//! C: a copy of what is in the image, as `cp -a` makes it, without extended attributes and with each name a file of its own.
use super::adjust::{Wanted, each_below, look, subject};
use super::glob::names_in;
use super::make::with_parents;
use super::place::{self, Entry, How, Place, find, shown};
use super::{Done, Run, complain};
use crate::plan::tmpfile::{Owner, Tmpfile};
use crate::sys::errno::{EINVAL, ELOOP, ENOENT};
use crate::sys::file::{self, CREATE, EXCLUSIVE, Kind, NOCTTY, READ, Status, WRITE};
use crate::sys::{Errno, Fd, Result, at};
use alloc::vec;
use alloc::vec::Vec;

/// How deep folders may be in each other.
const DEEPEST: usize = 200;

#[derive(Default)]
struct Copy {
    /// The folders that are being filled, from the top: what is copied may have them in it.
    made: Vec<((u32, u32), u64)>,
    /// What could not be copied first; the rest is copied all the same.
    failed: Option<(Vec<u8>, Errno)>,
}

impl Run {
    /// To where nothing is, or an empty folder.
    pub fn copy(&mut self, rule: &Tmpfile, path: &[u8], source: &[u8]) -> Done {
        let place = with_parents(path)?;
        let copied = match look(&place)? {
            None => self.copy_new(&place, source)?,
            Some(entry) => self.copy_into(&place, &entry, source)?,
        };
        let Some(entry) = look(&place)? else { return Ok(()) };
        if copied && self.user == 0 {
            let always = |owner: Option<Owner>| owner.map(|owner| Owner { only_new: false, ..owner });
            let wanted = Wanted { mode: None, user: always(rule.user), group: always(rule.group) };
            let all = look(&place)?
                .map_or(Ok(()), |entry| each_below(&place, entry, &mut |subject| self.adjust(subject, wanted)));
            all?;
        }
        let status = at::status(&entry.file).unwrap_or(entry.status);
        self.adjust(&subject(&place, &Entry { status, ..entry }, copied), Wanted::of(rule))
    }

    fn copy_new(&self, place: &Place, source: &[u8]) -> core::result::Result<bool, super::Failed> {
        let (path, from) = (place.shown(), shown(source));
        let entry = find(source, How::default()).and_then(|source| source.look());
        let entry = entry.map_err(|problem| super::unreachable(&place.path, &problem))?;
        let Some(entry) = entry else {
            return Err(complain!("{path}: cannot stat '{from}': {}", Errno(ENOENT)));
        };
        let mut copy = Copy::default();
        copy.whole(source, &entry, &place.folder, &place.name);
        copy.done(place)
    }

    /// Whether it was an empty folder.
    fn copy_into(&self, place: &Place, entry: &Entry, source: &[u8]) -> core::result::Result<bool, super::Failed> {
        if entry.status.kind != Kind::Folder || names_in(&entry.file).is_ok_and(|names| !names.is_empty()) {
            return Ok(false);
        }
        let Ok(folder) = place::folder(source) else { return Ok(false) };
        let mut copy = Copy::default();
        let filled = copy.contents(source, &folder, &entry.file);
        let copied = filled.and_then(|()| keep(&entry.file, &at::status(&folder)?, false));
        copy.note(source, copied);
        copy.done(place)
    }
}

impl Copy {
    fn note(&mut self, source: &[u8], result: Result<()>) {
        if let Err(error) = result {
            self.failed.get_or_insert((source.to_vec(), error));
        }
    }

    /// That something was copied, if all was.
    fn done(self, place: &Place) -> core::result::Result<bool, super::Failed> {
        match self.failed {
            None => Ok(true),
            Some((source, error)) => Err(complain!("{}: cannot copy '{}': {error}", place.shown(), shown(&source))),
        }
    }

    fn whole(&mut self, path: &[u8], source: &Entry, folder: &Fd, name: &[u8]) {
        let copied = self.one(path, source, folder, name);
        self.note(path, copied);
    }

    fn one(&mut self, path: &[u8], source: &Entry, folder: &Fd, name: &[u8]) -> Result<()> {
        let Entry { file, status } = source;
        match status.kind {
            // A folder cannot be copied into itself.
            Kind::Folder if self.made.contains(&(status.device, status.inode)) => Err(Errno(EINVAL)),
            Kind::Folder => {
                at::make_folder(folder, name, 0o700)?;
                let made = at::place(folder, name)?;
                let filled = self.contents(path, file, &made);
                keep(&made, status, false)?;
                filled
            }
            Kind::File => {
                let from = at::open_again(file, READ | NOCTTY)?;
                let to = at::open(folder, name, WRITE | CREATE | EXCLUSIVE, 0o600)?;
                bytes(&from, &to)?;
                keep(&to, status, false)
            }
            Kind::Link => {
                at::make_link(&at::read_link(file)?, folder, name)?;
                keep(&at::place(folder, name)?, status, true)
            }
            Kind::Pipe => {
                at::make_pipe(folder, name, 0o600)?;
                keep(&at::place(folder, name)?, status, false)
            }
            Kind::Socket | Kind::Other => Err(Errno(EINVAL)),
        }
    }

    fn contents(&mut self, path: &[u8], from: &Fd, to: &Fd) -> Result<()> {
        let names = names_in(from)?;
        let made = at::status(to)?;
        if self.made.len() > DEEPEST {
            return Err(Errno(ELOOP));
        }
        self.made.push((made.device, made.inode));
        for name in &names {
            let path = [path, b"/", name].concat();
            match at::place(from, name).and_then(|file| Ok(Entry { status: at::status(&file)?, file })) {
                Ok(entry) => self.whole(&path, &entry, to, name),
                Err(error) => self.note(&path, Err(error)),
            }
        }
        self.made.pop();
        Ok(())
    }
}

fn bytes(from: &Fd, to: &Fd) -> Result<()> {
    let mut buffer: Vec<u8> = vec![0; 65_536];
    loop {
        let size = from.read(&mut buffer)?;
        if size == 0 {
            return Ok(());
        }
        to.write_all(buffer.get(..size).unwrap_or_default())?;
    }
}

/// Gives the copy its owner, where this user may, its mode and its times.
fn keep(copy: &Fd, status: &Status, is_link: bool) -> Result<()> {
    let is_owned = at::set_owner(copy, status.uid, status.gid).is_ok();
    if is_link {
        return Ok(());
    }
    // Bits that mean an owner go with the owner.
    at::set_mode(copy, if is_owned { status.mode } else { status.mode & 0o777 })?;
    file::set_times(at::name(copy), status.changed)
}
