use super::Context;
use super::directories;
use super::environment_file;
use crate::place;
use crate::specifiers::expand;
use alloc::vec::Vec;

/// Variables as `NAME=VALUE`, each name once.
#[derive(Clone, Default)]
pub struct Environment(pub Vec<Vec<u8>>);

impl Environment {
    /// Variables with a NUL after each; of a name the last counts.
    pub fn parse(text: &[u8]) -> Environment {
        let mut environment = Environment::default();
        environment.add_all(text.split(|byte| *byte == 0));
        environment
    }

    pub fn get(&self, name: &[u8]) -> Option<&[u8]> {
        self.0.iter().find_map(|variable| variable.strip_prefix(name)?.strip_prefix(b"="))
    }

    pub fn set(&mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) {
        let (name, value) = (name.as_ref(), value.as_ref());
        // A variable with a NUL could not be given to a program, and then none could be.
        if name.is_empty() || [name, value].concat().contains(&0) {
            return;
        }
        let variable = [name, b"=", value].concat();
        let place = self.0.iter_mut().find(|one| one.strip_prefix(name).is_some_and(|rest| rest.starts_with(b"=")));
        match place {
            Some(place) => *place = variable,
            None => self.0.push(variable),
        }
    }

    pub fn add_all<'a>(&mut self, variables: impl IntoIterator<Item = &'a [u8]>) {
        for variable in variables {
            let mut parts = variable.splitn(2, |byte| *byte == b'=');
            if let (Some(name), Some(value)) = (parts.next(), parts.next()) {
                self.set(name, value);
            }
        }
    }

    /// UnsetEnvironment=: a name, or a name with the value it has to have.
    pub fn unset(&mut self, word: &[u8]) {
        self.0.retain(|variable| match word.contains(&b'=') {
            true => variable != word,
            false => !variable.strip_prefix(word).is_some_and(|rest| rest.starts_with(b"=")),
        });
    }
}

/// What the container was given.
pub fn of_container(state: &[u8]) -> Environment {
    let mut environment = Environment::default();
    environment.add_all(place::container_environment(state).iter().map(Vec::as_slice));
    environment
}

/// The container's variables, PATH, and what is known of the user.
pub fn basis(context: &Context) -> Environment {
    let service = &context.service;
    let mut environment = of_container(&context.state);
    let mut search: Vec<Vec<u8>> = service.path.iter().map(|folder| expand(folder)).collect();
    search.extend(environment.get(b"PATH").map(<[u8]>::to_vec));
    search.retain(|folder| !folder.is_empty());
    if !search.is_empty() {
        environment.set("PATH", search.join(b":".as_slice()));
    }
    if let Some(user) = &service.user
        && let Some(home) = &user.home
    {
        environment.set("USER", &user.name);
        environment.set("LOGNAME", &user.name);
        environment.set("HOME", home);
        environment.set("SHELL", user.shell.as_deref().unwrap_or_default());
    }
    environment
}

/// All that the service's commands have in common.
pub fn of_service(context: &Context) -> Result<Environment, super::Failed> {
    let service = &context.service;
    let mut environment = basis(context);
    directories::name_in(&mut environment, service);
    if !service.credentials.is_empty() {
        environment.set("CREDENTIALS_DIRECTORY", super::credentials::folder(&context.name));
    }
    for (name, value) in &service.environment {
        environment.set(name, expand(value));
    }
    for file in &service.environment_files {
        environment_file::read_into(&mut environment, file, context)?;
    }
    if let Some(seconds) = service.watchdog {
        environment.set("WATCHDOG_USEC", alloc::format!("{}", (seconds * 1e6 + 0.5) as u64));
    }
    for word in &service.unset_environment {
        environment.unset(word.as_bytes());
    }
    Ok(environment)
}
