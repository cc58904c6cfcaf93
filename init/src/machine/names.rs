//! The words of the machine, as they stand in files and messages.
use super::types::{ActiveState, Job, What};

impl ActiveState {
    const ALL: [(ActiveState, &'static str); 7] = [
        (ActiveState::Inactive, "inactive"),
        (ActiveState::Starting, "starting"),
        (ActiveState::Active, "active"),
        (ActiveState::Exited, "exited"),
        (ActiveState::Restarting, "restarting"),
        (ActiveState::Stopping, "stopping"),
        (ActiveState::Failed, "failed"),
    ];

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(one, _)| *one == self).map_or("", |(_, name)| name)
    }

    pub fn parse(name: &str) -> Option<ActiveState> {
        Self::ALL.iter().find(|(_, one)| *one == name).map(|(state, _)| *state)
    }
}

impl Job {
    pub fn name(self) -> &'static str {
        match self {
            Job::Start => "start",
            Job::Stop => "stop",
            Job::Restart => "restart",
        }
    }

    pub fn parse(name: &str) -> Option<Job> {
        [Job::Start, Job::Stop, Job::Restart].into_iter().find(|job| job.name() == name)
    }
}

impl What {
    pub fn parse(name: &str) -> Option<What> {
        Some(match name {
            "start" => What::Start,
            "stop" => What::Stop,
            "restart" => What::Restart,
            "reload" => What::Reload,
            "wait" => What::Wait,
            _ => return None,
        })
    }
}
