use super::files::{Failed, named};
use super::listening;
use crate::fds::{self, EVENTS, LOG_CONTROL};
use crate::plan::{Plan, Unit};
use crate::sys::file::{self, NOFOLLOW, READ_WRITE};
use crate::sys::{Fd, Result as SystemResult, process, socket};
use alloc::string::String;

/// Opens what process 1 holds and all below it inherits, with the numbers of fds.rs. Pipes are open for writing too, so that
/// they have no end.
pub fn open(plan: &Plan, state: &[u8], is_root: bool) -> Result<(), Failed> {
    named("events", file::open("events", READ_WRITE | NOFOLLOW, 0).and_then(|pipe| inherit(pipe, EVENTS)))?;
    named("log/.control", open_pipe("log/.control").and_then(|pipe| inherit(pipe, LOG_CONTROL)))?;
    listening::open(plan, is_root)?;
    for unit in &plan.units {
        let numbers = fds::of_unit(plan, &unit.name);
        if let Some(number) = numbers.notify {
            let path = fds::notify_path(state, &unit.name);
            let socket = open_socket(&path, unit, is_root).and_then(|socket| inherit(socket, number));
            named(&alloc::format!("notify/{}", unit.name), socket)?;
        }
        if let Some(number) = numbers.log {
            let name: String = alloc::format!("log/{}", unit.name);
            named(&name, file::make_pipe(&name, 0o600))?;
            give(name.as_bytes(), unit, is_root);
            named(&name, open_pipe(&name).and_then(|pipe| inherit(pipe, number)))?;
        }
    }
    Ok(())
}

/// A pipe that only one process reads, which does not want to wait.
fn open_pipe(name: &str) -> SystemResult<Fd> {
    let pipe = file::open(name, READ_WRITE | NOFOLLOW, 0)?;
    pipe.set_nonblocking(true)?;
    Ok(pipe)
}

fn open_socket(path: &[u8], unit: &Unit, is_root: bool) -> SystemResult<Fd> {
    process::set_umask(0o177);
    let socket = socket::datagrams(path);
    process::set_umask(0o022);
    let socket = socket?;
    socket.set_nonblocking(true)?;
    give(path, unit, is_root);
    Ok(socket)
}

/// To the service's user: it sends to the socket, and may open its own output by name (/dev/stdout). Without the capability the
/// service cannot become that user either.
fn give(path: &[u8], unit: &Unit, is_root: bool) {
    if let (true, Some(user)) = (is_root, unit.service.as_ref().and_then(|service| service.user.as_ref())) {
        let _ = file::set_owner(path, user.uid, user.gid);
    }
}

pub fn inherit(file: Fd, number: i32) -> SystemResult<()> {
    file.dup_to(number)?;
    if file.raw() == number {
        file.leak();
    }
    Ok(())
}
