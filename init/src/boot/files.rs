use crate::sys::{Errno, Result as SystemResult, file, folder};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What could not be made in the state folder.
pub struct Failed {
    pub name: String,
    pub error: Errno,
}

/// Says which name an error is about.
pub fn named<T>(name: &str, result: SystemResult<T>) -> Result<T, Failed> {
    result.map_err(|error| Failed { name: name.into(), error })
}

/// The files that are there from the beginning; the current folder is the state folder.
pub fn make(environment: &[Vec<u8>], boot_time: i64) -> Result<(), Failed> {
    named("events", file::make_pipe("events", 0o600))?;
    for name in ["units", "notify", "timers", "log"] {
        named(name, folder::make(name, 0o755))?;
    }
    for name in ["command", "log/.control", "log/.done"] {
        named(name, file::make_pipe(name, 0o600))?;
    }
    // Always three digits: they are written in place when there is no space left.
    named("exit-code", file::write("exit-code", b"000\n", 0o644))?;
    let time = format!("{}.{:06}\n", boot_time.div_euclid(1_000_000), boot_time.rem_euclid(1_000_000));
    named("boot-time", file::write("boot-time", time.as_bytes(), 0o644))?;
    let entries: Vec<u8> = environment.iter().flat_map(|entry| entry.iter().copied().chain([0])).collect();
    named("environment", file::write("environment", &entries, 0o600))?;
    if is_first_boot() {
        named("first-boot", file::touch("first-boot"))?;
    }
    Ok(())
}

/// machine-id(5), "First Boot Semantics".
fn is_first_boot() -> bool {
    file::read("/etc/machine-id").map_or(true, |text| text.trim_ascii_end() == b"uninitialized")
}
