//! What happens in and beside one service: its supervisor starts `run` and `finish`, the manager `stop`, `reload` and `remove`.
//! Exit codes above 200 are systemd's (man systemd.exec, "Process Exit Codes").
pub mod beside;
mod capabilities;
pub mod checks;
mod command;
mod context;
mod credentials;
mod directories;
mod ending;
mod environment;
mod environment_file;
pub mod finish;
mod forking;
mod glob;
mod leftovers;
mod limits;
mod oneshot;
mod own_logger;
mod privileges;
pub mod processes;
mod program;
pub mod run;
mod runner;
mod setup;
mod sockets;
mod streams;
mod trusted_folder;
mod words;
mod working_directory;

use context::Context;

/// The exit code with which something has failed that has been said.
pub type Failed = i32;
