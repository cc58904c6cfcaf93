//! Paths, walked from folder to folder: a user of a service who puts links where the lines of tmpfiles go shall not get what is
//! not theirs. A link is followed as everywhere when root has made it, or the user that this program runs as: it is theirs, or in a
//! folder where nobody else can put anything. Behind another link everything must be its owner's. systemd refuses more: with it
//! that holds for all that is below a user's folder.
use crate::sys::errno::{ELOOP, ENOENT, ENOTDIR};
use crate::sys::file::{Kind, Status};
use crate::sys::{Errno, Fd, at, identity};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// As in the kernel.
const MOST_LINKS: usize = 40;

/// A name in a folder that is open; there need be nothing.
pub struct Place {
    /// As it is in messages.
    pub path: Vec<u8>,
    pub folder: Fd,
    pub name: Vec<u8>,
    /// Whose it must be, behind a link of that user.
    only: Option<u32>,
}

/// What is there, which may be a link.
pub struct Entry {
    pub file: Fd,
    pub status: Status,
}

/// Why a place cannot be reached, and how far it went.
#[derive(Debug)]
pub struct Problem {
    pub path: Vec<u8>,
    pub reason: Reason,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    Errno(Errno),
    /// Behind a link of that user there is something of somebody else's.
    LinkOf(u32),
}

impl fmt::Display for Reason {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Errno(error) => write!(to, "{error}"),
            Reason::LinkOf(uid) => write!(to, "a link of user {uid} leads to what is not theirs"),
        }
    }
}

impl From<Errno> for Reason {
    fn from(error: Errno) -> Reason {
        Reason::Errno(error)
    }
}

impl Problem {
    /// Nothing can be there.
    pub fn is_absent(&self) -> bool {
        matches!(self.reason, Reason::Errno(Errno(ENOENT | ENOTDIR)))
    }
}

/// What to do on the way.
#[derive(Clone, Copy, Default)]
pub struct How {
    /// Make the folders above that are not there.
    pub make: bool,
    /// Follow a link that is there in the end.
    pub follow: bool,
}

/// Finds the place of an absolute path.
pub fn find(path: &[u8], how: How) -> Result<Place, Problem> {
    let mut walk = Walk::new(path)?;
    let mut parts = reversed(path, false);
    loop {
        let Some(part) = parts.pop() else { return Ok(walk.end(path, b".")) };
        let name = &part.name;
        if parts.is_empty() && name != b".." {
            if !how.follow {
                return Ok(walk.end(path, name));
            }
            match at::place(&walk.folder, name).and_then(|file| Ok((at::status(&file)?, file))) {
                Ok((status, file)) if status.kind == Kind::Link => walk.follow(&file, &status, &mut parts)?,
                _ => return Ok(walk.end(path, name)),
            }
            continue;
        }
        walk.enter(part, how.make, &mut parts)?;
    }
}

/// Opens a folder as a place; links are followed.
pub fn folder(path: &[u8]) -> Result<Fd, Problem> {
    let mut walk = Walk::new(path)?;
    let mut parts = reversed(path, false);
    while let Some(part) = parts.pop() {
        walk.enter(part, false, &mut parts)?;
    }
    Ok(walk.folder)
}

/// A part of a path that is still to be walked.
struct Part {
    name: Vec<u8>,
    /// Not of the path itself, but of where a link leads.
    is_of_link: bool,
}

fn reversed(path: &[u8], is_of_link: bool) -> Vec<Part> {
    let names = path.split(|byte| *byte == b'/').filter(|name| !name.is_empty() && name != b".");
    names.rev().map(|name| Part { name: name.to_vec(), is_of_link }).collect()
}

struct Walk {
    folder: Fd,
    /// Where that is.
    path: Vec<u8>,
    only: Option<u32>,
    links: usize,
}

impl Walk {
    fn new(path: &[u8]) -> Result<Walk, Problem> {
        let folder = at::root().map_err(|error| Problem { path: path.to_vec(), reason: error.into() })?;
        Ok(Walk { folder, path: Vec::new(), only: None, links: 0 })
    }

    fn end(self, path: &[u8], name: &[u8]) -> Place {
        Place { path: path.to_vec(), folder: self.folder, name: name.to_vec(), only: self.only }
    }

