use super::adjust::look;
use super::place::{How, Place, find, shown};
use super::{Done, complain, existing};
use crate::sys::errno::{EISDIR, ENOENT, EPERM};
use crate::sys::file::{DIRECTORY, Kind, READ};
use crate::sys::{Errno, Fd, Result, at, folder};

/// r: a file or an empty folder.
pub fn one(place: &Place) -> Done {
    let path = place.shown();
    match look(place)? {
        None => Ok(()),
        Some(entry) if entry.status.kind == Kind::Folder => at::remove_folder(&place.folder, &place.name)
            .map_err(|error| complain!("{path}: failed to remove '{path}': {error}")),
        Some(_) => {
            at::remove(&place.folder, &place.name).map_err(|error| complain!("{path}: cannot remove '{path}': {error}"))
        }
    }
}

/// R: with all that is below.
pub fn all(place: &Place) -> Done {
    let path = place.shown();
    tree(&place.folder, &place.name).map_err(|error| complain!("{path}: cannot remove '{path}': {error}"))
}

/// D, before anything is made: what is in the folder goes.
pub fn contents(path: &[u8]) -> Done {
    let Some(place) = existing(path)? else { return Ok(()) };
    let Some(entry) = look(&place)?.filter(|entry| entry.status.kind == Kind::Folder) else { return Ok(()) };
    let opened = at::open(&entry.file, b".", READ | DIRECTORY, 0);
    let path = shown(path);
    opened
        .and_then(|opened| folder::empty_open(&opened))
        .map_err(|error| complain!("{path}: cannot remove what is in '{path}': {error}"))
}

/// What is there goes, unless it is of that kind; above it only folders stay, and links to folders.
pub fn make_way(path: &[u8], kind: Kind) -> Done {
    for (end, _) in path.iter().enumerate().skip(1).filter(|(_, byte)| **byte == b'/') {
        let above = path.get(..end).unwrap_or_default();
        let Some(place) = existing(above)? else { break };
        let leads_to = find(above, How { make: false, follow: true }).and_then(|place| place.look());
        let is_folder = leads_to.is_ok_and(|entry| entry.is_some_and(|entry| entry.status.kind == Kind::Folder));
        if !is_folder {
            all(&place)?;
        }
    }
    let Some(place) = existing(path)? else { return Ok(()) };
    match look(&place)? {
        Some(entry) if entry.status.kind != kind => all(&place),
        _ => Ok(()),
    }
}

fn tree(parent: &Fd, name: &[u8]) -> Result<()> {
    match at::remove(parent, name) {
        Err(Errno(EISDIR | EPERM)) => {}
        Err(Errno(ENOENT)) => return Ok(()),
        other => return other,
    }
    let emptied = at::open(parent, name, READ | DIRECTORY, 0).and_then(|opened| folder::empty_open(&opened));
    match at::remove_folder(parent, name) {
        Ok(()) | Err(Errno(ENOENT)) => Ok(()),
        Err(error) => emptied.and(Err(error)),
    }
}
