use super::context::Machine;
use super::ended::{cancelled, ended, unsupervised};
use super::jobs::want;
use super::machine_plan::MachinePlan;
use super::notified::notified;
use super::recover::recover;
use super::requests::{ask, reloaded, timer_elapsed};
use super::running::{active, exited, finishing, logger_failed, post_failed, running, stop_done};
use super::settle::settle;
use super::shutdown::{TOO_LATE, command_ended, command_running, request_shut_down};
use super::start::checked;
use super::time::pass;
use super::types::{Command, ContainerCommand, Event, Id, MachineState, UnitState, Word};
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

impl MachineState {
    /// Before the event `Boot` or `Recover`.
    pub fn new(plan: &MachinePlan) -> MachineState {
        MachineState {
            units: vec![UnitState::new(); plan.units.len()],
            asks: Vec::new(),
            idle: Vec::new(),
            ready: false,
            command: if plan.settings.has_command { ContainerCommand::Waits } else { ContainerCommand::None },
            command_pid: None,
            ending: None,
            kill_at: None,
            hard_end: None,
            failing: None,
            finished: false,
        }
    }
}

/// What the manager does when something happens: what starts and stops, and in which order. Commands are to be done one after
/// the other. `now` is in microseconds, never less than before. Units are those of the plan.
pub fn step(plan: &MachinePlan, state: &mut MachineState, event: &Event, now: i64) -> Vec<Command> {
    if state.finished {
        return match event {
            Event::Ask(id, _, _) => vec![Command::Answer { id: *id, code: 1, error: Some(TOO_LATE.to_string()) }],
            _ => Vec::new(),
        };
    }
    let mut m = Machine::new(plan, state, now);
    handle(&mut m, event);
    if !m.state.finished {
        settle(&mut m);
    }
    m.commands
}

fn handle(m: &mut Machine<'_>, event: &Event) {
    match event {
        Event::Boot => {
            if let Some(target) = m.plan.called.get("default.target") {
                want(m, *target, Vec::new());
            }
        }
        Event::Recover(found) => recover(m, found),
        Event::Time => pass(m),
        Event::Running(unit, number) => running(m, *unit, *number),
        // Late reports of an earlier start are ignored.
        Event::Reported(unit, number, word) => {
            if m.unit(*unit).number == Some(*number) {
                reported(m, *unit, word);
            }
        }
        Event::LoggerFailed(unit, code) => logger_failed(m, *unit, *code),
        Event::Ask(id, what, called) => ask(m, *id, *what, called),
        Event::Checked(unit, result) => checked(m, *unit, *result),
        Event::Unsupervised(unit) => unsupervised(m, *unit),
        Event::Cancelled(unit) => cancelled(m, *unit),
        Event::TimerElapsed(unit) => timer_elapsed(m, *unit),
        Event::Shutdown(code) => request_shut_down(m, *code),
        Event::CommandRunning(pid) => command_running(m, *pid),
        Event::CommandEnded(code) => command_ended(m, *code),
    }
}

fn reported(m: &mut Machine<'_>, unit: Id, word: &Word) {
    match word {
        Word::Active => active(m, unit),
        Word::Exited => exited(m, unit),
        Word::PostFailed => post_failed(m, unit),
        Word::StopDone => stop_done(m, unit),
        Word::Finishing(pid) => finishing(m, unit, *pid),
        Word::Main(pid) => m.unit_mut(unit).main_pid = Some(*pid),
        Word::Ended(result, code) => ended(m, unit, result, *code),
        Word::Reloaded(code) => reloaded(m, unit, *code),
        Word::Idle => m.state.idle.push(unit),
        Word::Notified(notice) => notified(m, unit, *notice),
    }
}
