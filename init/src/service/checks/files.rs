use crate::sys::file::{self, Kind};
use alloc::vec::Vec;

pub fn is(path: &[u8], kind: Kind) -> bool {
    file::status(path).is_ok_and(|found| found.kind == kind)
}

/// By /proc/self/mountinfo (man proc_pid_mountinfo), whose fifth field is the mount point.
pub fn is_mount_point(path: &[u8]) -> bool {
    let wanted = match path.strip_suffix(b"/") {
        Some(short) if !short.is_empty() => short,
        _ => path,
    };
    let mounts = file::read("/proc/self/mountinfo").unwrap_or_default();
    mounts
        .split(|byte| *byte == b'\n')
        .filter_map(|line| line.split(|byte| *byte == b' ').nth(4))
        .any(|place| unescaped(place) == wanted)
}

/// Spaces and the like are written as a backslash and three octal digits.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let code = match rest {
            [b'\\', digits @ ..] => digits.get(..3).and_then(|three| core::str::from_utf8(three).ok()),
            _ => None,
        };
        match code.and_then(|three| u8::from_str_radix(three, 8).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(3..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

/// Whether /usr is newer than what /etc or /var were updated for.
pub fn needs_update(folder: &[u8]) -> bool {
    let stamp = [folder.strip_suffix(b"/").unwrap_or(folder), b"/.updated"].concat();
    let is_newer = match (file::status("/usr"), file::status(stamp)) {
        (Ok(usr), Ok(stamp)) => usr.changed > stamp.changed,
        (_, stamp) => stamp.is_err(),
    };
    file::may(folder, file::MAY_WRITE) && is_newer
}
