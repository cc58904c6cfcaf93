//! The socket `control`, where the program `unit` asks: a line for each request, "start NAME", "stop NAME", "restart NAME", "reload
//! NAME", "status [NAME]" or "shutdown [CODE]". The answer is lines "out TEXT" and "err TEXT", and "code N" last. Without a code the
//! manager was killed meanwhile.
use super::Manager;
use crate::machine::types::{Event, What};
use crate::sys::memory::position;
use crate::sys::{Fd, Result, file, process, socket};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

const PATH: &str = "control";
/// So many may ask at once, so that files are left for what is more important.
const MOST: usize = 128;
const LONGEST: usize = 4096;

pub struct Control {
    socket: Fd,
    connections: Vec<Connection>,
    /// Whose the request of that number is.
    asked: BTreeMap<u64, i32>,
    next: u64,
}

struct Connection {
    file: Fd,
    /// The beginning of a line.
    text: Vec<u8>,
}

impl Control {
    pub fn listen() -> Result<Control> {
        file::remove_if_there(PATH)?;
        process::set_umask(0o177);
        let socket = socket::listen(PATH.as_bytes());
        process::set_umask(0o022);
        let socket = socket?;
        socket.set_nonblocking(true)?;
        Ok(Control { socket, connections: Vec::new(), asked: BTreeMap::new(), next: 0 })
    }

    pub fn file(&self) -> i32 {
        self.socket.raw()
    }

    pub fn connections(&self) -> impl Iterator<Item = i32> + '_ {
        self.connections.iter().map(|one| one.file.raw())
    }

    pub fn accept(&mut self) {
        while let Ok(file) = socket::accept(&self.socket) {
            if self.connections.len() < MOST && file.set_nonblocking(true).is_ok() {
                self.connections.push(Connection { file, text: Vec::new() });
            }
        }
    }

    pub fn answer(&mut self, id: u64, code: i64, error: Option<&str>) {
        if let Some(number) = self.asked.remove(&id) {
            let error = error.map_or_else(String::new, |error| format!("err unit: {error}\n"));
            self.write(number, &format!("{error}code {code}\n"));
        }
    }

    /// Who does not read what was said to him has no more to hear.
    fn write(&mut self, number: i32, text: &str) {
        let connection = self.connections.iter().find(|one| one.file.raw() == number);
        if connection.is_some_and(|one| one.file.write(text.as_bytes()).ok() != Some(text.len())) {
            self.close(number);
        }
    }

    fn close(&mut self, number: i32) {
        self.connections.retain(|one| one.file.raw() != number);
        self.asked.retain(|_, asker| *asker != number);
    }

    /// Lines that have come.
    fn read(&mut self, number: i32) -> Vec<String> {
        let Some(one) = self.connections.iter_mut().find(|one| one.file.raw() == number) else { return Vec::new() };
        let mut buffer = [0; 512];
        let size = one.file.read(&mut buffer).unwrap_or(0);
        one.text.extend_from_slice(buffer.get(..size).unwrap_or_default());
        let mut lines = Vec::new();
        while let Some(end) = position(&one.text, b'\n') {
            let line: Vec<u8> = one.text.drain(..=end).collect();
            lines.push(String::from_utf8_lossy(&line).trim().to_string());
        }
        if size == 0 || one.text.len() > LONGEST {
            self.close(number);
        }
        lines
    }
}

impl Manager {
    pub fn hear_request(&mut self, number: i32) {
        for line in self.control.read(number) {
            self.request(number, &line);
        }
    }

    fn request(&mut self, number: i32, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [what @ ("start" | "stop" | "restart" | "reload"), name] => {
                let Some(what) = What::parse(what) else { return };
                let id = self.control.next;
                self.control.next += 1;
                self.control.asked.insert(id, number);
                self.tell(Event::Ask(id, what, String::from(*name)));
            }
            ["status", names @ ..] => {
                let mut text = String::new();
                for (unit, state) in self.machine.units.iter().zip(&self.state.units) {
                    if names.is_empty() || names.contains(&unit.name.as_str()) {
                        text.push_str(&format!("out {:<12} {}\n", state.state.name(), unit.name));
                    }
                }
                self.control.write(number, &format!("{text}code 0\n"));
            }
            ["shutdown"] => self.shutdown_by_request(number, Some(0)),
            ["shutdown", code] => self.shutdown_by_request(number, code.parse::<u8>().ok()),
            _ => self.control.write(number, "err unit: the manager does not understand that\ncode 100\n"),
        }
    }

    fn shutdown_by_request(&mut self, number: i32, code: Option<u8>) {
        match code {
            Some(code) => {
                self.control.write(number, "code 0\n");
                self.tell(Event::Shutdown(code.into()));
            }
            None => {
                self.control.write(number, "err unit: that is no exit code: it is a number from 0 to 255\ncode 100\n")
            }
        }
    }
}
