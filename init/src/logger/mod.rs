//! The logger: writes what services say, line by line and with their names before the lines, to the container's output. It is a
//! service of s6's own, and is started again when it is killed: what was in the pipes is there still, since process 1 holds them.
mod input;
mod output;

use crate::fds::{self, LOG_CONTROL};
use crate::place;
use crate::sys::epoll::Watched;
use crate::sys::errno::EAGAIN;
use crate::sys::file;
use crate::sys::memory::position;
use crate::sys::{Errno, Fd, Result, signal};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use input::Input;
use output::Output;

/// Ends with SIGTERM, when all that was in the pipes has been written.
pub fn main(_: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    let plan = match place::plan() {
        Ok(plan) => plan,
        Err(text) => {
            crate::say!("init: the logger: {text}");
            return 111;
        }
    };
    let state = place::state(environment).unwrap_or(plan.state_folder.as_bytes());
    let inputs = plan.units.iter().filter_map(|unit| {
        let number = fds::of_unit(&plan, &unit.name).log?;
        let prefix = unit.service.as_ref()?.log_prefix.as_ref()?;
        Some(Input::new(&unit.name, number, prefix))
    });
    let inputs: Vec<Input> = inputs.filter(|input| Fd::is_open(input.number())).collect();
    let mut logger =
        Logger { state: state.to_vec(), inputs, output: Output::new(), buffer: vec![0; 65536], received: Vec::new() };
    match logger.work() {
        Ok(()) => 0,
        Err(error) => {
            crate::say!("init: the logger: {error}");
            111
        }
    }
}

struct Logger {
    state: Vec<u8>,
    inputs: Vec<Input>,
    output: Output,
    buffer: Vec<u8>,
    /// What has been read of a line of the control pipe that has not ended yet.
    received: Vec<u8>,
}

/// What is waited for beside the inputs, which have their places.
const ENDS: usize = usize::MAX;
const CONTROL: usize = usize::MAX - 1;

/// At most so much is read to empty a pipe: who writes without end shall not hold up the others.
const DRAINED: usize = 1 << 20;

impl Logger {
    fn work(&mut self) -> Result<()> {
        signal::ignore(signal::PIPE)?;
        let ends = signal::watch(&[signal::TERM])?;
        let control = Fd::from_raw(LOG_CONTROL);
        let mut watched = Watched::new()?;
        watched.add(ends.raw(), ENDS)?;
        if Fd::is_open(control.raw()) {
            watched.add(control.raw(), CONTROL)?;
        }
        for (index, input) in self.inputs.iter().enumerate() {
            watched.add(input.number(), index)?;
        }
        loop {
            let ready = watched.wait()?;
            if ready.contains(&ENDS) && signal::take(&ends).is_some() {
                self.finish();
                return Ok(());
            }
            if ready.contains(&CONTROL) {
                self.hear(&control)?;
            }
            // One piece of each, so that nobody waits for who writes most.
            for index in ready {
                if let Some(input) = self.inputs.get_mut(index) {
                    input.read(&mut self.buffer, &mut self.output)?;
                }
            }
        }
    }

    /// Carries out the lines of the control pipe.
    fn hear(&mut self, control: &Fd) -> Result<()> {
        let mut buffer = [0; 4096];
        match control.read(&mut buffer) {
            Ok(size) => self.received.extend_from_slice(buffer.get(..size).unwrap_or_default()),
            Err(Errno(EAGAIN)) => {}
            Err(error) => return Err(error),
        }
        while let Some(end) = position(&self.received, b'\n') {
            let line: Vec<u8> = self.received.drain(..=end).collect();
            let line = String::from_utf8_lossy(line.get(..end).unwrap_or_default()).into_owned();
            if let Some(unit) = line.strip_prefix("flush ") {
                self.flush(unit);
            } else if line == "finish" {
                self.finish();
                self.say_done();
            }
        }
        Ok(())
    }

    /// A service has ended: its last line counts without a newline too.
    fn flush(&mut self, unit: &str) {
        for input in self.inputs.iter_mut().filter(|input| input.unit == unit) {
            input.drain(&mut self.buffer, &mut self.output, DRAINED);
        }
    }

    fn finish(&mut self) {
        for input in &mut self.inputs {
            input.drain(&mut self.buffer, &mut self.output, DRAINED);
        }
    }

    /// The manager waits for this at the very end. It is no error when it does not any more.
    fn say_done(&self) {
        let path = place::in_state(&self.state, "log/.done");
        let _ = file::write_pipe(path, b"done\n");
    }
}
