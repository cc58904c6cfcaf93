//! What starts and stops when: a pure function, the same as src/services/machine, file by file. Tests compare what both do for
//! thousands of random sequences of events.
mod context;
mod ended;
mod jobs;
pub mod machine_plan;
mod names;
mod notified;
mod outcome;
mod recover;
mod requests;
mod restart;
mod running;
mod settle;
mod shutdown;
mod start;
mod step;
mod stop;
mod time;
pub mod types;

pub use machine_plan::{MachinePlan, MachineSettings};
pub use step::step;
pub use time::next_deadline;
