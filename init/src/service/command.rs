use super::environment::Environment;
use super::environment_file::is_name;
use super::words;
use crate::plan::Command;
use crate::specifiers::expand;
use alloc::vec;
use alloc::vec::Vec;

/// A command as it is run: its words with variables and specifiers replaced.
pub struct Words {
    pub program: Vec<u8>,
    /// They begin with what the program is told that it is called.
    pub arguments: Vec<Vec<u8>>,
}

pub fn words_of(command: &Command, environment: &Environment) -> Words {
    let mut run = command.run.iter();
    let program = run.next().map(|word| word_of(word, environment)).unwrap_or_default();
    let called = command.called_as.as_ref().and_then(|word| expand_word(word, environment).into_iter().next());
    let mut arguments = vec![called.unwrap_or_else(|| program.clone())];
    arguments.extend(run.flat_map(|word| expand_word(word, environment)));
    Words { program, arguments }
}

/// A word `$NAME` that stands alone is as many words as its value has.
fn expand_word(word: &str, environment: &Environment) -> Vec<Vec<u8>> {
    match word.strip_prefix('$').filter(|name| is_name(name.as_bytes())) {
        Some(name) => words::split(environment.get(name.as_bytes()).unwrap_or_default()),
        None => vec![word_of(word, environment)],
    }
}

/// One word: `${NAME}` is the variable's value, `$$` a dollar.
fn word_of(word: &str, environment: &Environment) -> Vec<u8> {
    let mut whole = Vec::new();
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('$') {
        whole.extend(expand(before));
        let variable = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        rest = match variable {
            Some((name, after)) if is_name(name.as_bytes()) => {
                whole.extend_from_slice(environment.get(name.as_bytes()).unwrap_or_default());
                after
            }
            _ => {
                whole.push(b'$');
                after.strip_prefix('$').unwrap_or(after)
            }
        };
    }
    whole.extend(expand(rest));
    whole
}
