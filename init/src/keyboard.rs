//! Hears a container's keyboard (Ctrl-C, Ctrl-\) in the place of the supervisors, whom these signals would end without any order.
use crate::sys::{poll, signal};
use crate::{events, place, terminal};
use alloc::vec::Vec;

pub fn main(_: &[Vec<u8>], environment: &[Vec<u8>]) -> i32 {
    let Some(state) = place::state(environment) else { return 111 };
    if terminal::take().is_none() {
        return 0;
    }
    let Ok(signals) = signal::watch(&[signal::INT, signal::QUIT]) else { return 111 };
    loop {
        if poll::readable(&[signals.raw()], None).is_err() {
            return 111;
        }
        if signal::take(&signals).is_some() {
            let _ = events::say(state, "shutdown 0");
        }
    }
}
