//! Messages of sd_notify(3), in the sockets that process 1 holds: they stay there when a manager is killed.
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

    /// What is in the socket of a unit, as far as its service may say it. `number` is the start that the messages are of.
    pub fn hear(
        &mut self,
        unit: Id,
        service: &Service,
        number: Option<Number>,
        main: Option<Number>,
        processes: &mut Processes,
    ) -> Vec<Event> {
        let mut events = Vec::new();
        let Some(socket) = self.0.iter_mut().find(|socket| socket.unit == unit) else { return events };
        let mut main = main;
        let mut buffer = [0; 8192];
        while let Ok((size, sender)) = socket::receive(&socket.file, &mut buffer) {
            let (Some(number), Some(sender)) = (number, sender) else { continue };
            if !may_say(&service.notify_access, sender, number, main) {
                if socket.refused != Some(number) {
                    let (name, access, pid) = (&socket.name, &service.notify_access, sender.pid);
                    say!("init: {name}: a message of process {pid} does not count, as NotifyAccess={access}");
                }
                socket.refused = Some(number);
                continue;
            }
            let text = core::str::from_utf8(buffer.get(..size).unwrap_or_default()).unwrap_or_default();
            for notice in text.lines().filter_map(notice) {
                if let Notice::MainPid(pid) = notice {
                    // A service cannot have the manager end what is not its own.
                    if !processes.watch_of_user(pid, number) {
                        continue;
                    }
                    main = Some(pid);
                }
                events.push(Event::Said(unit, number, Word::Notified(notice)));
            }
        }
        events
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
