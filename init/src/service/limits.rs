use super::Context;
use crate::open_files;
use crate::plan::Service;
use crate::sys::limits::{INFINITY, RESOURCES, get, set};
use alloc::format;
use alloc::string::String;

/// The flags of a shell's `ulimit`, by which people know them, in the order of RESOURCES; of some a shell counts in 1024 bytes.
const FLAGS: [(&str, u64); 16] = [
    ("t", 1),
    ("f", 1024),
    ("d", 1024),
    ("s", 1024),
    ("c", 1024),
    ("m", 1024),
    ("u", 1),
    ("n", 1),
    ("l", 1024),
    ("v", 1024),
    ("x", 1),
    ("i", 1),
    ("q", 1),
    ("e", 1),
    ("r", 1),
    ("R", 1),
];

/// Each as its place in RESOURCES, the number of the resource, and what is wanted.
fn wanted(service: &Service) -> impl Iterator<Item = (usize, i32, u64, u64)> {
    service.limits.iter().filter_map(|(name, soft, hard)| {
        let place = RESOURCES.iter().position(|(one, _)| one == name)?;
        let resource = RESOURCES.get(place)?.1;
        Some((place, resource, soft.unwrap_or(INFINITY), hard.unwrap_or(INFINITY)))
    })
}

/// Raises hard limits where that is allowed, and says where it is not. What is lower is for the service alone.
pub fn raise(context: &Context, is_quiet: bool) {
    open_files::restore(&context.state);
    for (place, resource, _, hard) in wanted(&context.service) {
        let Ok((soft, present)) = get(resource) else { continue };
        if hard > present && set(resource, soft, hard).is_err() && !is_quiet {
            let (flag, unit) = FLAGS.get(place).copied().unwrap_or_default();
            let value = if hard == INFINITY { String::from("unlimited") } else { format!("{}", hard / unit.max(1)) };
            context.complain(format_args!("a hard limit (ulimit -{flag}) of {value} is not allowed in this container"));
        }
    }
}

/// The last thing before another program takes over: a limit above the container's own is that one.
pub fn apply(service: &Service) {
    for (_, resource, soft, hard) in wanted(service) {
        if let Ok((_, present)) = get(resource) {
            let hard = hard.min(present);
            let _ = set(resource, soft.min(hard), hard);
        }
    }
}
