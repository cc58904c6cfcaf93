//! Patterns of file names as a shell has them: `*`, `?`, `[a-z]`, `[!a-z]`, and a backslash before what is itself.
use crate::sys::{file, folder};
use alloc::vec;
use alloc::vec::Vec;

/// Whether a text is as the pattern says. Unlike in a path, `*` is also a slash and a dot at the beginning.
pub fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut in_text) = (0, 0);
    // Where to go on when something did not match: behind the last star, with one byte more for it.
    let mut again: Option<(usize, usize)> = None;
    while in_text < text.len() || at < pattern.len() {
        if pattern.get(at) == Some(&b'*') {
            at += 1;
            again = Some((at, in_text));
            continue;
        }
        if let Some(length) = text.get(in_text).and_then(|byte| one(pattern.get(at..).unwrap_or_default(), *byte)) {
            at += length;
            in_text += 1;
            continue;
        }
        match again {
            Some((star, from)) if from < text.len() => {
                again = Some((star, from + 1));
                (at, in_text) = (star, from + 1);
            }
            _ => return false,
        }
    }
    true
}

/// How long the piece at the pattern's beginning is that stands for this byte.
fn one(pattern: &[u8], byte: u8) -> Option<usize> {
    match pattern {
        [] => None,
        [b'?', ..] => Some(1),
        [b'\\', next, ..] => (*next == byte).then_some(2),
        [b'[', rest @ ..] => match set(rest, byte) {
            Some((length, is_in)) => is_in.then_some(length + 1),
            // A bracket that is not closed is itself.
            None => (byte == b'[').then_some(1),
        },
        [first, ..] => (*first == byte).then_some(1),
    }
}

/// The length of a set with its closing bracket, and whether the byte is in it.
fn set(text: &[u8], byte: u8) -> Option<(usize, bool)> {
    let negated = matches!(text.first(), Some(b'!' | b'^'));
    let start = usize::from(negated);
    let mut at = start;
    let mut found = false;
    loop {
        let first = *text.get(at)?;
        if first == b']' && at > start {
            return Some((at + 1, found != negated));
        }
        if let [first, b'-', last, ..] = text.get(at..)?
            && *last != b']'
        {
            found |= (*first..=*last).contains(&byte);
            at += 3;
        } else {
            found |= first == byte;
            at += 1;
        }
    }
}

fn is_pattern(text: &[u8]) -> bool {
    text.iter().any(|byte| matches!(byte, b'*' | b'?' | b'['))
}

/// The paths that are there, sorted; a text that is no pattern is one itself. A dot at the beginning of a name has to be written.
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

fn below(folder: &[u8], part: &[u8]) -> Vec<Vec<u8>> {
    let join = |name: &[u8]| match folder {
        [] => name.to_vec(),
        [.., b'/'] => [folder, name].concat(),
        _ => [folder, b"/", name].concat(),
    };
    if !is_pattern(part) {
        let path = join(part);
        return if file::link_status(&path).is_ok() { vec![path] } else { Vec::new() };
    }
    let names = folder::names(if folder.is_empty() { b"." } else { folder }).unwrap_or_default();
    let names = names.iter().filter(|name| matches(part, name) && (part.starts_with(b".") || !name.starts_with(b".")));
    names.map(|name| join(name)).collect()
}
