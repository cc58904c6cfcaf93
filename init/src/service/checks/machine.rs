//! About the machine, as far as a container sees it.
use super::compare;
use crate::service::glob;
use crate::specifiers::field;
use crate::sys::{file, folder};
use alloc::string::String;
use alloc::vec::Vec;

#[cfg(target_arch = "x86_64")]
const NAMES: [&[u8]; 3] = [b"native", b"x86-64", b"x86_64"];
#[cfg(target_arch = "aarch64")]
const NAMES: [&[u8]; 3] = [b"native", b"arm64", b"aarch64"];

pub fn is_architecture(value: &[u8]) -> bool {
    NAMES.contains(&value)
}

pub fn kernel() -> Vec<u8> {
    file::read("/proc/sys/kernel/osrelease").unwrap_or_default().trim_ascii_end().to_vec()
}

/// "FIELD OPERATOR TEXT", of a field of /etc/os-release.
pub fn is_release(value: &[u8]) -> bool {
    let end = value.iter().position(|byte| *byte == b' ').unwrap_or(value.len());
    let name = String::from_utf8_lossy(value.get(..end).unwrap_or_default());
    compare::texts(&field("/etc/os-release", &name), value.get(end + 1..).unwrap_or_default())
}

/// How the security module shows itself. Of what is below /sys/kernel/security a container seldom sees anything.
pub fn has_security(value: &[u8]) -> bool {
    let is_folder = |path| super::files::is(path, file::Kind::Folder);
    match value {
        b"apparmor" => {
            file::read("/sys/module/apparmor/parameters/enabled").is_ok_and(|text| text.trim_ascii() == b"Y")
        }
        b"selinux" => file::exists("/sys/fs/selinux/enforce"),
        b"smack" => is_folder(b"/sys/fs/smackfs"),
        b"tomoyo" => file::exists("/sys/kernel/security/tomoyo/version"),
        b"ima" => is_folder(b"/sys/kernel/security/ima"),
        _ => false,
    }
}

pub fn has_module(value: &[u8]) -> bool {
    let name: Vec<u8> = value.iter().map(|byte| if *byte == b'-' { b'_' } else { *byte }).collect();
    super::files::is(&[b"/sys/module/".as_slice(), &name].concat(), file::Kind::Folder)
}

/// "v1", "v2", or controllers of the container's own group.
pub fn has_controllers(value: &[u8]) -> bool {
    let unified = file::read("/sys/fs/cgroup/cgroup.controllers").ok();
    let mounted = || folder::names("/sys/fs/cgroup").unwrap_or_default();
    match value {
        b"v2" => return unified.is_some(),
        b"v1" => return unified.is_none() && !mounted().is_empty(),
        _ => {}
    }
    // Without the unified hierarchy: the controllers that are mounted.
    let known = unified.unwrap_or_else(|| mounted().join(b" ".as_slice()));
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
    let known: Vec<&[u8]> = known.split(is_between).collect();
    value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).all(|word| known.contains(&word))
}

/// Bytes: what the machine has, or what the container is allowed to have.
pub fn memory() -> u64 {
    let total =
        line_of("/proc/meminfo", b"MemTotal:").and_then(|text| number(text.split(u8::is_ascii_whitespace).next()?));
    let total = total.unwrap_or(0) * 1024;
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    limits.iter().filter_map(|path| number(file::read(path).ok()?.trim_ascii())).fold(total, u64::min)
}

/// How many the container may run on.
pub fn processors() -> u64 {
    let list = line_of("/proc/self/status", b"Cpus_allowed_list:").unwrap_or_default();
    let count = |range: &[u8]| {
        let mut ends = range.splitn(2, |byte| *byte == b'-').map(number);
        let first = ends.next()??;
        Some(ends.next().flatten().unwrap_or(first).checked_sub(first)? + 1)
    };
    list.split(|byte| *byte == b',').filter_map(count).sum()
}

/// By the kernel's name for it.
pub fn has_feature(value: &[u8]) -> bool {
    let flags = line_of("/proc/cpuinfo", b"flags").unwrap_or_default();
    flags.split(u8::is_ascii_whitespace).any(|flag| !flag.is_empty() && flag == value)
}

/// Also where there is no power supply to be seen.
pub fn is_on_mains() -> bool {
    let read = |folder: &[u8], name: &[u8]| file::read([folder, b"/", name].concat()).ok();
    let mut mains = glob::paths(b"/sys/class/power_supply/*")
        .into_iter()
        .filter(|folder| read(folder, b"type").is_some_and(|kind| kind.trim_ascii() == b"Mains"))
        .filter_map(|folder| read(&folder, b"online"))
        .peekable();
    mains.peek().is_none() || mains.any(|online| online.trim_ascii() != b"0")
}

/// What follows a name at the beginning of a line, without the spaces around it.
fn line_of(path: &str, name: &[u8]) -> Option<Vec<u8>> {
    let text = file::read(path).ok()?;
    Some(text.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(name))?.trim_ascii().to_vec())
}

fn number(text: &[u8]) -> Option<u64> {
    core::str::from_utf8(text).ok()?.parse().ok()
}
