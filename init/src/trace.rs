//! For tests: reads lines of JSON and answers each with one line.
//!
//! - `{"plan": PlanFile, "settings": MachineSettings}` begins anew: `[]`
//! - `{"event": Event, "now": MICROSECONDS}`: the commands, as src/services/machine/types.ts has them, and last when time is to pass
#![no_std]
#![no_main]
// Only some of the modules is used here.
#![allow(dead_code, unused_imports)]

extern crate alloc;

mod json;
mod machine;
mod plan;
mod sys;

use crate::json::{Json, quote};
use crate::plan::reader::Reader;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ffi::{c_char, c_int};
use machine::types::{
    ActiveState, Beside, Checked, Command, EndFound, Event, Id, Job, MachineState, Notice, RecoveredUnit, Recovery,
    What, Word,
};
use machine::{MachinePlan, MachineSettings, next_deadline, step};
use plan::Plan;
use sys::Fd;

#[unsafe(no_mangle)]
extern "C" fn main(_count: c_int, _arguments: *const *const c_char, _environment: *const *const c_char) -> c_int {
    let Ok(input) = Fd::from_raw(0).read_to_end() else { return 1 };
    let mut player = None;
    let mut answers = String::new();
    for line in input.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let answer = json::parse(line).and_then(|line| answer(&mut player, &line));
        answers.push_str(&answer.unwrap_or_else(|| "null".into()));
        answers.push('\n');
    }
    i32::from(sys::fd::write_all(1, answers.as_bytes()).is_err())
}

struct Player {
    plan: MachinePlan,
    state: MachineState,
}

fn answer(player: &mut Option<Player>, line: &Json) -> Option<String> {
    let reader = Reader(line);
    if let (Some(plan), Some(settings)) = (reader.get("plan"), reader.get("settings")) {
        let settings = MachineSettings {
            grace_micros: settings.integer("graceMicros")?,
            keep_up: settings.flag("keepUp"),
            has_command: settings.flag("hasCommand"),
        };
        let plan = MachinePlan::new(&Plan::read(plan.0), settings);
        *player = Some(Player { state: MachineState::new(&plan), plan });
        return Some("[]".into());
    }
    let player = player.as_mut()?;
    let event = reader.get("event")?;
    let commands = match read_event(&player.plan, event) {
        Some(event) => step(&player.plan, &mut player.state, &event, reader.integer("now")?),
        None => Vec::new(),
    };
    let mut texts: Vec<String> = commands.iter().map(|command| command_text(&player.plan, command)).collect();
    texts.push(next_deadline(&player.state).map_or("null".into(), |at| at.to_string()));
    Some(format!("[{}]", texts.join(",")))
}

/// None: of a unit that the plan does not have.
fn read_event(plan: &MachinePlan, event: Reader<'_>) -> Option<Event> {
    let unit = || unit_of(plan, &event.text("unit"));
    let number = event.integer("number");
    let code = event.integer("code").unwrap_or(0);
    let reported = |word: Word| Some(Event::Reported(unit()?, number?, word));
    match event.text("kind").as_str() {
        "boot" => Some(Event::Boot),
        "recover" => Some(Event::Recover(read_recovery(plan, event))),
        "time" => Some(Event::Time),
        "running" => Some(Event::Running(unit()?, number?)),
        "active" => reported(Word::Active),
        "exited" => reported(Word::Exited),
        "postFailed" => reported(Word::PostFailed),
        "stopDone" => reported(Word::StopDone),
        "finishing" => reported(Word::Finishing(event.integer("pid")?)),
        "main" => reported(Word::Main(event.integer("pid")?)),
        "ended" => reported(Word::Ended(event.text("result"), code)),
        "reloaded" => reported(Word::Reloaded(code)),
        "idle" => reported(Word::Idle),
        "notified" => reported(Word::Notified(read_notice(event)?)),
        "loggerFailed" => Some(Event::LoggerFailed(unit()?, code)),
        "ask" => Some(Event::Ask(event.integer("id")? as u64, What::parse(&event.text("what"))?, event.text("unit"))),
        "checked" => Some(Event::Checked(
            unit()?,
            match event.text("result").as_str() {
                "met" => Checked::Met,
                "condition" => Checked::Condition,
                _ => Checked::Assert,
            },
        )),
        "unsupervised" => Some(Event::Unsupervised(unit()?)),
        "cancelled" => Some(Event::Cancelled(unit()?)),
        "timerElapsed" => Some(Event::TimerElapsed(unit()?)),
        "shutdown" => Some(Event::Shutdown(code)),
        "commandRunning" => Some(Event::CommandRunning(event.integer("pid")?)),
        "commandEnded" => Some(Event::CommandEnded(code)),
        _ => None,
    }
}

fn unit_of(plan: &MachinePlan, name: &str) -> Option<Id> {
    plan.units.iter().position(|unit| unit.name == name)
}

