//! About the container and who the init runs as.
use crate::pattern::matches;
use crate::specifiers::host_name;
use crate::sys::{file, identity};
use alloc::vec::Vec;

/// "yes" or another word: whether a fact is as it should be.
pub fn is_as_wanted(value: &[u8], fact: bool) -> bool {
    (value == b"yes") == fact
}

pub fn is_user(value: &[u8]) -> bool {
    let user = identity::user();
    match (value, number(value)) {
        (b"@system", _) => user < 1000 || user == 65534,
        (_, Some(id)) => id == user,
        (b"root", _) if user == 0 => true,
        _ => entry("/etc/passwd", value) == Some(user),
    }
}

/// The groups that the init itself is in.
pub fn is_group(value: &[u8]) -> bool {
    let root = (value == b"root").then_some(0);
    let group = number(value).or_else(|| entry("/etc/group", value)).or(root);
    group.is_some_and(|group| group == identity::group() || identity::groups().contains(&group))
}

fn number(text: &[u8]) -> Option<u32> {
    core::str::from_utf8(text).ok()?.parse().ok()
}

/// The third field of /etc/passwd or /etc/group is the id.
fn entry(path: &str, name: &[u8]) -> Option<u32> {
    let text = file::read(path).ok()?;
    let mut lines = text.split(|byte| *byte == b'\n').map(|line| line.split(|byte| *byte == b':').collect::<Vec<_>>());
    let line = lines.find(|fields| fields.first() == Some(&name))?;
    number(line.get(2)?)
}

/// A pattern of the host's name, or the machine's id, with dashes or without.
pub fn is_host(value: &[u8]) -> bool {
    if matches(value, &host_name()) {
        return true;
    }
    let id: Vec<u8> = value.iter().filter(|byte| **byte != b'-').map(u8::to_ascii_lowercase).collect();
    let machine = file::read("/etc/machine-id").unwrap_or_default();
    id.len() == 32 && id.iter().all(u8::is_ascii_hexdigit) && machine.trim_ascii() == id
}

/// A word as it is, or a name as that of an assignment.
pub fn is_among<'a>(value: &[u8], mut words: impl Iterator<Item = &'a [u8]>) -> bool {
    words.any(|word| {
        word == value || !value.contains(&b'=') && word.strip_prefix(value).is_some_and(|rest| rest.starts_with(b"="))
    })
}

pub fn is_in_command_line(value: &[u8]) -> bool {
    let text = file::read("/proc/cmdline").unwrap_or_default();
    is_among(value, text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()))
}

pub fn is_virtualization(value: &[u8]) -> bool {
    match value {
        b"1" | b"y" | b"yes" | b"t" | b"true" | b"on" | b"container" | b"docker" => true,
        // Not all of the machine's ids are its own.
        b"private-users" => {
            let map = file::read("/proc/self/uid_map").unwrap_or_default();
            let line = map.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let fields: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty()).collect();
            fields != [b"0".as_slice(), b"0", b"4294967295"]
        }
        _ => false,
    }
}

/// By the capability's number: whether a program could still gain it.
pub fn has_capability(value: &[u8]) -> bool {
    number(value).is_some_and(identity::in_bounding_set)
}
