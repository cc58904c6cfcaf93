//! What the manager of services knows, hears and does: see src/services/machine/types.ts, which has the same in TypeScript.
use alloc::string::String;
use alloc::vec::Vec;

/// A unit: its place in the plan.
pub type Id = usize;

/// The number of a start or another process.
pub type Number = i64;

/// Names and values.
pub type Environment = Vec<(String, String)>;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActiveState {
    Inactive,
    Starting,
    Active,
    Exited,
    Restarting,
    Stopping,
    Failed,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Job {
    Start,
    Stop,
    /// A stop that a start follows.
    Restart,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeadlineKind {
    Start,
    Stop,
    Restart,
    Watchdog,
    LostEnd,
}

/// Times are microseconds on a clock that nobody can set.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    pub at: i64,
    pub what: DeadlineKind,
}

#[derive(Clone, Debug)]
pub struct UnitState {
    pub state: ActiveState,
    pub job: Option<Job>,
    /// Of the start that goes on.
    pub number: Option<Number>,
    /// What signals go to: the process group of the start.
    pub pid: Option<Number>,
    /// A process that is signalled beside it: MAINPID= or PIDFile=.
    pub main_pid: Option<Number>,
    /// Its main process has ended, and what is left is cleaned up.
    pub finishing: bool,
    /// The conditions of a target or timer are looked at.
    pub checking: bool,
    /// How the last start ended; while it runs: why it is to end, if it is.
    pub result: Option<String>,
    pub code: Option<i64>,
    /// Its exit code whatever its process says: its logger's, which could not be started.
    pub code_of_logger: Option<i64>,
    /// Its start has failed and is tried again.
    pub retrying: bool,
    pub deadline: Option<Deadline>,
    pub reload_deadline: Option<i64>,
    /// When it was started, as far as StartLimitIntervalSec= reaches.
    pub starts: Vec<i64>,
    /// What it is told of the reason why it was started.
    pub environment: Environment,
}

impl UnitState {
    pub const fn new() -> UnitState {
        UnitState {
            state: ActiveState::Inactive,
            job: None,
            number: None,
            pid: None,
            main_pid: None,
            finishing: false,
            checking: false,
            result: None,
            code: None,
            code_of_logger: None,
            retrying: false,
            deadline: None,
            reload_deadline: None,
            starts: Vec::new(),
            environment: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    Start,
    Stop,
    Restart,
    Reload,
    Wait,
}

#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub id: u64,
    pub what: What,
    pub unit: Id,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContainerCommand {
    None,
    /// Until the container is ready.
    Waits,
    /// To run.
    Told,
    Over,
}

/// The container ends with this code as soon as these units, which OnFailure= names, have been started.
#[derive(Clone, Debug)]
pub struct Failing {
    pub code: i64,
    pub units: Vec<Id>,
}

#[derive(Clone, Debug)]
pub struct MachineState {
    pub units: Vec<UnitState>,
    /// Not answered yet, the oldest first.
    pub asks: Vec<Ask>,
    /// Services that wait until no unit has a job.
    pub idle: Vec<Id>,
    /// Everything that starts with the container has been started.
    pub ready: bool,
    pub command: ContainerCommand,
    pub command_pid: Option<Number>,
    /// The container's exit code, when it ends.
    pub ending: Option<i64>,
    /// When everything that is left is killed, and when nobody waits any more.
    pub kill_at: Option<i64>,
    pub hard_end: Option<i64>,
    pub failing: Option<Failing>,
    pub finished: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Checked {
    Met,
    Condition,
    Assert,
}

/// A message of sd_notify.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notice {
    Ready,
    Stopping,
    Reloading,
    MainPid(Number),
    Watchdog,
    WatchdogTrigger,
    ExtendTimeout(i64),
}

/// What a unit's start of that number says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Word {
    Active,
    Exited,
    PostFailed,
    StopDone,
    Finishing(Number),
    Main(Number),
    Ended(String, i64),
    Reloaded(i64),
    Idle,
    Notified(Notice),
}

#[derive(Clone, Debug)]
pub enum Event {
    Boot,
    Recover(Recovery),
    Time,
    Running(Id, Number),
    Reported(Id, Number, Word),
    LoggerFailed(Id, i64),
    /// With the name as it was asked for.
    Ask(u64, What, String),
    Checked(Id, Checked),
    /// Its supervisor does not answer.
    Unsupervised(Id),
    /// It is to stop, and its supervisor has not been told to start it.
    Cancelled(Id),
    TimerElapsed(Id),
    Shutdown(i64),
    CommandRunning(Number),
    CommandEnded(i64),
}

/// What a manager finds whose predecessor was killed. Units that are not there have never been spoken of.
#[derive(Clone, Debug)]
pub struct Recovery {
    /// In the plan's order.
    pub units: Vec<(Id, RecoveredUnit)>,
    pub ready: bool,
    pub ending: bool,
    /// What the file `exit-code` says.
    pub exit_code: i64,
    /// The container's command, if it has said that it runs, and whether it does.
    pub command: Option<(Number, bool)>,
}

#[derive(Clone, Debug)]
pub struct RecoveredUnit {
    pub state: ActiveState,
    pub job: Option<Job>,
    pub number: Option<Number>,
    /// Whether the process of that number is there.
    pub alive: bool,
    pub ended: EndFound,
    pub environment: Environment,
}

/// How the start of that number ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EndFound {
    No,
    /// Only that it did.
    Unknown,
    As(String, i64),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Beside {
    Stop,
    Reload,
}

// The names are those that src/services/machine/types.ts has.
#[allow(clippy::enum_variant_names)]
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// Until its supervisor has done it, or is given up with the event `Unsupervised`.
    BringUp {
        unit: Id,
        environment: Environment,
    },
    Check {
        unit: Id,
    },
    /// The process group `pid`, or that process alone; and `main_pid`.
    Signal {
        unit: Id,
        signal: String,
        group: bool,
        pid: Number,
        main_pid: Option<Number>,
    },
    /// A start that nobody asked for: kill its process group, and say so if it was there.
    KillUnasked {
        unit: Id,
        pid: Number,
    },
    RunBeside {
        unit: Id,
        what: Beside,
        number: Option<Number>,
        was: ActiveState,
        pid: Option<Number>,
    },
    MarkStopping {
        unit: Id,
    },
    MarkReady {
        unit: Id,
    },
    RemoveDirectories {
        unit: Id,
    },
    ReleaseIdle {
        unit: Id,
    },
    WriteResult {
        unit: Id,
        result: String,
    },
    /// `entered`: it has just come into this state.
    Record {
        unit: Id,
        state: ActiveState,
        number: Option<Number>,
        job: Option<Job>,
        entered: bool,
    },
    Answer {
        id: u64,
        code: i64,
        error: Option<String>,
    },
    CommandGo,
    CommandNo,
    Ready,
    KillEverything,
    Finish,
    /// The container's command; a name without SIG.
    SignalCommand {
        signal: &'static str,
        pid: Number,
    },
    /// The container ends; the code is to be written first.
    Ending {
        code: i64,
    },
    ExitCode {
        code: i64,
    },
    Say {
        text: String,
    },
}
