use super::reader::Reader;
use crate::json::Json;
use alloc::string::String;
use alloc::vec::Vec;

/// A command of ExecStart= and its like; see PlanCommand for what is special in its words.
#[derive(Clone, Debug)]
pub struct Command {
    /// The program and its arguments.
    pub run: Vec<String>,
    /// What the program is told that it is called.
    pub called_as: Option<String>,
    pub ignore_failure: bool,
    pub as_root: bool,
}

impl Command {
    pub fn read(json: &Json) -> Command {
        let reader = Reader(json);
        Command {
            run: reader.texts("run"),
            called_as: reader.optional_text("calledAs"),
            ignore_failure: reader.flag("ignoreFailure"),
            as_root: reader.flag("asRoot"),
        }
    }

    pub fn read_all(list: &[Json]) -> Vec<Command> {
        list.iter().map(Command::read).collect()
    }
}
