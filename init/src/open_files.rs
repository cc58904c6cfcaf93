//! How many files a process may have open. The supervisors need more than a service may expect (select(2) ends at 1024), so they get
//! the hard limit, and what the container was given waits in the state folder for whoever runs a program of the image.
use crate::place;
use crate::sys::{Result, file, limits};
use alloc::format;

const NAME: &str = "limit-nofile";

/// Raises the soft limit; the current folder is the state folder.
pub fn raise() -> Result<()> {
    let (soft, hard) = limits::get(limits::NOFILE)?;
    file::write(NAME, format!("{soft} {hard}\n").as_bytes(), 0o644)?;
    // Where that is refused it stays as it is.
    let _ = limits::set(limits::NOFILE, hard, hard);
    Ok(())
}

/// Sets the soft limit that the container was given.
pub fn restore(state: &[u8]) {
    let text = file::read_own(place::in_state(state, NAME)).unwrap_or_default();
    let soft = core::str::from_utf8(&text).ok().and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    if let (Some(soft), Ok((_, hard))) = (soft, limits::get(limits::NOFILE)) {
        let _ = limits::set(limits::NOFILE, soft.min(hard), hard);
    }
}
