//! Folders that are made on paths which somebody else may have had a hand in.
use crate::sys::errno::{EINVAL, ELOOP, ENOENT, ENOTDIR};
use crate::sys::file::{self, DIRECTORY, Kind, READ};
use crate::sys::{Errno, Fd, Result, at, identity};
use alloc::format;
use alloc::string::String;

/// Makes a folder and its parents, which are 0755; all of them may be there. A link on the way is followed only in a folder that is
/// root's, or this process's user's, and that others cannot write. Gives the folder itself.
pub fn make(path: &[u8]) -> Result<Fd> {
    let mut folder = at::root()?;
    for name in path.split(|byte| *byte == b'/').filter(|name| !name.is_empty() && *name != b".") {
        if name == b".." {
            return Err(Errno(EINVAL));
        }
        let made = at::make_folder(&folder, name, 0o755);
        folder = match (at::place(&folder, name), made) {
            (Ok(found), _) => step(&folder, found, name)?,
            // On a read-only root, or in a folder of somebody else.
            (Err(Errno(ENOENT)), Err(error)) | (Err(error), _) => return Err(error),
        };
    }
    // One that this process may not read has another owner, and stays as it is.
    Ok(file::open(name_of(&folder), READ | DIRECTORY, 0).unwrap_or(folder))
}

fn step(folder: &Fd, found: Fd, name: &[u8]) -> Result<Fd> {
    /// Not to be read: on the way that need not be possible.
    const PLACE: i32 = 0o10_000_000;
    match at::status(&found)?.kind {
        Kind::Folder => Ok(found),
        Kind::Link if is_trusted(folder)? => {
            file::open([name_of(folder).as_bytes(), b"/", name].concat(), PLACE | DIRECTORY, 0)
        }
        Kind::Link => Err(Errno(ELOOP)),
        _ => Err(Errno(ENOTDIR)),
    }
}

fn is_trusted(folder: &Fd) -> Result<bool> {
    const OTHERS_WRITE: u32 = 0o022;
    let found = at::status(folder)?;
    Ok((found.uid == 0 || found.uid == identity::user()) && found.mode & OTHERS_WRITE == 0)
}

/// A path that leads to an open file and to nothing else.
fn name_of(folder: &Fd) -> String {
    format!("/proc/self/fd/{}", folder.raw())
}
