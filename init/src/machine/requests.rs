use super::context::Machine;
use super::jobs::{renew, unwant, want};
use super::shutdown::TOO_LATE;
use super::types::{ActiveState, Ask, Beside, Command, Id, Job, What};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

/// Exit codes of the program `unit`.
const FAILED: i64 = 1;
const NO_SUCH_UNIT: i64 = 2;

/// What the program `unit` asks for. Each is answered once.
pub fn ask(m: &mut Machine<'_>, id: u64, what: What, called: &str) {
    let Some(unit) = m.plan.called.get(called).copied() else {
        let why = if called.contains('@') { ": an instance is declared with the image" } else { "" };
        let error = Some(format!("there is no unit {called}{why}"));
        m.act(Command::Answer { id, code: NO_SUCH_UNIT, error });
        return;
    };
    let refused = refusal(m, what, unit);
    if refused.is_some() {
        m.act(Command::Answer { id, code: FAILED, error: refused });
        return;
    }
    m.state.asks.push(Ask { id, what, unit });
    if act(m, what, unit) {
        m.answer(unit, &[what], 0, None);
    }
}

/// Why it is not even tried, if it is not.
fn refusal(m: &Machine<'_>, what: What, id: Id) -> Option<String> {
    match what {
        What::Start | What::Restart => m.state.ending.map(|_| TOO_LATE.to_string()),
        What::Stop | What::Wait => None,
        What::Reload => {
            let name = m.name(id);
            if !m.service(id).is_some_and(|service| service.has_reload) {
                Some(format!("{name} cannot be reloaded: it has no ExecReload="))
            } else if m.unit(id).state != ActiveState::Active || m.unit(id).finishing {
                Some(format!("{name} is not active"))
            } else {
                None
            }
        }
    }
}

/// Gives whether it is done already.
fn act(m: &mut Machine<'_>, what: What, id: Id) -> bool {
    match what {
        What::Start => {
            want(m, id, Vec::new());
            m.unit(id).job.is_none()
        }
        What::Restart => {
            if m.is_down(id) {
                want(m, id, Vec::new());
            } else if m.unit(id).job == Some(Job::Stop) {
                m.set_job(id, Some(Job::Restart));
            } else {
                renew(m, id);
            }
            false
        }
        What::Stop => {
            unwant(m, id);
            m.unit(id).job.is_none()
        }
        What::Wait => m.is_down(id),
        What::Reload => {
            reload(m, id);
            false
        }
    }
}

fn reload(m: &mut Machine<'_>, id: Id) {
    let micros = m.service(id).and_then(|service| service.start_micros);
    let now = m.now;
    let unit = m.unit_mut(id);
    unit.reload_deadline = micros.map(|micros| now + micros);
    let (number, pid) = (unit.number, unit.main_pid.or(unit.pid));
    m.act(Command::RunBeside { unit: id, what: Beside::Reload, number, was: ActiveState::Active, pid });
}

/// ExecReload= has been run. Of a notify-reload service READY=1 is awaited then.
pub fn reloaded(m: &mut Machine<'_>, id: Id, code: i64) {
    if code == 0 && m.service(id).is_some_and(|service| service.kind == "notify-reload") {
        return;
    }
    let is_reload = |ask: &Ask| ask.what == What::Reload && ask.unit == id;
    let Some(oldest) = m.state.asks.iter().position(is_reload) else { return };
    let answered = m.state.asks.remove(oldest).id;
    if !m.state.asks.iter().any(is_reload) {
        m.unit_mut(id).reload_deadline = None;
    }
    let error = (code != 0).then(|| format!("{}: ExecReload= ended with {code}", m.name(id)));
    m.act(Command::Answer { id: answered, code, error });
}

/// A timer wants its unit.
pub fn timer_elapsed(m: &mut Machine<'_>, timer: Id) {
    let called = m.planned(timer).triggers.as_ref();
    let Some(unit) = called.and_then(|called| m.plan.called.get(called)) else { return };
    if m.unit(timer).state == ActiveState::Active {
        want(m, *unit, vec![("TRIGGER_UNIT".into(), m.name(timer).into())]);
    }
}
