//! What `%H` and its like stand for in a running container (man systemd.unit, "Specifiers"); decl has replaced all others.
use crate::sys::file;
use alloc::vec::Vec;

/// A text with its specifiers replaced. A percent sign is `%%`; what is no specifier stays as it is.
///
///     expand("/run/%l.pid") → /run/box.pid
pub fn expand(text: &str) -> Vec<u8> {
    expand_with(text, |character, to| to.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()))
}

/// The same for bytes that are written as latin1, one character for each.
pub fn expand_bytes(text: &str) -> Vec<u8> {
    expand_with(text, |character, to| match u8::try_from(character) {
        Ok(byte) => to.push(byte),
        Err(_) => to.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
    })
}

fn expand_with(text: &str, add: impl Fn(char, &mut Vec<u8>)) -> Vec<u8> {
    let mut expanded = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let mut ahead = rest.clone();
        match (character, ahead.next()) {
            ('%', Some('%')) => expanded.push(b'%'),
            ('%', Some(letter)) => match value(letter) {
                Some(value) => expanded.extend_from_slice(&value),
                None => {
                    add(character, &mut expanded);
                    continue;
                }
            },
            _ => {
                add(character, &mut expanded);
                continue;
            }
        }
        rest = ahead;
    }
    expanded
}

/// None where there is no such specifier; nothing where what it stands for is not known.
fn value(letter: char) -> Option<Vec<u8>> {
    const OS_RELEASE: &str = "/etc/os-release";
    Some(match letter {
        'H' => host_name(),
        'l' => short_host_name(),
        'q' => Some(field("/etc/machine-info", "PRETTY_HOSTNAME"))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(short_host_name),
        'm' => first_line("/etc/machine-id"),
        'b' => first_line("/proc/sys/kernel/random/boot_id").into_iter().filter(|byte| *byte != b'-').collect(),
        'a' => MACHINE.to_vec(),
        'v' => first_line("/proc/sys/kernel/osrelease"),
        'o' => field(OS_RELEASE, "ID"),
        'w' => field(OS_RELEASE, "VERSION_ID"),
        'W' => field(OS_RELEASE, "VARIANT_ID"),
        'M' => field(OS_RELEASE, "IMAGE_ID"),
        'A' => field(OS_RELEASE, "IMAGE_VERSION"),
        'B' => field(OS_RELEASE, "BUILD_ID"),
        _ => return None,
    })
}

#[cfg(target_arch = "x86_64")]
const MACHINE: &[u8] = b"x86-64";
#[cfg(target_arch = "aarch64")]
const MACHINE: &[u8] = b"arm64";

pub fn host_name() -> Vec<u8> {
    first_line("/proc/sys/kernel/hostname")
}

fn short_host_name() -> Vec<u8> {
    host_name().split(|byte| *byte == b'.').next().unwrap_or_default().to_vec()
}

fn first_line(path: &str) -> Vec<u8> {
    let text = file::read(path).unwrap_or_default();
    text.split(|byte| *byte == b'\n').next().unwrap_or_default().to_vec()
}

/// What a file such as /etc/os-release says of a name, without quotes.
pub fn field(path: &str, name: &str) -> Vec<u8> {
    let text = file::read(path).unwrap_or_default();
    let value =
        text.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(name.as_bytes())?.strip_prefix(b"="));
    unquoted(value.unwrap_or_default())
}

/// os-release(5): quotes around the whole, and a backslash before what is special in a shell.
fn unquoted(text: &[u8]) -> Vec<u8> {
    let inner = match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        other => other,
    };
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner.iter();
    while let Some(byte) = rest.next() {
        let byte = if *byte == b'\\' { rest.next() } else { Some(byte) };
        bytes.extend(byte);
    }
    bytes
}
