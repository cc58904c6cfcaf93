//! Which processes there are, by /proc.
use super::context::fork_for;
use super::{Context, privileges};
use crate::plan::service::User;
use crate::sys::{Fd, Pid, fd, file, folder, identity, process};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Process {
    pub pid: Pid,
    state: u8,
    pub parent: Pid,
    pub group: Pid,
    pub session: Pid,
    /// When it began, in ticks since the machine did: another process of the same number has another.
    pub began: u64,
}

impl Process {
    /// Not a zombie.
    pub fn is_alive(&self) -> bool {
        !matches!(self.state, b'Z' | b'X')
    }
}

pub fn one(pid: Pid) -> Option<Process> {
    let text = file::read(format!("/proc/{pid}/stat")).ok()?;
    // After the name in parentheses: state, parent, group, session …; the beginning is the 22nd field.
    let end = text.iter().rposition(|byte| *byte == b')')?;
    let text = core::str::from_utf8(text.get(end + 2..)?).ok()?;
    let mut fields = text.split(' ');
    let state = fields.next()?.bytes().next()?;
    let parent = fields.next()?.parse().ok()?;
    let group = fields.next()?.parse().ok()?;
    let session = fields.next()?.parse().ok()?;
    let began = fields.nth(15)?.parse().ok()?;
    Some(Process { pid, state, parent, group, session, began })
}

fn numbers() -> impl Iterator<Item = Pid> {
    let names = folder::names("/proc").unwrap_or_default();
    names.into_iter().filter_map(|name| core::str::from_utf8(&name).ok()?.parse().ok())
}

/// Those that are alive.
pub fn all() -> impl Iterator<Item = Process> {
    numbers().filter_map(one).filter(Process::is_alive)
}

/// Those of a start of a service: in its session, or, where they have left that, with its INVOCATION_ID.
pub fn of_service(context: &Context, number: Pid) -> Vec<Process> {
    let mut found: Vec<Process> = all().filter(|process| process.session == number).collect();
    let invocation = context.word("invocation");
    let others = if invocation.is_empty() { Vec::new() } else { with_invocation(&invocation, context) };
    for pid in others {
        if found.iter().all(|process| process.pid != pid) && pid != process::id() {
            found.extend(one(pid).filter(Process::is_alive));
        }
    }
    found
}

pub fn user_of(pid: Pid) -> Option<u32> {
    file::status(format!("/proc/{pid}")).ok().map(|status| status.uid)
}

/// Only the service's own user may look into the environments of its processes, and what another user's process says of itself
/// counts for nothing.
fn with_invocation(id: &str, context: &Context) -> Vec<Pid> {
    let user = context.service.user.as_ref().filter(|user| identity::user() == 0 && user.uid != 0);
    match user {
        None => search(id, identity::user()),
        Some(user) => search_as(id, user).unwrap_or_default(),
    }
}

fn search_as(id: &str, user: &User) -> Option<Vec<Pid>> {
    let (read, write) = fd::pipe().ok()?;
    let child = fork_for(|| {
        let text: String = match privileges::become_user(user) {
            Ok(()) => search(id, user.uid).iter().map(|pid| format!("{pid} ")).collect(),
            Err(_) => String::new(),
        };
        i32::from(write.write_all(text.as_bytes()).is_err())
    })?;
    drop(write);
    let found = numbers_from(&read);
    let _ = process::wait(child);
    Some(found)
}

fn numbers_from(pipe: &Fd) -> Vec<Pid> {
    let text = pipe.read_to_end().unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

fn search(id: &str, user: u32) -> Vec<Pid> {
    let own = process::id();
    numbers().filter(|pid| *pid != own && user_of(*pid) == Some(user) && has_invocation(*pid, id)).collect()
}

/// Whether a process was started with that INVOCATION_ID, as far as this user may see.
pub fn has_invocation(pid: Pid, id: &str) -> bool {
    let wanted = format!("INVOCATION_ID={id}");
    file::read(format!("/proc/{pid}/environ"))
        .is_ok_and(|text| text.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes()))
}
