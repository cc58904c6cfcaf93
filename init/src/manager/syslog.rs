//! /dev/log: what programs say by syslog(3) becomes lines of the container's log, as there is no journal. It is there where the
//! container has a /dev of its own and nobody else listens.
use crate::say;
use crate::sys::{Fd, file, socket};
use alloc::string::String;

const PATH: &str = "/dev/log";
/// In the state folder: a manager before this one has made the socket.
const OURS: &str = "syslog";
/// So many messages at once, before the manager looks after the rest.
const MOST: usize = 100;

pub struct Syslog(Option<Fd>);

impl Syslog {
    /// The current folder is the state folder.
    pub fn listen() -> Syslog {
        let has_own_dev = || Some(file::status("/dev").ok()?.device != file::status("/").ok()?.device);
        if has_own_dev() != Some(true) {
            return Syslog(None);
        }
        if file::exists(OURS) {
            let _ = file::remove_if_there(PATH);
        }
        let Ok(socket) = socket::datagrams(PATH.as_bytes()) else { return Syslog(None) };
        // Each user may say something.
        let _ = file::set_mode(PATH, 0o666);
        let _ = file::write(OURS, b"", 0o644);
        Syslog(Some(socket))
    }

    pub fn file(&self) -> Option<i32> {
        self.0.as_ref().map(Fd::raw)
    }

    /// Says what has come.
    pub fn hear(&self) {
        let Some(socket) = &self.0 else { return };
        let mut buffer = [0; 8192];
        for _ in 0..MOST {
            let Ok((size, _)) = socket::peek(socket, &mut buffer) else { return };
            let _ = socket::take(socket);
            let text = String::from_utf8_lossy(buffer.get(..size).unwrap_or_default());
            for line in message(&text).lines().filter(|line| !line.is_empty()) {
                say!("{line}");
            }
        }
    }
}

/// A message of syslog(3) without its priority and its time, "<78>Nov 30 16:00:00 cron[7]: x": who has said it, and what.
fn message(text: &str) -> &str {
    let text = text.trim_end_matches(['\0', '\n']);
    let text = match text.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((priority, rest)) if priority.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => text,
    };
    match text.split_at_checked(16) {
        Some((time, rest)) if is_time(time.as_bytes()) => rest,
        _ => text,
    }
}

/// "Nov 30 16:00:00 "
fn is_time(text: &[u8]) -> bool {
    matches!(text, [_, _, _, b' ', _, _, b' ', _, _, b':', _, _, b':', _, _, b' '])
}
