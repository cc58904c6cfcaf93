use super::command::Command;
use super::reader::Reader;
use super::socket::Socket;
use crate::json::Json;
use alloc::string::String;
use alloc::vec::Vec;

/// See PlanService in src/services/plan-file.ts for each member.
#[derive(Clone, Debug)]
pub struct Service {
    /// "simple", "exec", "oneshot", "notify", "notify-reload", "forking" or "idle"
    pub kind: String,
    pub remain_after_exit: bool,
    pub pid_file: Option<String>,
    pub condition: Vec<Command>,
    pub start_pre: Vec<Command>,
    pub start: Vec<Command>,
    pub start_post: Vec<Command>,
    pub reload: Vec<Command>,
    pub stop: Vec<Command>,
    pub stop_post: Vec<Command>,
    pub user: Option<User>,
    pub root_directory: Option<String>,
    /// With a dash before it the folder may be missing.
    pub working_directory: String,
    pub umask: u32,
    pub nice: Option<i64>,
    pub oom_score_adjust: Option<i64>,
    /// The name behind "Limit", the soft and the hard value; none is infinity.
    pub limits: Vec<(String, Option<u64>, Option<u64>)>,
    pub path: Vec<String>,
    pub environment: Vec<(String, String)>,
    pub environment_files: Vec<String>,
    pub unset_environment: Vec<String>,
    pub input: Option<String>,
    pub output: Option<String>,
    pub error: Option<String>,
    pub log_prefix: Option<String>,
    pub logger: Option<Command>,
    pub ambient_capabilities: Vec<String>,
    pub bounding_capabilities: Option<Bounding>,
    pub no_new_privileges: bool,
    pub directories: Vec<Directory>,
    /// "no", "yes" or "restart"
    pub preserve_runtime_directory: String,
    pub credentials: Vec<Credential>,
    pub sockets: Vec<Socket>,
    pub non_blocking: bool,
    /// "no", "always", "on-failure" …
    pub restart: String,
    /// Seconds.
    pub restart_delay: f64,
    pub success_statuses: Vec<i64>,
    pub restart_prevent: Vec<i64>,
    pub restart_force: Vec<i64>,
    /// Seconds; none is infinity.
    pub start_timeout: Option<f64>,
    pub stop_timeout: Option<f64>,
    /// "control-group", "mixed", "process" or "none"
    pub kill_mode: String,
    /// A name without SIG.
    pub kill_signal: String,
    pub final_signal: Option<String>,
    pub watchdog: Option<f64>,
    pub reload_signal: String,
    /// "none", "main", "exec" or "all"
    pub notify_access: String,
}

#[derive(Clone, Debug)]
pub struct User {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
    pub groups: Vec<u32>,
    pub home: Option<String>,
    pub shell: Option<String>,
}

/// Names without CAP_.
#[derive(Clone, Debug)]
pub enum Bounding {
    Keep(Vec<String>),
    Drop(Vec<String>),
}

