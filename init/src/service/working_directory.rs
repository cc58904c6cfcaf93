use super::{Context, Failed};
use crate::specifiers::expand;
use crate::sys::folder;
use alloc::string::String;

/// EXIT_CHDIR
const FAILED: Failed = 200;

/// WorkingDirectory=: with a dash before it a folder that may be missing.
pub fn enter(context: &Context) -> Result<(), Failed> {
    let written = context.service.working_directory.as_str();
    let (is_optional, path) = match written.strip_prefix('-') {
        Some(path) => (true, path),
        None => (false, written),
    };
    let path = expand(path);
    match folder::enter(&path) {
        Ok(()) => Ok(()),
        Err(_) if is_optional => folder::enter("/").map_err(|_| FAILED),
        Err(error) => {
            context.complain(format_args!("cannot enter {}: {error}", String::from_utf8_lossy(&path)));
            Err(FAILED)
        }
    }
}
