//! NOTIFY_SOCKET of services: one socket for each, which process 1 holds, so that nothing is lost with a manager and all comes in
//! order. Who may speak is told by the kernel's word of who has sent a message, and NotifyAccess=.
use super::{Manager, journal, lines, notify_sockets};
use crate::machine::types::{Event, Id, Notice, Number, Word};
use crate::plan::Plan;
use crate::service::processes::user_of;
use crate::sys::errno::EAGAIN;
use crate::sys::{Errno, Fd, Pid, Ucred, process, socket};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

pub struct Notify {
    sockets: BTreeMap<Id, Fd>,
    /// Services of which a message has been refused, which is said once for a start.
    refused: BTreeSet<Id>,
}

const LONGEST: usize = 4096;

impl Notify {
    pub fn new(plan: &Plan) -> Notify {
        let sockets = notify_sockets(plan).into_iter().map(|(unit, number)| (unit, Fd::from_raw(number))).collect();
        Notify { sockets, refused: BTreeSet::new() }
    }

    pub fn files(&self) -> impl Iterator<Item = i32> + '_ {
        self.sockets.values().map(Fd::raw)
    }

    pub fn began(&mut self, unit: Id) {
        self.refused.remove(&unit);
    }
}

impl Manager {
    pub fn hear_notices(&mut self) {
        // The word that a start runs comes before what it says here.
        while let Ok(Some(line)) = self.next_line() {
            self.hear(&line);
        }
        let units: Vec<Id> = self.notify.sockets.keys().copied().collect();
        for unit in units {
            self.hear_notices_of(unit);
        }
    }

    /// What has come so far, but nobody may talk without end.
    pub fn hear_notices_of(&mut self, unit: Id) {
        const AT_ONCE: usize = 64;
        let mut buffer = vec![0; LONGEST];
        for _ in 0..AT_ONCE {
            let Some(socket) = self.notify.sockets.get(&unit) else { return };
            match socket::receive(socket, &mut buffer) {
                Ok((size, sender)) => self.hear_message(unit, buffer.get(..size).unwrap_or_default(), sender),
                Err(Errno(EAGAIN)) => return,
                Err(_) => return,
            }
        }
    }

    fn hear_message(&mut self, unit: Id, message: &[u8], sender: Option<Ucred>) {
        let Some(number) = self.state.units.get(unit).and_then(|unit| unit.number) else { return };
        let Some(sender) = sender else { return };
        if !self.may_notify(unit, number, sender) {
            self.refuse(unit, sender.pid);
            return;
        }
        for line in String::from_utf8_lossy(message).lines() {
            let Some(notice) = lines::notice(line) else { continue };
            if matches!(notice, Notice::MainPid(pid) if !self.is_own(pid, number)) {
                continue;
            }
            let name = String::from(self.name(unit));
            journal::begin(&lines::notified(&name, number, line));
            if let Notice::MainPid(pid) = notice {
                self.processes.main(unit, pid);
            }
            self.tell(Event::Said(unit, number, Word::Notified(notice)));
            journal::end();
        }
    }

    /// NotifyAccess=. A control process may be gone by now; then its user is what is known of it.
    fn may_notify(&self, unit: Id, number: Number, sender: Ucred) -> bool {
        let access = self
            .plan
            .units
            .get(unit)
            .and_then(|unit| unit.service.as_ref())
            .map(|service| service.notify_access.as_str());
        let main = self.state.units.get(unit).and_then(|unit| unit.main_pid);
        let is_main = Number::from(sender.pid) == number || Some(Number::from(sender.pid)) == main;
        match access {
            Some("all") => true,
            Some("main") => is_main,
            Some("exec") => {
                is_main
                    || match process::session_of(sender.pid) {
                        Ok(session) => Number::from(session) == number || self.children.has(unit, session),
                        Err(_) => Pid::try_from(number).ok().and_then(user_of) == Some(sender.uid),
                    }
            }
            _ => false,
        }
    }

    /// A service cannot have the manager end what is not its user's.
    fn is_own(&self, pid: Number, number: Number) -> bool {
        let user = |pid: Number| Pid::try_from(pid).ok().and_then(user_of);
        user(pid).is_some() && user(pid) == user(number)
    }

    fn refuse(&mut self, unit: Id, pid: Pid) {
        if self.notify.refused.insert(unit) {
            let service = self.plan.units.get(unit).and_then(|unit| unit.service.as_ref());
            let access = service.map_or("none", |service| service.notify_access.as_str());
            crate::say!(
                "init: {}: what process {pid} said to NOTIFY_SOCKET does not count: NotifyAccess={access}",
                self.name(unit)
            );
        }
    }
}
