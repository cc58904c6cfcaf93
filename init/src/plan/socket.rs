use super::reader::Reader;
use crate::json::Json;
use alloc::string::String;
use alloc::vec::Vec;

/// See PlanSocket in src/services/plan-file.ts for each member.
#[derive(Clone, Debug)]
pub struct Socket {
    pub unit: String,
    pub name: String,
    /// Its place among all sockets of the plan.
    pub index: i32,
    /// "stream", "datagram" or "packets"
    pub kind: String,
    pub path: Option<String>,
    pub address: Option<String>,
    pub port: u16,
    pub mode: u32,
    pub folder_mode: u32,
    pub owner: Option<(u32, u32)>,
    pub backlog: Option<i32>,
    pub only_v6: Option<bool>,
    pub options: Vec<String>,
}

impl Socket {
    pub fn read(json: &Json) -> Socket {
        let reader = Reader(json);
        let octal = |name, otherwise| {
            u32::from_str_radix(&reader.text(name), 8).ok().filter(|mode| *mode > 0).unwrap_or(otherwise)
        };
        Socket {
            unit: reader.text("unit"),
            name: reader.text("name"),
            index: reader.integer("index").unwrap_or(0) as i32,
            kind: reader.text("kind"),
            path: reader.optional_text("path"),
            address: reader.optional_text("address"),
            port: reader.integer("port").unwrap_or(0) as u16,
            mode: octal("mode", 0o666),
            folder_mode: octal("folderMode", 0o755),
            owner: reader
                .get("owner")
                .and_then(|owner| Some((owner.integer("uid")? as u32, owner.integer("gid")? as u32))),
            backlog: reader.integer("backlog").map(|backlog| backlog as i32),
            only_v6: reader.get("onlyV6").map(|_| reader.flag("onlyV6")),
            options: reader.texts("options"),
        }
    }
}
