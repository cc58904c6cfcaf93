//! Writes what an archive has, in the form of the store: files 0444 or 0555, folders 0555, and one time for all.
use crate::fault::{Fault, of_system};
use crate::nar::Handler;
use crate::sys::{Errno, Fd, file, folder};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// 1970-01-01 00:00:01, in microseconds (NixOS/nix: src/libstore/posix-fs-canonicalise.cc).
const TIME: i64 = 1_000_000;

/// Exclusive: neither a file that is there nor a symlink is ever written through.
const CREATE: i32 = file::WRITE | file::CREATE | file::EXCLUSIVE | file::NOFOLLOW;

pub fn set_time(path: &[u8]) -> Result<(), Errno> {
    file::set_times(path, TIME)
}

/// All names are below `target`, which must not exist, since the reader lets no other pass, and all that is written to has been made
/// here. Needs a umask of 0.
pub struct Restore {
    /// The open folder, or what the target is in.
    path: Vec<u8>,
    target: Vec<u8>,
    /// The open file, and where it is.
    file: Option<(Fd, Vec<u8>)>,
}

impl Restore {
    pub fn new(target: String) -> Restore {
        let target = target.into_bytes();
        Restore { path: target.clone(), target, file: None }
    }

    /// The root of the archive has no name. Only it can be at the target itself.
    fn path_of(&self, name: &[u8]) -> Result<Vec<u8>, Fault> {
        if name.is_empty() {
            return Ok(self.target.clone());
        }
        let path = [self.path.as_slice(), b"/", name].concat();
        if name.starts_with(b".wh.") {
            let mark = "would vanish: layers of images say by such a name that a file is removed";
            return Err(format!("{} {mark}", self.shown(&path)).into());
        }
        Ok(path)
    }

    /// Below the target.
    fn shown(&self, path: &[u8]) -> String {
        String::from_utf8_lossy(path.get(self.target.len()..).unwrap_or_default()).into_owned()
    }

    fn refused(&self, path: &[u8], error: Errno) -> Fault {
        let shown = self.shown(path);
        of_system(if shown.is_empty() { "/" } else { &shown })(error)
    }
}

impl Handler for Restore {
    fn directory(&mut self, name: &[u8]) -> Result<(), Fault> {
        let path = self.path_of(name)?;
        // Writable as long as it is being filled: not everyone is root in a test.
        folder::make(&path, 0o755).map_err(|error| self.refused(&path, error))?;
        self.path = path;
        Ok(())
    }

    fn end_directory(&mut self) -> Result<(), Fault> {
        let path = core::mem::take(&mut self.path);
        file::set_mode(&path, 0o555).and_then(|()| set_time(&path)).map_err(|error| self.refused(&path, error))?;
        let end = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        self.path = path.get(..end).unwrap_or_default().to_vec();
        Ok(())
    }

    fn file(&mut self, name: &[u8], executable: bool) -> Result<(), Fault> {
        let path = self.path_of(name)?;
        let mode = if executable { 0o555 } else { 0o444 };
        let file = file::open(&path, CREATE, mode).map_err(|error| self.refused(&path, error))?;
        self.file = Some((file, path));
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        match &self.file {
            None => Ok(()),
            Some((file, path)) => file.write_all(bytes).map_err(|error| self.refused(path, error)),
        }
    }

    fn end_file(&mut self) -> Result<(), Fault> {
        match self.file.take() {
            None => Ok(()),
            Some((file, path)) => file::set_times_of(&file, TIME, TIME).map_err(|error| self.refused(&path, error)),
        }
    }

    fn symlink(&mut self, name: &[u8], target: &[u8]) -> Result<(), Fault> {
        let path = self.path_of(name)?;
        file::symlink(target, &path)
            .and_then(|()| file::set_times_of_link(&path, TIME))
            .map_err(|error| self.refused(&path, error))
    }
}
