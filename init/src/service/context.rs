use crate::plan::{self, Service, Unit};
use crate::say;
use crate::sys::{Fd, Pid, fd, file, process};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
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
}

impl Context {
    /// Says what is wrong where there is no such service.
    pub fn open(name: &[u8], number: Pid, environment: &[Vec<u8>]) -> Result<Context, super::Failed> {
        let name = String::from_utf8_lossy(name).into_owned();
        let state = state_folder(environment)?;
        let unit = unit_of_plan(&name)?;
        let Some(service) = unit.service.clone() else {
            say!("{name}: is no service");
            return Err(111);
        };
        // Never waits: whoever reads it has it open.
        let events = file::open([&state, b"/events".as_slice()].concat(), file::WRITE | file::NONBLOCK | file::NOFOLLOW, 0);
        let events = events.and_then(|fd| fd.set_nonblocking(false).map(|()| fd)).ok();
        Ok(Context { name, number, state, unit, service, events })
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
        let line = format!("{event} {} {} {words}", self.name, self.number);
        if let Some(events) = &self.events {
            let _ = events.write_all(format!("{}\n", line.trim_end()).as_bytes());
        }
    }

    pub fn complain(&self, text: Arguments<'_>) {
        say!("{}: {text}", self.name);
    }

    /// What would be said again at each start: a file keeps it.
    pub fn complain_once(&self, text: Arguments<'_>) {
        let text = format!("{text}");
        if file::read_own(self.file("said")).is_ok_and(|said| said.strip_suffix(b"\n") == Some(text.as_bytes())) {
            return;
        }
        self.complain(format_args!("{text}"));
        self.note("said", &text);
    }

    /// `complain_once` may say it again.
    pub fn is_well(&self) {
        let _ = file::remove_if_there(self.file("said"));
    }
}

pub fn state_folder(environment: &[Vec<u8>]) -> Result<Vec<u8>, super::Failed> {
    let state = environment.iter().find_map(|variable| variable.strip_prefix(b"DECL_STATE="));
    state.map(<[u8]>::to_vec).ok_or_else(|| {
        say!("init: DECL_STATE is not set");
        111
    })
}

/// Reads its own block only: the plan lies beside the program.
pub fn unit_of_plan(name: &str) -> Result<Unit, super::Failed> {
    let program = file::read_link("/proc/self/exe").unwrap_or_default();
    let end = program.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    let path = [program.get(..end).unwrap_or_default(), b"/plan.json"].concat();
    let text = file::read(&path).map_err(|error| {
        say!("{name}: {} cannot be read: {error}", String::from_utf8_lossy(&path));
        111
    })?;
    plan::find_unit(&text, name).ok_or_else(|| {
        say!("{name}: there is no such unit in {}", String::from_utf8_lossy(&path));
        111
    })
}

/// Closes what process 1 opened for its supervisors; it is not for services. What is opened from now on is closed by the kernel
/// when another program takes over.
pub fn close_inherited() {
    fd::close_from(3);
}

/// A child that does `work` and ends with its code. None where there can be no more processes.
pub fn fork_for(work: impl FnOnce() -> i32) -> Option<Pid> {
    match process::fork() {
        Ok(0) => process::exit(work()),
        Ok(pid) => Some(pid),
        Err(_) => None,
    }
}
