//! Unix sockets.
use super::errno::{EINTR, ENAMETOOLONG};
use super::{Errno, Fd, Result, Ucred, checked, ffi};
use core::ffi::{c_int, c_uint, c_void};
use core::mem::size_of;

const AF_UNIX: c_int = 1;
const STREAM: c_int = 1;
const DATAGRAM: c_int = 2;
const CLOEXEC: c_int = 0o2_000_000;
const SOL_SOCKET: c_int = 1;
const SO_PASSCRED: c_int = 16;
const SCM_CREDENTIALS: c_int = 2;
const MSG_PEEK: c_int = 2;
const MSG_DONTWAIT: c_int = 0x40;
const MSG_CMSG_CLOEXEC: c_int = 0x4000_0000;

/// The longest path of a socket.
pub const LONGEST_PATH: usize = 107;

fn address(path: &[u8]) -> Result<(ffi::SockaddrUn, c_uint)> {
    let mut address = ffi::SockaddrUn { family: AF_UNIX as u16, path: [0; 108] };
    if path.len() > LONGEST_PATH || path.contains(&0) {
        return Err(Errno(ENAMETOOLONG));
    }
    for (to, byte) in address.path.iter_mut().zip(path) {
        *to = *byte;
    }
    Ok((address, (2 + path.len() + 1) as c_uint))
}

fn new(kind: c_int) -> Result<Fd> {
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::socket(AF_UNIX, kind | CLOEXEC, 0) }).map(Fd::from_raw)
}

fn bind(socket: &Fd, path: &[u8]) -> Result<()> {
    let (address, size) = address(path)?;
    // SAFETY: the address has at least as many bytes as are said.
    checked(unsafe { ffi::bind(socket.raw(), (&raw const address).cast(), size) }).map(drop)
}

/// Listens at a path where nothing is yet.
pub fn listen(path: &[u8]) -> Result<Fd> {
    let socket = new(STREAM)?;
    bind(&socket, path)?;
    // SAFETY: takes numbers only.
    checked(unsafe { ffi::listen(socket.raw(), 128) })?;
    Ok(socket)
}

pub fn accept(socket: &Fd) -> Result<Fd> {
    // SAFETY: no address is asked for.
    checked(unsafe { ffi::accept4(socket.raw(), core::ptr::null_mut(), core::ptr::null_mut(), CLOEXEC) })
        .map(Fd::from_raw)
}

pub fn connect(path: &[u8]) -> Result<Fd> {
    let socket = new(STREAM)?;
    let (address, size) = address(path)?;
    // SAFETY: the address has at least as many bytes as are said.
    checked(unsafe { ffi::connect(socket.raw(), &address, size) })?;
    Ok(socket)
}

/// Receives datagrams at a path where nothing is yet, with who has sent them.
pub fn datagrams(path: &[u8]) -> Result<Fd> {
    let socket = new(DATAGRAM)?;
    let on: c_int = 1;
    let pointer = (&raw const on).cast::<c_void>();
    // SAFETY: the value lives until the call returns.
    checked(unsafe { ffi::setsockopt(socket.raw(), SOL_SOCKET, SO_PASSCRED, pointer, size_of::<c_int>() as c_uint) })?;
    bind(&socket, path)?;
    Ok(socket)
}

/// The next datagram that has come, cut to the buffer, and its sender; it stays the next one. Files that were sent with it are closed.
/// EAGAIN: none.
pub fn peek(socket: &Fd, buffer: &mut [u8]) -> Result<(usize, Option<Ucred>)> {
    receive(socket, buffer, MSG_PEEK)
}

/// Takes the next datagram away.
pub fn take(socket: &Fd) -> Result<()> {
    receive(socket, &mut [0], 0).map(drop)
}

fn receive(socket: &Fd, buffer: &mut [u8], flags: c_int) -> Result<(usize, Option<Ucred>)> {
    // Room for the sender and for as many files as Linux lets somebody send.
    let mut control = [0u64; 160];
    let mut iov = ffi::Iovec { base: buffer.as_mut_ptr().cast(), len: buffer.len() };
    let mut message = ffi::Msghdr {
        name: core::ptr::null_mut(),
        namelen: 0,
        iov: &mut iov,
        iovlen: 1,
        pad1: 0,
        control: control.as_mut_ptr().cast(),
        controllen: (control.len() * 8) as c_uint,
        pad2: 0,
        flags: 0,
    };
    let size = loop {
        // SAFETY: all that the message points to lives until the call returns.
        let size = unsafe { ffi::recvmsg(socket.raw(), &mut message, flags | MSG_DONTWAIT | MSG_CMSG_CLOEXEC) };
        if size >= 0 {
            break size as usize;
        }
        let error = Errno::last();
        if error.0 != EINTR {
            return Err(error);
        }
    };
    let words = (message.controllen as usize / 8).min(control.len());
    Ok((size, sender(control.get(..words).unwrap_or_default())))
}

/// Goes through the control messages: each has a length of 8 bytes, a level and a type of 4, and data, up to a multiple of 8.
fn sender(control: &[u64]) -> Option<Ucred> {
    const SCM_RIGHTS: u32 = 1;
    let mut found = None;
    let mut rest = control;
    while let [length, kind, data @ ..] = rest {
        let length = *length as usize;
        let (level, kind) = (*kind as u32, (*kind >> 32) as u32);
        if length < 16 || level != SOL_SOCKET as u32 {
            break;
        }
        let words = (length - 16).div_ceil(8);
        let numbers = data.iter().take(words).flat_map(|word| [*word as u32, (*word >> 32) as u32]);
        if kind == SCM_RIGHTS {
            numbers.take((length - 16) / 4).for_each(|number| super::fd::close(number as i32));
        } else if kind == SCM_CREDENTIALS as u32 {
            let mut numbers = numbers;
            if let (Some(pid), Some(uid), Some(gid)) = (numbers.next(), numbers.next(), numbers.next()) {
                found = Some(Ucred { pid: pid as i32, uid, gid });
            }
        }
        rest = data.get(words..).unwrap_or_default();
    }
    found
}
