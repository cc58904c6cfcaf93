use super::place::{self, Problem, Reason};
use crate::pattern::{is_pattern, matches};
use crate::sys::file::{DIRECTORY, READ};
use crate::sys::{Fd, Result, at, folder};
use alloc::vec::Vec;

#[derive(Default)]
pub struct Found {
    /// Sorted.
    pub paths: Vec<Vec<u8>>,
    /// Links that were not followed.
    pub problems: Vec<Problem>,
}

/// The paths that match a pattern, or the path itself where it is none; whether something is there is not looked at.
pub fn expand(pattern: &[u8]) -> Found {
    let parts: Vec<&[u8]> = pattern.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).collect();
    let mut found = Found::default();
    if parts.iter().any(|part| is_pattern(part)) {
        below(Vec::new(), &parts, &mut found);
    } else {
        found.paths.push(pattern.to_vec());
    }
    found
}

/// Adds what matches the parts below a folder.
fn below(folder: Vec<u8>, parts: &[&[u8]], found: &mut Found) {
    let Some(first) = parts.iter().position(|part| is_pattern(part)) else {
        found.paths.push(joined(&folder, parts));
        return;
    };
    let folder = joined(&folder, parts.get(..first).unwrap_or_default());
    let (Some(part), rest) = (parts.get(first), parts.get(first + 1..).unwrap_or_default()) else { return };
    let names = match place::folder(&folder) {
        Ok(place) => names_in(&place).unwrap_or_default(),
        Err(problem) => {
            if let Reason::LinkOf(_) = problem.reason {
                found.problems.push(problem);
            }
            return;
        }
    };
    for name in names.iter().filter(|name| matches(part, name)) {
        below(joined(&folder, &[name.as_slice()]), rest, found);
    }
}

pub fn names_in(place: &Fd) -> Result<Vec<Vec<u8>>> {
    folder::names_of(at::open(place, b".", READ | DIRECTORY, 0)?)
}

fn joined(folder: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().fold(folder.to_vec(), |path, part| [path.as_slice(), b"/", part].concat())
}
