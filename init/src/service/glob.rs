use crate::pattern::{is_pattern, matches};
use crate::sys::{file, folder};
use alloc::vec;
use alloc::vec::Vec;

/// The paths that are there, sorted; a text that is no pattern is one itself.
pub fn paths(pattern: &[u8]) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = vec![if pattern.starts_with(b"/") { b"/".to_vec() } else { Vec::new() }];
    for part in pattern.split(|byte| *byte == b'/').filter(|part| !part.is_empty()) {
        found = found.iter().flat_map(|before| below(before, part)).collect();
    }
    if pattern.ends_with(b"/") {
        found.retain(|path| file::status(path).is_ok_and(|status| status.kind == file::Kind::Folder));
    }
    found
}

fn below(before: &[u8], part: &[u8]) -> Vec<Vec<u8>> {
    let join = |name: &[u8]| match before {
        [] => name.to_vec(),
        [.., b'/'] => [before, name].concat(),
        _ => [before, b"/", name].concat(),
    };
    if !is_pattern(part) {
        let path = join(part);
        return if file::link_status(&path).is_ok() { vec![path] } else { Vec::new() };
    }
    let names = folder::names(if before.is_empty() { b"." } else { before }).unwrap_or_default();
    names.iter().filter(|name| matches(part, name)).map(|name| join(name)).collect()
}