#[derive(Clone, Debug)]
pub struct Directory {
    /// "RUNTIME_DIRECTORY"
    pub variable: String,
    pub mode: u32,
    pub paths: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Credential {
    pub name: String,
    pub load: Option<String>,
    /// Bytes as latin1.
    pub set: Option<String>,
}

impl Service {
    pub fn read(reader: Reader<'_>) -> Service {
        let commands = |name| Command::read_all(reader.list(name));
        let or = |name, otherwise: &str| reader.optional_text(name).unwrap_or_else(|| otherwise.into());
        let kind = or("type", "simple");
        Service {
            notify_access: or("notifyAccess", if kind.starts_with("notify") { "main" } else { "none" }),
            kind,
            remain_after_exit: reader.flag("remainAfterExit"),
            pid_file: reader.optional_text("pidFile"),
            condition: commands("condition"),
            start_pre: commands("startPre"),
            start: commands("start"),
            start_post: commands("startPost"),
            reload: commands("reload"),
            stop: commands("stop"),
            stop_post: commands("stopPost"),
            user: reader.get("user").map(User::read),
            root_directory: reader.optional_text("rootDirectory"),
            working_directory: or("workingDirectory", "/"),
            umask: octal(reader, "umask").unwrap_or(0o022),
            nice: reader.integer("nice"),
            oom_score_adjust: reader.integer("oomScoreAdjust"),
            limits: reader.members("limits").iter().map(read_limit).collect(),
            path: reader.texts("path"),
            environment: reader.members("environment").iter().filter_map(pair).collect(),
            environment_files: reader.texts("environmentFiles"),
            unset_environment: reader.texts("unsetEnvironment"),
            input: reader.optional_text("input"),
            output: reader.optional_text("output"),
            error: reader.optional_text("error"),
            log_prefix: reader.optional_text("logPrefix"),
            logger: reader.get("logger").map(|logger| Command::read(logger.0)),
            ambient_capabilities: reader.texts("ambientCapabilities"),
            bounding_capabilities: reader.get("boundingCapabilities").map(|bounding| match bounding.get("keep") {
                Some(_) => Bounding::Keep(bounding.texts("keep")),
                None => Bounding::Drop(bounding.texts("drop")),
            }),
            no_new_privileges: reader.flag("noNewPrivileges"),
            directories: reader.list("directories").iter().map(Directory::read).collect(),
            preserve_runtime_directory: or("preserveRuntimeDirectory", "no"),
            credentials: reader.list("credentials").iter().map(Credential::read).collect(),
            sockets: reader.list("sockets").iter().map(Socket::read).collect(),
            non_blocking: reader.flag("nonBlocking"),
            restart: or("restart", "no"),
            restart_delay: reader.number("restartSeconds").unwrap_or(0.1),
            success_statuses: reader.integers("successStatuses"),
            restart_prevent: reader.integers("restartPrevent"),
            restart_force: reader.integers("restartForce"),
            start_timeout: reader.seconds("startSeconds", 90.0),
            stop_timeout: reader.seconds("stopSeconds", 90.0),
            kill_mode: or("killMode", "control-group"),
            kill_signal: or("killSignal", "TERM"),
            final_signal: match reader.get("finalSignal") {
                None => Some("KILL".into()),
                Some(signal) => signal.0.text().map(String::from),
            },
            watchdog: reader.number("watchdogSeconds"),
            reload_signal: or("reloadSignal", "HUP"),
        }
    }

    pub fn is_notify(&self) -> bool {
        self.kind.starts_with("notify")
    }
}

fn octal(reader: Reader<'_>, name: &str) -> Option<u32> {
    u32::from_str_radix(reader.0.get(name)?.text()?, 8).ok()
}

fn read_limit((name, pair): &(String, Json)) -> (String, Option<u64>, Option<u64>) {
    let value = |index| pair.list().get(index).and_then(Json::number).map(|number| number as u64);
    (name.clone(), value(0), value(1))
}

fn pair((name, value): &(String, Json)) -> Option<(String, String)> {
    Some((name.clone(), value.text()?.into()))
}

impl User {
    fn read(reader: Reader<'_>) -> User {
        let id = |name| reader.integer(name).unwrap_or(0) as u32;
        User {
            name: reader.text("name"),
            uid: id("uid"),
            gid: id("gid"),
            groups: reader.integers("groups").into_iter().map(|group| group as u32).collect(),
            home: reader.optional_text("home"),
            shell: reader.optional_text("shell"),
        }
    }
}

impl Directory {
    fn read(json: &Json) -> Directory {
        let reader = Reader(json);
        Directory {
            variable: reader.text("variable"),
            mode: octal(reader, "mode").unwrap_or(0o755),
            paths: reader.texts("paths"),
        }
    }
}

impl Credential {
    fn read(json: &Json) -> Credential {
        let reader = Reader(json);
        Credential { name: reader.text("name"), load: reader.optional_text("load"), set: reader.optional_text("set") }
    }
}
