//! Sockets that programs of an image listen at, of any family.
use super::errno::ENAMETOOLONG;
use super::{Errno, Fd, Result, checked, ffi};
use core::ffi::{c_int, c_uint, c_void};
use core::mem::size_of;
use core::net::IpAddr;

const CLOEXEC: c_int = 0o2_000_000;
const SOL_IP: c_int = 0;
const SOL_SOCKET: c_int = 1;
const SOL_TCP: c_int = 6;
const SOL_IPV6: c_int = 41;
const SO_REUSEADDR: c_int = 2;
const IPV6_V6ONLY: c_int = 26;

pub enum Address<'a> {
    /// With an @ at its beginning it is a name that no folder has (unix(7), "abstract").
    Path(&'a [u8]),
    Ip(IpAddr, u16),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Stream = 1,
    Datagram = 2,
    Packets = 5,
}

impl Address<'_> {
    fn family(&self) -> c_int {
        const AF_UNIX: c_int = 1;
        const AF_INET: c_int = 2;
        const AF_INET6: c_int = 10;
        match self {
            Address::Path(_) => AF_UNIX,
            Address::Ip(IpAddr::V4(_), _) => AF_INET,
            Address::Ip(IpAddr::V6(_), _) => AF_INET6,
        }
    }

    /// As the kernel has it, and its size.
    fn raw(&self) -> Result<([u8; 110], usize)> {
        let mut raw = [0; 110];
        let mut put = |at: usize, bytes: &[u8]| {
            for (to, byte) in raw.iter_mut().skip(at).zip(bytes) {
                *to = *byte;
            }
        };
        put(0, &(self.family() as u16).to_ne_bytes());
        let size = match self {
            Address::Path(path) => {
                if path.len() > super::socket::LONGEST_PATH || path.contains(&0) {
                    return Err(Errno(ENAMETOOLONG));
                }
                match path.strip_prefix(b"@") {
                    Some(name) => {
                        put(3, name);
                        3 + name.len()
                    }
                    None => {
                        put(2, path);
                        2 + path.len() + 1
                    }
                }
            }
            Address::Ip(IpAddr::V4(address), port) => {
                put(2, &port.to_be_bytes());
                put(4, &address.octets());
                16
            }
            Address::Ip(IpAddr::V6(address), port) => {
                put(2, &port.to_be_bytes());
                put(8, &address.octets());
                28
            }
        };
        Ok((raw, size))
    }
}

/// A socket that has no address yet.
pub fn new(address: &Address<'_>, kind: Kind) -> Result<Fd> {
    // SAFETY: takes numbers only.
    let socket = checked(unsafe { ffi::socket(address.family(), kind as c_int | CLOEXEC, 0) }).map(Fd::from_raw)?;
    if matches!(address, Address::Ip(..)) && kind == Kind::Stream {
        set(&socket, SOL_SOCKET, SO_REUSEADDR, 1)?;
    }
    Ok(socket)
}

pub fn bind(socket: &Fd, address: &Address<'_>) -> Result<()> {
    let (raw, size) = address.raw()?;
    // SAFETY: the address has at least as many bytes as are said.
    checked(unsafe { ffi::bind(socket.raw(), raw.as_ptr().cast(), size as c_uint) }).map(drop)
}

/// For streams and packets.
pub fn listen(socket: &Fd, backlog: i32) -> Result<()> {
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::listen(socket.raw(), backlog) }).map(drop)
}

/// BindIPv6Only=
pub fn set_only_v6(socket: &Fd, on: bool) -> Result<()> {
    set(socket, SOL_IPV6, IPV6_V6ONLY, c_int::from(on))
}

/// Sets what a setting of systemd.socket(5) is called; another name is none.
pub fn set_option(socket: &Fd, name: &str) -> Result<()> {
    let (level, option) = match name {
        "Broadcast" => (SOL_SOCKET, 6),
        "FreeBind" => (SOL_IP, 15),
        "KeepAlive" => (SOL_SOCKET, 9),
        "NoDelay" => (SOL_TCP, 1),
        "PassCredentials" => (SOL_SOCKET, 16),
        "ReusePort" => (SOL_SOCKET, 15),
        _ => return Ok(()),
    };
    set(socket, level, option, 1)
}

fn set(socket: &Fd, level: c_int, name: c_int, value: c_int) -> Result<()> {
    let pointer = (&raw const value).cast::<c_void>();
    // SAFETY: the value lives until the call returns.
    checked(unsafe { ffi::setsockopt(socket.raw(), level, name, pointer, size_of::<c_int>() as c_uint) }).map(drop)
}
