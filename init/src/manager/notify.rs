//! Messages of sd_notify(3), in the sockets that process 1 holds. Each stays there until what came of it has been done, so a manager
//! that is killed leaves it to the next one. One may be heard twice, of which the machine takes no harm.
use super::kill::Processes;
use crate::fds;
use crate::machine::types::{Event, Id, Notice, Number, Word};
use crate::plan::{Plan, Service};
use crate::say;
use crate::sys::{Fd, Ucred, process, socket};
use alloc::vec::Vec;

pub struct Sockets(Vec<Socket>);

struct Socket {
    unit: Id,
    name: alloc::string::String,
    /// Not closed by us.
    file: Fd,
    /// The start of which a message was refused.
    refused: Option<Number>,
}

impl Sockets {
    pub fn of(plan: &Plan) -> Sockets {
        let sockets = plan.units.iter().enumerate().filter_map(|(unit, planned)| {
            let file = Fd::from_raw(fds::of_unit(plan, &planned.name).notify?);
            Some(Socket { unit, name: planned.name.clone(), file, refused: None })
        });
        Sockets(sockets.filter(|socket| Fd::is_open(socket.file.raw())).collect())
    }

    pub fn files(&self) -> impl Iterator<Item = i32> + '_ {
        self.0.iter().map(|socket| socket.file.raw())
    }

    pub fn unit_of(&self, file: i32) -> Option<Id> {
        self.0.iter().find(|socket| socket.file.raw() == file).map(|socket| socket.unit)
    }

    /// What the next message in the socket of a unit says, as far as its service may say it; None where there is no message. It stays
    /// there until `take`. `number` is the start that it is of.
    pub fn peek(
        &mut self,
        unit: Id,
        service: &Service,
        number: Option<Number>,
        main: Option<Number>,
        processes: &mut Processes,
    ) -> Option<Vec<Event>> {
        let socket = self.0.iter_mut().find(|socket| socket.unit == unit)?;
        let mut buffer = [0; 8192];
        let (size, sender) = socket::peek(&socket.file, &mut buffer).ok()?;
        let (Some(number), Some(sender)) = (number, sender) else { return Some(Vec::new()) };
        if !may_say(&service.notify_access, sender, number, main) {
            socket.refuse(service, sender, number);
            return Some(Vec::new());
        }
        let text = core::str::from_utf8(buffer.get(..size).unwrap_or_default()).unwrap_or_default();
        let notices = text.lines().filter_map(notice).filter(|notice| match notice {
            // A service cannot have the manager end what is not its own.
            Notice::MainPid(pid) => processes.watch_of_user(*pid, number),
            _ => true,
        });
        Some(notices.map(|notice| Event::Reported(unit, number, Word::Notified(notice))).collect())
    }

    /// All that came of the message has been done.
    pub fn take(&self, unit: Id) {
        if let Some(socket) = self.0.iter().find(|socket| socket.unit == unit) {
            let _ = socket::take(&socket.file);
        }
    }
}

impl Socket {
    /// Said once of each start.
    fn refuse(&mut self, service: &Service, sender: Ucred, number: Number) {
        if self.refused != Some(number) {
            let (name, access, pid) = (&self.name, &service.notify_access, sender.pid);
            say!("init: {name}: a message of process {pid} does not count, as NotifyAccess={access}");
        }
        self.refused = Some(number);
    }
}

/// NotifyAccess=
fn may_say(access: &str, sender: Ucred, number: Number, main: Option<Number>) -> bool {
    let pid = Number::from(sender.pid);
    let is_main = pid == number || Some(pid) == main;
    match access {
        "all" => true,
        "none" => false,
        // Also what is started beside the service, in its session; one that is gone had the socket, which is the service's own.
        "exec" => is_main || process::session_of(sender.pid).map_or(true, |session| Number::from(session) == number),
        _ => is_main,
    }
}

fn notice(line: &str) -> Option<Notice> {
    let (key, value) = line.split_once('=')?;
    // At most 16 digits, and no sign.
    let number =
        || value.parse::<i64>().ok().filter(|number| *number > 0 && value.len() <= 16 && !value.starts_with('+'));
    match (key, value) {
        ("READY", "1") => Some(Notice::Ready),
        ("STOPPING", "1") => Some(Notice::Stopping),
        ("RELOADING", "1") => Some(Notice::Reloading),
        ("WATCHDOG", "1") => Some(Notice::Watchdog),
        ("WATCHDOG", "trigger") => Some(Notice::WatchdogTrigger),
        ("MAINPID", _) => number().map(Notice::MainPid),
        ("EXTEND_TIMEOUT_USEC", _) => number().map(Notice::ExtendTimeout),
        _ => None,
    }
}
