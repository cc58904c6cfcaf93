//! The socket where `unit` asks for something: a line with a word and a unit. The answer is lines "err TEXT", and "code N" at the
//! end. Who asks a manager that is killed finds the connection closed.
use crate::machine::types::{Event, What};
use crate::sys::{Fd, Result, file, socket};
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

const PATH: &str = "control";
/// Longer than any request.
const LONGEST: usize = 4096;
/// Only root, or whoever runs the services, can ask at all.
const MOST_CLIENTS: usize = 1000;

pub struct Control {
    listener: Fd,
    clients: Vec<Client>,
    last_id: u64,
}

struct Client {
    connection: Fd,
    /// Of its request, once it is read.
    id: Option<u64>,
    unread: Vec<u8>,
}

impl Control {
    /// The current folder is the state folder.
    pub fn listen() -> Result<Control> {
        file::remove_if_there(PATH)?;
        let listener = socket::listen(PATH.as_bytes())?;
        file::set_mode(PATH, 0o600)?;
        Ok(Control { listener, clients: Vec::new(), last_id: 0 })
    }

    pub fn listener(&self) -> i32 {
        self.listener.raw()
    }

    pub fn clients(&self) -> impl Iterator<Item = i32> + '_ {
        self.clients.iter().map(|client| client.connection.raw())
    }

    pub fn accept(&mut self) {
        if let Ok(connection) = socket::accept(&self.listener)
            && self.clients.len() < MOST_CLIENTS
            && connection.set_nonblocking(true).is_ok()
        {
            self.clients.push(Client { connection, id: None, unread: Vec::new() });
        }
    }

    /// The request of a client that has sent something, when it is whole. One that has gone is forgotten.
    pub fn hear(&mut self, file: i32) -> Option<Event> {
        let index = self.clients.iter().position(|client| client.connection.raw() == file)?;
        let client = self.clients.get_mut(index)?;
        let mut buffer = [0; LONGEST];
        let size = client.connection.read(&mut buffer).unwrap_or(0);
        if size == 0 || client.unread.len() + size > LONGEST {
            self.clients.remove(index);
            return None;
        }
        client.unread.extend_from_slice(buffer.get(..size).unwrap_or_default());
        let end = client.unread.iter().position(|byte| *byte == b'\n')?;
        if client.id.is_some() {
            return None;
        }
        let line = core::str::from_utf8(client.unread.get(..end)?).ok()?;
        let (what, unit) = line.split_once(' ').unwrap_or((line, ""));
        let Some(what) = What::parse(what) else {
            self.clients.remove(index);
            return None;
        };
        let unit = unit.to_string();
        self.last_id += 1;
        client.id = Some(self.last_id);
        Some(Event::Ask(self.last_id, what, unit))
    }

    pub fn answer(&mut self, id: u64, code: i64, error: Option<&str>) {
        if let Some(index) = self.clients.iter().position(|client| client.id == Some(id)) {
            let client = self.clients.remove(index);
            let error = error.map(|text| format!("err unit: {text}\n")).unwrap_or_default();
            // A new connection has room for this.
            let _ = client.connection.write(format!("{error}code {code}\n").as_bytes());
        }
    }
}