fn read_notice(event: Reader<'_>) -> Option<Notice> {
    Some(match event.text("key").as_str() {
        "READY" => Notice::Ready,
        "STOPPING" => Notice::Stopping,
        "RELOADING" => Notice::Reloading,
        "MAINPID" => Notice::MainPid(event.integer("value")?),
        "WATCHDOG" => Notice::Watchdog,
        "WATCHDOG_TRIGGER" => Notice::WatchdogTrigger,
        "EXTEND_TIMEOUT_USEC" => Notice::ExtendTimeout(event.integer("value")?),
        _ => return None,
    })
}

fn read_recovery(plan: &MachinePlan, event: Reader<'_>) -> Recovery {
    let found = event.get("units");
    let units = plan.units.iter().enumerate();
    Recovery {
        units: units.filter_map(|(id, unit)| Some((id, read_unit(found?.get(&unit.name)?)?))).collect(),
        ready: event.flag("ready"),
        ending: event.integer("ending").is_some(),
        exit_code: event.integer("exitCode").unwrap_or(0),
        command: event.get("command").and_then(|command| Some((command.integer("pid")?, command.flag("alive")))),
    }
}

fn read_unit(unit: Reader<'_>) -> Option<RecoveredUnit> {
    Some(RecoveredUnit {
        state: ActiveState::parse(&unit.text("state"))?,
        job: Job::parse(&unit.text("job")),
        number: unit.integer("number"),
        alive: unit.flag("alive"),
        ended: match unit.get("ended") {
            Some(Reader(Json::Object(_))) => {
                let ended = unit.get("ended")?;
                EndFound::As(ended.text("result"), ended.integer("code")?)
            }
            Some(Reader(Json::Text(_))) => EndFound::Unknown,
            _ => EndFound::No,
        },
        environment: unit
            .members("environment")
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.text()?.into())))
            .collect(),
    })
}

fn command_text(plan: &MachinePlan, command: &Command) -> String {
    let name = |id: &Id| plan.units.get(*id).map_or(String::new(), |unit| quote(&unit.name));
    let of = |kind: &str, unit: &Id| format!(r#"{{"kind":"{kind}","unit":{}}}"#, name(unit));
    let with = |kind: &str, unit: &Id, rest: String| format!(r#"{{"kind":"{kind}","unit":{},{rest}}}"#, name(unit));
    let alone = |kind: &str| format!(r#"{{"kind":"{kind}"}}"#);
    let number = |number: &Option<i64>| number.map_or("null".into(), |number| number.to_string());
    match command {
        Command::BringUp { unit, environment } => {
            let pairs: Vec<String> =
                environment.iter().map(|(name, value)| format!("{}:{}", quote(name), quote(value))).collect();
            with("bringUp", unit, format!(r#""environment":{{{}}}"#, pairs.join(",")))
        }
        Command::Check { unit } => of("check", unit),
        Command::Signal { unit, signal, group, pid, main_pid } => {
            let target = if *group { "group" } else { "process" };
            let main = number(main_pid);
            with("signal", unit, format!(r#""signal":"{signal}","target":"{target}","pid":{pid},"mainPid":{main}"#))
        }
        Command::KillUnasked { unit, pid } => with("killUnasked", unit, format!(r#""pid":{pid}"#)),
        Command::RunBeside { unit, what, number: start, was, pid } => {
            let what = if *what == Beside::Stop { "stop" } else { "reload" };
            let (start, was, pid) = (number(start), was.name(), number(pid));
            with("runBeside", unit, format!(r#""what":"{what}","number":{start},"was":"{was}","pid":{pid}"#))
        }
        Command::MarkStopping { unit } => of("markStopping", unit),
        Command::MarkReady { unit } => of("markReady", unit),
        Command::RemoveDirectories { unit } => of("removeDirectories", unit),
        Command::ReleaseIdle { unit } => of("releaseIdle", unit),
        Command::WriteResult { unit, result } => with("writeResult", unit, format!(r#""result":{}"#, quote(result))),
        Command::Record { unit, state, number: start, job, entered } => {
            let job = job.map_or("null".into(), |job| quote(job.name()));
            let (state, start) = (state.name(), number(start));
            with("record", unit, format!(r#""state":"{state}","number":{start},"job":{job},"entered":{entered}"#))
        }
        Command::Answer { id, code, error } => {
            let error = error.as_ref().map_or("null".into(), |error| quote(error));
            format!(r#"{{"kind":"answer","id":{id},"code":{code},"error":{error}}}"#)
        }
        Command::CommandGo => alone("commandGo"),
        Command::CommandNo => alone("commandNo"),
        Command::Ready => alone("ready"),
        Command::KillEverything => alone("killEverything"),
        Command::Finish => alone("finish"),
        Command::SignalCommand { signal, pid } => {
            format!(r#"{{"kind":"signalCommand","signal":"{signal}","pid":{pid}}}"#)
        }
        Command::Ending { code } => format!(r#"{{"kind":"ending","code":{code}}}"#),
        Command::ExitCode { code } => format!(r#"{{"kind":"exitCode","code":{code}}}"#),
        Command::Say { text } => format!(r#"{{"kind":"say","text":{}}}"#, quote(text)),
    }
}
