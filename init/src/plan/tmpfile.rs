use super::reader::Reader;
use crate::json::Json;
use alloc::string::String;

/// See PlanTmpfile in src/services/plan-file.ts.
#[derive(Clone, Debug)]
pub struct Tmpfile {
    pub kind: String,
    pub force: bool,
    pub may_fail: bool,
    pub make_way: bool,
    pub if_target_exists: bool,
    /// Whether this is the pass that removes.
    pub removes: bool,
    pub path: String,
    pub mode: Option<Mode>,
    pub user: Option<Owner>,
    pub group: Option<Owner>,
    pub argument: Option<String>,
}

#[derive(Clone, Copy, Debug)]
pub struct Mode {
    pub bits: u32,
    pub masked: bool,
    pub only_new: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Owner {
    pub id: u32,
    pub only_new: bool,
}

impl Tmpfile {
    pub fn read(json: &Json) -> Tmpfile {
        let reader = Reader(json);
        let owner = |name| {
            let owner = reader.get(name)?;
            Some(Owner { id: owner.integer("id")? as u32, only_new: owner.flag("onlyNew") })
        };
        Tmpfile {
            kind: reader.text("type"),
            force: reader.flag("force"),
            may_fail: reader.flag("mayFail"),
            make_way: reader.flag("makeWay"),
            if_target_exists: reader.flag("ifTargetExists"),
            removes: reader.text("pass") == "remove",
            path: reader.text("path"),
            mode: reader.get("mode").and_then(|mode| {
                let bits = u32::from_str_radix(mode.0.get("bits")?.text()?, 8).ok()?;
                Some(Mode { bits, masked: mode.flag("masked"), only_new: mode.flag("onlyNew") })
            }),
            user: owner("user"),
            group: owner("group"),
            argument: reader.optional_text("argument"),
        }
    }
}
