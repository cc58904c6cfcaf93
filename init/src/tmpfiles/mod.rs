//! `init tmpfiles`: what systemd.tmpfiles asks for in places that are made with the container. What fails is said and does not stop
//! the rest; the exit code is then 73 (EX_CANTCREAT), as that of systemd-tmpfiles, unless the line has "-".
mod adjust;
mod copy;
mod glob;
mod make;
mod place;
mod remove;
mod write;

use crate::plan::{self, tmpfile::Tmpfile};
use crate::say;
use crate::specifiers::{expand, expand_bytes};
use crate::sys::{file, identity, process};
use alloc::string::String;
use alloc::vec::Vec;
use place::{Place, Problem, find};

const CANNOT_CREATE: i32 = 73;

/// That it was not done has been said.
pub struct Failed;

type Done = Result<(), Failed>;

/// Says why a line cannot be done.
macro_rules! complain {
    ($($part:tt)*) => {{
        $crate::say!("tmpfiles: {}", format_args!($($part)*));
        $crate::tmpfiles::Failed
    }};
}
use complain;

pub fn main(_arguments: &[Vec<u8>], _environment: &[Vec<u8>]) -> i32 {
    let rules = match crate::place::plan_json() {
        Ok(plan) => plan::tmpfiles(&plan),
        Err(text) => {
            say!("tmpfiles: {text}");
            return CANNOT_CREATE;
        }
    };
    process::set_umask(0o022);
    let mut run = Run { foreign: Vec::new(), user: identity::user() };
    let mut has_failed = false;
    for rule in &rules {
        has_failed |= run.carry_out(rule).is_err() && !rule.may_fail;
    }
    if !run.foreign.is_empty() {
        say!("tmpfiles: only root can set the owner of: {}", run.foreign.join(" "));
    }
    if has_failed { CANNOT_CREATE } else { 0 }
}

struct Run {
    /// What should have an owner that this user cannot give it.
    foreign: Vec<String>,
    user: u32,
}

impl Run {
    fn carry_out(&mut self, rule: &Tmpfile) -> Done {
        let path = expand(&rule.path);
        if rule.removes {
            return match rule.kind.as_str() {
                "r" => self.each(&path, |_, place| remove::one(place)),
                "R" => self.each(&path, |_, place| remove::all(place)),
                "D" => remove::contents(&path),
                _ => Ok(()),
            };
        }
        if rule.if_target_exists && !file::exists([b"/", argument(rule).as_slice()].concat()) {
            return Ok(());
        }
        if let Some(kind) = made_kind(rule) {
            if rule.make_way {
                remove::make_way(&path, kind)?;
            }
            if rule.force && !is_right(rule, &path) {
                existing(&path)?.map_or(Ok(()), |place| remove::all(&place))?;
            }
        }
        match rule.kind.as_str() {
            "d" | "D" => self.folder(rule, &path),
            "f" => self.file(rule, &path, &expand_bytes(rule.argument.as_deref().unwrap_or_default())),
            "p" => self.pipe(rule, &path),
            "L" => self.link(rule, &path, &argument(rule)),
            "C" => self.copy(rule, &path, &argument(rule)),
            "e" => self.each(&path, |run, place| run.adjust_folder(rule, place)),
            "w" => {
                let text = expand_bytes(rule.argument.as_deref().unwrap_or_default());
                self.each(&path, |_, place| write::into(place, &text, rule.force))
            }
            "z" => self.each(&path, |run, place| run.adjust_place(rule, place)),
            "Z" => self.each(&path, |run, place| run.adjust_all(rule, place)),
            _ => Ok(()),
        }
    }

    /// Does it for every path that matches, also when it fails for one of them.
    fn each(&mut self, pattern: &[u8], mut act: impl FnMut(&mut Run, &Place) -> Done) -> Done {
        let found = glob::expand(pattern);
        let mut done = Ok(());
        for problem in &found.problems {
            done = Err(unreachable(pattern, problem));
        }
        for path in &found.paths {
            done = match existing(path) {
                Ok(Some(place)) => act(self, &place).and(done),
                Ok(None) => done,
                Err(failed) => Err(failed),
            };
        }
        done
    }
}

/// The path that a line has as its argument.
fn argument(rule: &Tmpfile) -> Vec<u8> {
    expand(rule.argument.as_deref().unwrap_or_default())
}

/// What a line makes that `=` makes way for, and what `+` puts in the place of something else.
fn made_kind(rule: &Tmpfile) -> Option<file::Kind> {
    Some(match rule.kind.as_str() {
        "d" | "D" => file::Kind::Folder,
        "f" => file::Kind::File,
        "p" => file::Kind::Pipe,
        "L" => file::Kind::Link,
        _ => return None,
    })
}

/// Whether what is there may stay for a line with `+`: only links and pipes take the place of others.
fn is_right(rule: &Tmpfile, path: &[u8]) -> bool {
    let found = || find(path, Default::default()).ok()?.look().ok()?;
    match rule.kind.as_str() {
        "p" => found().is_none_or(|entry| entry.status.kind == file::Kind::Pipe),
        "L" => found()
            .is_none_or(|entry| crate::sys::at::read_link(&entry.file).is_ok_and(|target| target == argument(rule))),
        _ => true,
    }
}

/// The place of something that is there.
fn existing(path: &[u8]) -> Result<Option<Place>, Failed> {
    let found = match find(path, Default::default()) {
        Err(problem) if problem.is_absent() => return Ok(None),
        other => other.and_then(|place| Ok((place.look()?.is_some(), place))),
    };
    match found {
        Ok((is_there, place)) => Ok(is_there.then_some(place)),
        Err(problem) => Err(unreachable(path, &problem)),
    }
}

fn unreachable(path: &[u8], problem: &Problem) -> Failed {
    let (path, at) = (place::shown(path), place::shown(&problem.path));
    if path == at { complain!("{path}: {}", problem.reason) } else { complain!("{path}: '{at}': {}", problem.reason) }
}
