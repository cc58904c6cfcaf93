use super::context::Machine;
use super::jobs::is_upheld;
use super::types::Id;

/// Whether a service that has ended is started again: Restart= and its exceptions, and Upholds= of another unit.
pub fn is_started_again(m: &Machine<'_>, id: Id) -> bool {
    (m.state.ending.is_none() && restarts_itself(m, id)) || is_upheld(m, id)
}

fn restarts_itself(m: &Machine<'_>, id: Id) -> bool {
    let Some(service) = m.service(id) else { return false };
    let unit = m.unit(id);
    let result = unit.result.as_deref().unwrap_or_default();
    if unit.code.is_some_and(|code| service.restart_force.contains(&code)) {
        return true;
    }
    if unit.code.is_some_and(|code| service.restart_prevent.contains(&code)) {
        return false;
    }
    match service.restart.as_str() {
        "always" => true,
        "on-success" => result == "success",
        "on-failure" => result != "success",
        "on-abnormal" => matches!(result, "signal" | "timeout" | "watchdog"),
        "on-abort" => result == "signal",
        "on-watchdog" => result == "watchdog",
        _ => false,
    }
}
