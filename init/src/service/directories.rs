//! RuntimeDirectory= and its like.
use super::environment::Environment;
use super::{Context, Failed, capabilities, trusted_folder};
use crate::plan::Service;
use crate::plan::service::{Directory, User};
use crate::specifiers::expand;
use crate::sys::errno::{EPERM, EROFS};
use crate::sys::{Errno, Fd, Result, file, folder, identity};
use alloc::string::String;
use alloc::vec::Vec;

/// EXIT_RUNTIME_DIRECTORY, for all of them.
const FAILED: Failed = 233;

pub fn name_in(environment: &mut Environment, service: &Service) {
    for Directory { variable, paths, .. } in &service.directories {
        let paths: Vec<Vec<u8>> = paths.iter().map(|path| expand(path)).collect();
        environment.set(variable, paths.join(b":".as_slice()));
    }
}

pub fn make(context: &Context) -> core::result::Result<(), Failed> {
    let owner = context.service.user.as_ref().filter(|_| identity::user() == 0);
    for Directory { variable, mode, paths } in &context.service.directories {
        for path in paths {
            let path = expand(path);
            let made = trusted_folder::make(&path).map_err(|error| {
                context.complain(format_args!("cannot make {}: {error}", String::from_utf8_lossy(&path)));
                FAILED
            })?;
            // Who owns /etc/… writes the service's configuration.
            let owner = owner.filter(|_| variable != "CONFIGURATION_DIRECTORY");
            if let Err(error) = give(&made, *mode, owner) {
                let path = String::from_utf8_lossy(&path);
                context.complain_once(
                    "said-of-folders",
                    format_args!("cannot give {path} to its user: {}", Reason(error)),
                );
            }
        }
    }
    Ok(())
}

/// On a read-only root it stays as the image has it.
fn give(folder: &Fd, mode: u32, owner: Option<&User>) -> Result<()> {
    let status = file::status_of(folder)?;
    let is_own = status.uid == identity::user() || identity::user() == 0;
    if status.mode != mode && is_own {
        match file::set_mode_of(folder, mode) {
            Err(Errno(EROFS)) => return Ok(()),
            other => other?,
        }
    }
    match owner.filter(|user| (user.uid, user.gid) != (status.uid, status.gid)) {
        None => Ok(()),
        Some(user) => match file::set_owner_of(folder, user.uid, user.gid) {
            Err(Errno(EROFS)) => Ok(()),
            other => other,
        },
    }
}

struct Reason(Errno);

impl core::fmt::Display for Reason {
    fn fmt(&self, to: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.0 {
            Errno(EPERM) if !capabilities::has("CHOWN") => to.write_str("the container lacks the capability CAP_CHOWN"),
            error => error.fmt(to),
        }
    }
}

/// Removes the run-time ones, those that others are in first: a folder in one that its user owns could have been replaced by a link.
pub fn remove_runtime(service: &Service) {
    let runtime = service.directories.iter().filter(|directory| directory.variable == "RUNTIME_DIRECTORY");
    let mut paths: Vec<Vec<u8>> =
        runtime.flat_map(|directory| directory.paths.iter().map(|path| expand(path))).collect();
    paths.sort();
    for path in paths {
        let _ = folder::remove_all(&path);
    }
}
