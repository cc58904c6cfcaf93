//! LoadCredential= and SetCredential= (man systemd.exec, "Credentials").
use super::{Context, Failed};
use crate::plan::service::Credential;
use crate::specifiers::expand;
use crate::sys::{Fd, Result, file, folder, identity};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// EXIT_CREDENTIALS
const FAILED: Failed = 243;

pub fn folder(unit: &str) -> String {
    format!("/run/credentials/{unit}")
}

/// Written anew at each start, for the service's user alone.
pub fn make(context: &Context) -> core::result::Result<(), Failed> {
    let credentials = &context.service.credentials;
    if credentials.is_empty() {
        return Ok(());
    }
    let place = folder(&context.name);
    let _ = folder::remove_all(&place);
    let made = folder::make_all("/run/credentials", 0o755).and_then(|()| folder::make(&place, 0o700));
    made.map_err(|error| {
        context.complain(format_args!("cannot make {place}: {error}"));
        FAILED
    })?;
    for credential in credentials {
        let bytes = read(context, credential)?;
        let path = format!("{place}/{}", credential.name);
        write(context, &path, &bytes).map_err(|error| {
            context.complain(format_args!("cannot write the credential {}: {error}", credential.name));
            FAILED
        })?;
    }
    // Only now may the user change what is in it.
    let done = file::open(&place, file::READ | file::DIRECTORY | file::NOFOLLOW, 0).and_then(|fd| give(context, &fd));
    done.map_err(|error| {
        context.complain(format_args!("cannot give {place} to its user: {error}"));
        FAILED
    })
}

fn read(context: &Context, credential: &Credential) -> core::result::Result<Vec<u8>, Failed> {
    let Credential { name, load, set } = credential;
    let loaded = load.as_ref().map(|path| file::read(expand(path)));
    match (loaded, set) {
        (Some(Ok(bytes)), _) => Ok(bytes),
        // One character for each byte.
        (_, Some(text)) => Ok(text.chars().map(|character| character as u8).collect()),
        (Some(Err(error)), None) => {
            context.complain(format_args!(
                "the credential {name} cannot be read: {}: {error}",
                load.as_deref().unwrap_or_default()
            ));
            Err(FAILED)
        }
        (None, None) => Ok(Vec::new()),
    }
}

fn write(context: &Context, path: &str, bytes: &[u8]) -> Result<()> {
    let file = file::open(path, file::WRITE | file::CREATE | file::EXCLUSIVE | file::NOFOLLOW, 0o400)?;
    file::set_mode_of(&file, 0o400)?;
    file.write_all(bytes)?;
    give(context, &file)
}

fn give(context: &Context, file: &Fd) -> Result<()> {
    match context.service.user.as_ref().filter(|user| identity::user() == 0 && user.uid != 0) {
        Some(user) => file::set_owner_of(file, user.uid, user.gid),
        None => Ok(()),
    }
}

pub fn remove(context: &Context) {
    if !context.service.credentials.is_empty() {
        let _ = folder::remove_all(folder(&context.name));
    }
}
