//! What runs beside a service: `init stop`, `init reload` and `init remove`.
use super::Manager;
use crate::machine::types::{ActiveState, Beside, Id, Number};
use crate::place;
use crate::sys::{Pid, folder, process, signal};
use alloc::string::ToString;

impl Manager {
    pub fn run_beside(
        &mut self,
        unit: Id,
        name: &str,
        what: Beside,
        number: Option<Number>,
        was: ActiveState,
        pid: Option<Number>,
    ) {
        let word: &[u8] = match what {
            Beside::Stop => b"stop",
            Beside::Reload => b"reload",
        };
        let was_word: &[u8] = if was == ActiveState::Exited { b"exited" } else { b"active" };
        let main = pid.map(|pid| pid.to_string()).unwrap_or_default();
        let number = number.unwrap_or(0);
        let started = self.run_part(&[word, name.as_bytes(), number.to_string().as_bytes(), was_word], &main);
        if let Some(pid) = started {
            self.helpers.began(pid, unit, number, what, was);
        }
    }

    pub fn remove_directories(&self, name: &str) {
        // Whoever asked for the end finds them gone.
        if let Some(pid) = self.run_part(&[b"remove", name.as_bytes()], "") {
            let _ = process::wait(pid);
        }
    }

    /// Runs the program with these words, with what is known of the container; gives its process.
    fn run_part(&self, words: &[&[u8]], main: &str) -> Option<Pid> {
        let state = folder::current().ok()?;
        match process::fork() {
            Ok(0) => {}
            other => return other.ok(),
        }
        signal::reset_all();
        let environment = place::with_variable(self.environment.clone(), "DECL_STATE", &state);
        let environment = place::with_variable(environment, "MAINPID", main.as_bytes());
        process::exit(place::become_part(words.iter().copied(), &environment))
    }
}
