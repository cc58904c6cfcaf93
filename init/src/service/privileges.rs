//! Who runs the service's commands, and what they may.
use super::{Context, Failed, capabilities};
use crate::plan::Service;
use crate::plan::service::User;
use crate::specifiers::expand;
use crate::sys::{Errno, Result, folder, identity};
use alloc::string::String;
use alloc::vec::Vec;

/// EXIT_CHROOT, EXIT_USER
const NO_ROOT: Failed = 210;
const NO_USER: Failed = 217;

/// The file with the last complaint about privileges.
pub const COMPLAINT: &str = "said-of-privileges";

/// Whether it will be possible, before anything is made for it.
pub fn check(context: &Context) -> core::result::Result<(), Failed> {
    let Service { user, root_directory, .. } = &context.service;
    let id = identity::user();
    if let Some(User { name, uid, .. }) = user.as_ref().filter(|user| id != 0 && user.uid != id) {
        context.complain_once(
            COMPLAINT,
            format_args!("cannot become user {name} ({uid}): the container runs as user {id}"),
        );
        return Err(NO_USER);
    }
    if let Some(user) = user.as_ref().filter(|_| id == 0)
        && let Some(missing) = missing_for(user)
    {
        let User { name, uid, .. } = user;
        context.complain_once(
            COMPLAINT,
            format_args!("cannot become user {name} ({uid}): the container lacks the capability {missing}"),
        );
        return Err(NO_USER);
    }
    if let Some(path) = root_directory {
        let path = expand(path);
        let path = String::from_utf8_lossy(&path);
        if id != 0 {
            context.complain_once(COMPLAINT, format_args!("RootDirectory={path} needs a container that runs as root"));
            return Err(NO_ROOT);
        }
        if !capabilities::has("SYS_CHROOT") {
            context.complain_once(
                COMPLAINT,
                format_args!("RootDirectory={path}: the container lacks the capability CAP_SYS_CHROOT"),
            );
            return Err(NO_ROOT);
        }
    }
    capabilities::check(context)
}

fn missing_for(user: &User) -> Option<&'static str> {
    let lacks_uid = user.uid != identity::user() && !capabilities::has("SETUID");
    let lacks_gid = (user.gid != identity::group() || !has_groups(user)) && !capabilities::has("SETGID");
    match (lacks_uid, lacks_gid) {
        (true, true) => Some("CAP_SETUID (and CAP_SETGID)"),
        (true, false) => Some("CAP_SETUID"),
        (false, true) => Some("CAP_SETGID"),
        (false, false) => None,
    }
}

fn has_groups(user: &User) -> bool {
    let (mut has, mut wants): (Vec<u32>, Vec<u32>) = (identity::groups(), user.groups.clone());
    has.sort_unstable();
    wants.sort_unstable();
    has == wants
}

/// Becomes who the service runs as. Says what is not possible.
pub fn take_on(context: &Context) -> core::result::Result<(), Failed> {
    let service = &context.service;
    if let Some(path) = &service.root_directory {
        let path = expand(path);
        folder::enter_root(&path).and_then(|()| folder::enter("/")).map_err(|error| {
            context.complain(format_args!("cannot enter RootDirectory={}: {error}", String::from_utf8_lossy(&path)));
            NO_ROOT
        })?;
    }
    let change = || {
        if identity::user() != 0 {
            return Ok(());
        }
        capabilities::bound(service)?;
        if let Some(user) = &service.user {
            become_user(user)?;
        }
        if service.ambient_capabilities.is_empty() { Ok(()) } else { capabilities::raise(service) }
    };
    let done = change().and_then(|()| if service.no_new_privileges { identity::no_new_privileges() } else { Ok(()) });
    done.map_err(|error: Errno| {
        let (name, uid) = service.user.as_ref().map_or(("root", 0), |user| (user.name.as_str(), user.uid));
        context.complain(format_args!("cannot become user {name} ({uid}) with its privileges: {error}"));
        NO_USER
    })
}

/// Of root only; what is so already needs no capability.
pub fn become_user(user: &User) -> Result<()> {
    if !has_groups(user) {
        identity::set_groups(&user.groups)?;
    }
    if identity::group() != user.gid {
        identity::set_group(user.gid)?;
    }
    if identity::user() == user.uid { Ok(()) } else { identity::set_user(user.uid) }
}
