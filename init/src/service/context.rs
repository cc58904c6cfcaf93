use crate::place;
use crate::plan::{self, Service, Unit};
use crate::say;
use crate::sys::{Fd, Pid, fd, file, process, signal};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt::Arguments;

/// One service: what the plan says of it, and where its files are.
pub struct Context {
    /// With suffix.
    pub name: String,
    /// The id of the process that `run` is or was. The manager knows each start of a service by it, and what comes late.
    pub number: Pid,
    pub state: Vec<u8>,
    pub unit: Unit,
    pub service: Service,
    events: Option<Fd>,
    is_quiet: Cell<bool>,
    /// The file with the last complaint, where no complaint is to be repeated.
    once_in: Option<&'static str>,
}

impl Context {
    /// Says what is wrong where there is no such service.
    pub fn open(name: &[u8], number: Pid, environment: &[Vec<u8>]) -> Result<Context, super::Failed> {
        Context::open_after(name, number, environment, |_| ())
    }

    /// `first` is done when the plan has been read, before a file is opened that stays open.
    pub fn open_after(
        name: &[u8],
        number: Pid,
        environment: &[Vec<u8>],
        first: impl FnOnce(&Service),
    ) -> Result<Context, super::Failed> {
        let name = String::from_utf8_lossy(name).into_owned();
        let state = state_folder(environment)?;
        let unit = unit_of_plan(&name)?;
        let Some(service) = unit.service.clone() else {
            say!("{name} is no service");
            return Err(111);
        };
        first(&service);
        let events = file::open(place::in_state(&state, "events"), file::READ_WRITE | file::NOFOLLOW, 0).ok();
        Ok(Context { name, number, state, unit, service, events, is_quiet: Cell::new(false), once_in: None })
    }

    /// A file in the folder that the supervisor has of it.
    pub fn file(&self, name: &str) -> Vec<u8> {
        [&self.state, b"/scan/".as_slice(), self.name.as_bytes(), b"/", name.as_bytes()].concat()
    }

    pub fn has(&self, name: &str) -> bool {
        file::exists(self.file(name))
    }

    /// The first word of a small file, nothing where there is none.
    pub fn word(&self, name: &str) -> String {
        let text = file::read_own(self.file(name)).unwrap_or_default();
        String::from_utf8_lossy(&text).split_whitespace().next().unwrap_or_default().into()
    }

    /// Writes a small file. Where there is no space it goes on without: nothing that must be right depends on it.
    pub fn note(&self, name: &str, text: &str) {
        let _ = file::write(self.file(name), format!("{text}\n").as_bytes(), 0o644);
    }

    /// Tells the manager: EVENT UNIT NUMBER and more words.
    pub fn tell(&self, event: &str, words: Arguments<'_>) {
        self.tell_unit(event, format_args!("{} {words}", self.number));
    }

    /// The same about no start of it: EVENT UNIT and more words.
    pub fn tell_unit(&self, event: &str, words: Arguments<'_>) {
        let line = format!("{event} {} {words}", self.name);
        // Open from the beginning: the service's root may be another.
        if let Some(events) = &self.events {
            let _ = events.write_all(format!("{}\n", line.trim_end()).as_bytes());
        }
    }

    /// Repeats work whose complaints have been written already.
    pub fn quietly<T>(&self, what: impl FnOnce() -> T) -> T {
        self.is_quiet.set(true);
        let result = what();
        self.is_quiet.set(false);
        result
    }

    /// From now on a complaint is written once, and kept in that file.
    pub fn say_once_in(&mut self, file: &'static str) {
        self.once_in = Some(file);
    }

    pub fn complain(&self, text: Arguments<'_>) {
        match self.once_in {
            _ if self.is_quiet.get() => {}
            Some(file) => self.complain_if_new(file, text),
            None => say!("{}: {text}", self.name),
        }
    }

    /// For a complaint that each start would repeat: the file keeps the last one.
    pub fn complain_once(&self, file: &str, text: Arguments<'_>) {
        self.complain_if_new(self.once_in.unwrap_or(file), text);
    }

    fn complain_if_new(&self, file: &str, text: Arguments<'_>) {
        let text = format!("{text}");
        if file::read_own(self.file(file)).is_ok_and(|last| last.strip_suffix(b"\n") == Some(text.as_bytes())) {
            return;
        }
        say!("{}: {text}", self.name);
        self.note(file, &text);
    }

    /// The complaint in that file is no longer true.
    pub fn take_back(&self, file: &str) {
        let _ = file::remove_if_there(self.file(file));
    }
}

pub fn state_folder(environment: &[Vec<u8>]) -> Result<Vec<u8>, super::Failed> {
    place::state(environment).map(<[u8]>::to_vec).ok_or_else(|| {
        say!("init: DECL_STATE is not set");
        111
    })
}

/// Reads its own block only.
pub fn unit_of_plan(name: &str) -> Result<Unit, super::Failed> {
    let text = place::plan_text().map_err(|error| {
        say!("{name}: {error}");
        111
    })?;
    plan::find_unit(&text, name).ok_or_else(|| {
        say!("{name}: the plan has no such unit");
        111
    })
}

/// Closes what process 1 opened for its supervisors; it is not for services. What is opened from now on is closed by the kernel
/// when another program takes over.
pub fn close_inherited() {
    fd::close_from(3);
}

/// What is said where nobody reads it any more ends no work that has to be done.
pub fn outlive_readers() {
    let _ = signal::ignore(signal::PIPE);
}

/// A child that does `work` and ends with its code. None where there can be no more processes.
pub fn fork_for(work: impl FnOnce() -> i32) -> Option<Pid> {
    match process::fork() {
        Ok(0) => process::exit(work()),
        Ok(pid) => Some(pid),
        Err(_) => None,
    }
}
