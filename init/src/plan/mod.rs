//! The file plan.json, as src/services/plan-file.ts has it. It is the image's own and made by decl, so a member that is missing is
//! at its default, and one that is of another type is too.
pub mod command;
pub mod reader;
pub mod service;
pub mod socket;
pub mod timer;
pub mod tmpfile;
pub mod unit;

pub use command::Command;
pub use service::Service;
pub use socket::Socket;
pub use unit::{Check, Unit};

use crate::json::{self, Json};
use alloc::string::String;
use alloc::vec::Vec;
use reader::Reader;
use tmpfile::Tmpfile;

#[derive(Debug)]
pub struct Plan {
    pub state_folder: String,
    /// The folder of s6's programs.
    pub s6: String,
    /// How many supervisors `s6-svscan -C` may have.
    pub processes: i64,
    /// Seconds.
    pub grace: f64,
    pub units: Vec<Unit>,
}

impl Plan {
    pub fn read(json: &Json) -> Plan {
        let reader = Reader(json);
        Plan {
            state_folder: reader.text("stateFolder"),
            s6: reader.text("s6"),
            processes: reader.integer("processes").unwrap_or(1000),
            grace: reader.number("graceSeconds").unwrap_or(9.0),
            units: reader.members("units").iter().map(|(name, unit)| Unit::read(name, unit)).collect(),
        }
    }
}

/// One unit of a plan's text, without reading the others: it stands at the line `    "NAME": {`.
pub fn find_unit(text: &[u8], name: &str) -> Option<Unit> {
    let line = alloc::format!("\n    {}: ", json::quote(name));
    let start = find(text, line.as_bytes())? + line.len();
    Some(Unit::read(name, &json::parse_prefix(text.get(start..)?)?))
}

/// What the whole plan says before its units.
pub fn find_text(text: &[u8], name: &str) -> Option<String> {
    let line = alloc::format!("\n  {}: ", json::quote(name));
    let start = find(text, line.as_bytes())? + line.len();
    json::parse_prefix(text.get(start..)?)?.text().map(String::from)
}

pub fn tmpfiles(plan: &Json) -> Vec<Tmpfile> {
    plan.get("tmpfiles").map(Json::list).unwrap_or_default().iter().map(Tmpfile::read).collect()
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
