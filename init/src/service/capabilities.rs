use super::{Context, Failed};
use crate::plan::Service;
use crate::plan::service::Bounding;
use crate::sys::{Result, identity};
use alloc::string::String;

/// EXIT_CAPABILITIES
const REFUSED: Failed = 218;

/// By number (linux/capability.h), without CAP_.
const NAMES: [&str; 41] = [
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "KILL",
    "SETGID",
    "SETUID",
    "SETPCAP",
    "LINUX_IMMUTABLE",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_ADMIN",
    "NET_RAW",
    "IPC_LOCK",
    "IPC_OWNER",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_CHROOT",
    "SYS_PTRACE",
    "SYS_PACCT",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_NICE",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "MKNOD",
    "LEASE",
    "AUDIT_WRITE",
    "AUDIT_CONTROL",
    "SETFCAP",
    "MAC_OVERRIDE",
    "MAC_ADMIN",
    "SYSLOG",
    "WAKE_ALARM",
    "BLOCK_SUSPEND",
    "AUDIT_READ",
    "PERFMON",
    "BPF",
    "CHECKPOINT_RESTORE",
];

/// Whether this process has the capability of that name.
pub fn has(name: &str) -> bool {
    let effective = identity::capabilities().map_or(0, |capabilities| capabilities.effective);
    number(name).is_some_and(|number| effective >> number & 1 == 1)
}

fn number(name: &str) -> Option<u32> {
    NAMES.iter().position(|one| name.eq_ignore_ascii_case(one)).map(|index| index as u32)
}

fn is_among(capability: u32, names: &[String]) -> bool {
    names.iter().any(|name| number(name) == Some(capability))
}

/// Which of what the container has are to go.
fn superfluous(service: &Service) -> impl Iterator<Item = u32> {
    (0..64).filter(|capability| {
        identity::in_bounding_set(*capability)
            && match &service.bounding_capabilities {
                None => false,
                Some(Bounding::Keep(names)) => !is_among(*capability, names),
                Some(Bounding::Drop(names)) => is_among(*capability, names),
            }
    })
}

/// Another user than root can change nothing.
pub fn check(context: &Context) -> core::result::Result<(), Failed> {
    if identity::user() == 0 && !has("SETPCAP") && superfluous(&context.service).next().is_some() {
        context.complain_once(
            super::privileges::COMPLAINT,
            format_args!(
                "CapabilityBoundingSet cannot take anything away: the container lacks the capability CAP_SETPCAP"
            ),
        );
        return Err(REFUSED);
    }
    Ok(())
}

/// Before the user changes.
pub fn bound(service: &Service) -> Result<()> {
    let result = superfluous(service).try_for_each(identity::drop_from_bounding_set);
    if service.ambient_capabilities.is_empty() { result } else { result.and(identity::keep_capabilities()) }
}

/// After the user has changed. What the container does not have is left out.
pub fn raise(service: &Service) -> Result<()> {
    let wanted = |capability: &u32| {
        is_among(*capability, &service.ambient_capabilities) && identity::in_bounding_set(*capability)
    };
    let bits = (0..64).filter(wanted).fold(0, |bits, capability| bits | 1u64 << capability);
    let mut capabilities = identity::capabilities()?;
    capabilities.inheritable |= bits;
    if identity::user() != 0 {
        // Those of root were kept for this only.
        (capabilities.permitted, capabilities.effective) = (bits, bits);
    }
    identity::set_capabilities(capabilities)?;
    (0..64).filter(wanted).try_for_each(identity::raise_ambient)
}
