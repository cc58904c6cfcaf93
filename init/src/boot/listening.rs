//! The sockets of systemd.sockets. Process 1 holds them, so that who connects waits while a service starts, or is started again.
use super::files::{Failed, named};
use super::inherited::inherit;
use crate::fds;
use crate::plan::{Plan, Socket};
use crate::say;
use crate::specifiers::expand;
use crate::sys::errno::{EAFNOSUPPORT, EINVAL};
use crate::sys::file::{self, READ_WRITE};
use crate::sys::listening::{self, Address, Kind};
use crate::sys::{Errno, Fd, Result as SystemResult, folder, process};
use alloc::string::String;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// As many as the kernel lets wait (net.core.somaxconn).
const LONGEST_QUEUE: i32 = i32::MAX;

/// Opens all of them. In the place of one that cannot be had is something that is no socket: its service then fails.
pub fn open(plan: &Plan, is_root: bool) -> Result<(), Failed> {
    for planned in fds::listening(plan) {
        let socket = match of_plan(planned, is_root) {
            Ok(socket) => socket,
            Err(error) => {
                say!("init: {} cannot listen at {}: {error}", planned.unit, shown(planned));
                named("listening", file::open("/dev/null", READ_WRITE, 0))?
            }
        };
        named("listening", inherit(socket, fds::of_listening(planned.index)))?;
    }
    Ok(())
}

fn shown(planned: &Socket) -> String {
    match (&planned.path, &planned.address) {
        (Some(path), _) => String::from_utf8_lossy(&expand(path)).into_owned(),
        (None, Some(address)) if address.contains(':') => alloc::format!("[{address}]:{}", planned.port),
        (None, Some(address)) => alloc::format!("{address}:{}", planned.port),
        (None, None) => alloc::format!("port {}", planned.port),
    }
}

fn of_plan(planned: &Socket, is_root: bool) -> SystemResult<Fd> {
    if let Some(path) = &planned.path {
        return at_path(planned, &expand(path), is_root);
    }
    if let Some(address) = &planned.address {
        let address = address.parse::<IpAddr>().map_err(|_| Errno(EINVAL))?;
        return bound(planned, &Address::Ip(address, planned.port));
    }
    let any = |address: IpAddr| bound(planned, &Address::Ip(address, planned.port));
    match any(Ipv6Addr::UNSPECIFIED.into()) {
        // A kernel without IPv6.
        Err(Errno(EAFNOSUPPORT)) if planned.only_v6 != Some(true) => any(Ipv4Addr::UNSPECIFIED.into()),
        other => other,
    }
}

fn bound(planned: &Socket, address: &Address<'_>) -> SystemResult<Fd> {
    let kind = match planned.kind.as_str() {
        "datagram" => Kind::Datagram,
        "packets" => Kind::Packets,
        _ => Kind::Stream,
    };
    let socket = listening::new(address, kind)?;
    if let (Address::Ip(IpAddr::V6(_), _), Some(on)) = (address, planned.only_v6) {
        listening::set_only_v6(&socket, on)?;
    }
    for option in &planned.options {
        listening::set_option(&socket, option)?;
    }
    listening::bind(&socket, address)?;
    if kind != Kind::Datagram {
        listening::listen(&socket, planned.backlog.unwrap_or(LONGEST_QUEUE))?;
    }
    Ok(socket)
}

fn at_path(planned: &Socket, path: &[u8], is_root: bool) -> SystemResult<Fd> {
    if path.starts_with(b"@") {
        return bound(planned, &Address::Path(path));
    }
    if let Some(end) = path.iter().rposition(|byte| *byte == b'/').filter(|end| *end > 0) {
        process::set_umask(0);
        let made = folder::make_all(path.get(..end).unwrap_or_default(), planned.folder_mode);
        process::set_umask(0o022);
        made?;
    }
    // What a container that was killed has left, on a volume.
    if file::link_status(path).is_ok_and(|found| found.kind == file::Kind::Socket) {
        file::remove(path)?;
    }
    process::set_umask(0o777 & !planned.mode);
    let socket = bound(planned, &Address::Path(path));
    process::set_umask(0o022);
    let socket = socket?;
    // Where nobody else may be had, the service runs as who has made it.
    if let (true, Some((uid, gid))) = (is_root, planned.owner) {
        file::set_owner(path, uid, gid)?;
    }
    Ok(socket)
}
