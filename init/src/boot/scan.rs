use super::files::{Failed, named};
use crate::sys::file::{self, Kind};
use crate::sys::folder;
use alloc::string::String;

/// s6's supervisors write into their folders, so these are copied. Their files are links to the image's, so that they can be run
/// although the state folder may be mounted "noexec".
pub fn copy(from: &[u8], to: &[u8]) -> Result<(), Failed> {
    let shown = String::from_utf8_lossy(to);
    named(&shown, folder::make(to, 0o755))?;
    for name in named(&shown, folder::names(from))? {
        let (from, to) = ([from, b"/", &name].concat(), [to, b"/", &name].concat());
        let shown = String::from_utf8_lossy(&to);
        match named(&shown, file::link_status(&from))?.kind {
            Kind::Folder => copy(&from, &to)?,
            _ => named(&shown, file::symlink(&from, &to))?,
        }
    }
    Ok(())
}
