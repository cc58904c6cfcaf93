use super::reader::Reader;
use super::service::Service;
use super::timer::Timer;
use crate::json::Json;
use alloc::string::String;
use alloc::vec::Vec;

#[derive(Clone, Debug)]
pub struct Unit {
    /// With suffix.
    pub name: String,
    pub description: String,
    /// Where it is declared.
    pub from: String,
    pub aliases: Vec<String>,
    pub after: Vec<String>,
    pub requires: Vec<String>,
    pub wants: Vec<String>,
    pub requisite: Vec<String>,
    pub binds_to: Vec<String>,
    pub part_of: Vec<String>,
    pub conflicts: Vec<String>,
    pub upholds: Vec<String>,
    pub on_failure: Vec<String>,
    pub on_success: Vec<String>,
    /// At most so many starts in so many seconds.
    pub start_limit: Option<(i64, f64)>,
    pub conditions: Vec<Check>,
    pub assertions: Vec<Check>,
    pub service: Option<Service>,
    pub timer: Option<Timer>,
}

/// Condition…= or Assert…=: all values must hold.
#[derive(Clone, Debug)]
pub struct Check {
    /// "PathExists"
    pub kind: String,
    pub values: Vec<String>,
    pub negated: bool,
    /// Of those with it one is enough.
    pub trigger: bool,
}

impl Unit {
    pub fn read(name: &str, json: &Json) -> Unit {
        let reader = Reader(json);
        let checks = |member| reader.list(member).iter().map(Check::read).collect();
        Unit {
            name: name.into(),
            description: reader.text("description"),
            from: reader.text("from"),
            aliases: reader.texts("aliases"),
            after: reader.texts("after"),
            requires: reader.texts("requires"),
            wants: reader.texts("wants"),
            requisite: reader.texts("requisite"),
            binds_to: reader.texts("bindsTo"),
            part_of: reader.texts("partOf"),
            conflicts: reader.texts("conflicts"),
            upholds: reader.texts("upholds"),
            on_failure: reader.texts("onFailure"),
            on_success: reader.texts("onSuccess"),
            start_limit: reader
                .get("startLimit")
                .and_then(|limit| Some((limit.integer("burst")?, limit.number("seconds")?))),
            conditions: checks("conditions"),
            assertions: checks("assertions"),
            service: reader.get("service").map(Service::read),
            timer: reader.get("timer").map(Timer::read),
        }
    }
}

impl Check {
    fn read(json: &Json) -> Check {
        let reader = Reader(json);
        Check {
            kind: reader.text("kind"),
            values: reader.texts("values"),
            negated: reader.flag("negated"),
            trigger: reader.flag("trigger"),
        }
    }
}
