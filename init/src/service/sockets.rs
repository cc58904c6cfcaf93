//! The sockets that a service gets from process 1, as sd_listen_fds(3) has them: from 3 on.
use super::environment::Environment;
use super::{Context, Failed};
use crate::fds;
use crate::plan::Service;
use crate::sys::{Fd, fd, file, process};
use alloc::format;
use alloc::vec::Vec;

/// EXIT_FDS
const NO_SOCKET: Failed = 202;
const FIRST: i32 = 3;

/// Puts the service's own in their places, where only its own program inherits them, and closes all others.
pub fn take(service: &Service) {
    for (place, socket) in (FIRST..).zip(&service.sockets) {
        // A service's own come in the plan's order, so that none is written over before it has been moved.
        let inherited = Fd::from_raw(fds::of_listening(socket.index));
        let moved = inherited.dup_to(place).and_then(|()| fd::set_cloexec(place, true));
        inherited.leak();
        if moved.is_err() {
            fd::close(place);
        }
    }
    fd::close_from(FIRST as u32 + service.sockets.len() as u32);
}

/// Whether all of them could be opened; process 1 has said of which that is not so.
pub fn check(context: &Context) -> Result<(), Failed> {
    for (place, socket) in (FIRST..).zip(&context.service.sockets) {
        let file = Fd::from_raw(place);
        let is_socket = file::status_of(&file).is_ok_and(|found| found.kind == file::Kind::Socket);
        let is_ready = is_socket && file.set_nonblocking(context.service.non_blocking).is_ok();
        file.leak();
        if !is_ready {
            context.complain(format_args!("{} is not open", socket.unit));
            return Err(NO_SOCKET);
        }
    }
    Ok(())
}

/// What the service's program is told, which this process becomes.
pub fn name_in(environment: &mut Environment, service: &Service) {
    if service.sockets.is_empty() {
        return;
    }
    let names: Vec<&[u8]> = service.sockets.iter().map(|socket| socket.name.as_bytes()).collect();
    environment.set("LISTEN_PID", format!("{}", process::id()));
    environment.set("LISTEN_FDS", format!("{}", names.len()));
    environment.set("LISTEN_FDNAMES", names.join(b":".as_slice()));
}

/// From now on whatever program this process becomes has them.
pub fn pass(service: &Service) {
    for (place, _) in (FIRST..).zip(&service.sockets) {
        let _ = fd::set_cloexec(place, false);
    }
}