    fn problem(&self, reason: impl Into<Reason>) -> Problem {
        let path = if self.path.is_empty() { b"/".to_vec() } else { self.path.clone() };
        Problem { path, reason: reason.into() }
    }

    /// Into the folder of that name; where a link leads is put before the parts that are left.
    fn enter(&mut self, part: Part, make: bool, parts: &mut Vec<Part>) -> Result<(), Problem> {
        let Part { name, is_of_link } = part;
        if name == b".." {
            self.path.truncate(parent_end(&self.path));
        } else {
            self.path.push(b'/');
            self.path.extend_from_slice(&name);
        }
        let mut is_new = false;
        let file = match at::place(&self.folder, &name) {
            Err(Errno(ENOENT)) if make && !is_of_link => at::make_folder(&self.folder, &name, 0o755).and_then(|()| {
                is_new = true;
                at::place(&self.folder, &name)
            }),
            other => other,
        };
        let file = file.map_err(|error| self.problem(error))?;
        let status = at::status(&file).map_err(|error| self.problem(error))?;
        match status.kind {
            Kind::Folder => {
                if !is_new {
                    self.check(&status)?;
                }
                self.folder = file;
                Ok(())
            }
            Kind::Link => {
                let above = parent_end(&self.path);
                self.follow(&file, &status, parts)?;
                self.path.truncate(above.min(self.path.len()));
                Ok(())
            }
            _ => Err(self.problem(Errno(ENOTDIR))),
        }
    }

    fn follow(&mut self, link: &Fd, status: &Status, parts: &mut Vec<Part>) -> Result<(), Problem> {
        self.links += 1;
        if self.links > MOST_LINKS {
            return Err(self.problem(Errno(ELOOP)));
        }
        self.check(status)?;
        let is_ours = is_trusted(status.uid) || at::status(&self.folder).is_ok_and(|folder| !is_shared(&folder));
        if !is_ours {
            self.only = Some(status.uid);
        }
        let target = at::read_link(link).map_err(|error| self.problem(error))?;
        if target.starts_with(b"/") {
            let root = at::root().and_then(|root| Ok((at::status(&root)?, root)));
            let (status, root) = root.map_err(|error| self.problem(error))?;
            self.check(&status)?;
            self.folder = root;
            self.path.clear();
        }
        parts.extend(reversed(&target, true));
        Ok(())
    }

    fn check(&self, status: &Status) -> Result<(), Problem> {
        match self.only {
            Some(uid) if status.uid != uid => Err(self.problem(Reason::LinkOf(uid))),
            _ => Ok(()),
        }
    }
}

fn parent_end(path: &[u8]) -> usize {
    path.iter().rposition(|byte| *byte == b'/').unwrap_or(0)
}

/// Root may do all that this program may, and its own user too.
fn is_trusted(uid: u32) -> bool {
    uid == 0 || uid == identity::user()
}

impl Place {
    /// What is there.
    pub fn look(&self) -> Result<Option<Entry>, Problem> {
        match (self.look_at_any()?, self.only) {
            (Some(entry), Some(uid)) if entry.status.uid != uid => Err(self.problem(Reason::LinkOf(uid))),
            (found, _) => Ok(found),
        }
    }

    /// The same, whosever it is.
    pub fn look_at_any(&self) -> Result<Option<Entry>, Problem> {
        let found = at::place(&self.folder, &self.name).and_then(|file| Ok(Entry { status: at::status(&file)?, file }));
        match found {
            Ok(entry) => Ok(Some(entry)),
            Err(Errno(ENOENT)) => Ok(None),
            Err(error) => Err(self.problem(error.into())),
        }
    }

    fn problem(&self, reason: Reason) -> Problem {
        Problem { path: self.path.clone(), reason }
    }

    /// Whether other users can put something there.
    pub fn is_shared(&self) -> bool {
        at::status(&self.folder).map_or(true, |folder| is_shared(&folder))
    }

    pub fn shown(&self) -> String {
        shown(&self.path)
    }
}

pub fn is_shared(folder: &Status) -> bool {
    !is_trusted(folder.uid) || folder.mode & 0o022 != 0
}

pub fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}
