use super::environment::Environment;
use super::glob;
use super::{Context, Failed};
use crate::specifiers::expand;
use crate::sys::file;
use alloc::string::String;
use alloc::vec::Vec;

/// EXIT_STDOUT is what this has always been here.
const MISSING: Failed = 209;

/// EnvironmentFile=: a path or a pattern, with a dash before it where there may be none.
pub fn read_into(environment: &mut Environment, written: &str, context: &Context) -> Result<(), Failed> {
    let (is_optional, path) = match written.strip_prefix('-') {
        Some(path) => (true, path),
        None => (false, written),
    };
    let path = expand(path);
    let texts: Vec<Vec<u8>> = glob::paths(&path).iter().filter_map(|path| file::read(path).ok()).collect();
    if texts.is_empty() && !is_optional {
        context.complain(format_args!("there is no EnvironmentFile {}", String::from_utf8_lossy(&path)));
        return Err(MISSING);
    }
    for text in texts {
        for (name, value) in parse(&text) {
            environment.set(name, value);
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq)]
enum Where {
    BeforeName,
    InName,
    BeforeValue,
    InValue,
    InSingleQuotes,
    InDoubleQuotes,
    InComment,
}

/// Assignments by systemd's rules (src/basic/env-file.c): a value may be in quotes, which may go on over lines; a backslash takes
/// the next character as it is, and a newline after it away; `#` and `;` begin a comment where a name could begin.
pub fn parse(text: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut found = Vec::new();
    let mut state = Where::BeforeName;
    let (mut name, mut value) = (Vec::new(), Vec::new());
    // How long the value is without the spaces behind it.
    let mut length = 0;
    let mut bytes = text.iter().copied();
    // The end of the file ends the last line.
    while let Some(byte) = bytes.next().or_else(|| (state != Where::BeforeName).then_some(0)) {
        let is_newline = matches!(byte, b'\n' | b'\r' | 0);
        let is_over = byte == 0;
        match state {
            Where::BeforeName if matches!(byte, b'#' | b';') => state = Where::InComment,
            Where::BeforeName if is_newline || is_space(byte) => {}
            Where::BeforeName => {
                (state, name) = (Where::InName, [byte].to_vec());
                value.clear();
                length = 0;
            }
            Where::InName if is_newline => state = Where::BeforeName,
            Where::InName if byte == b'=' => state = Where::BeforeValue,
            Where::InName => name.push(byte),
            Where::BeforeValue | Where::InValue if is_newline => {
                value.truncate(length);
                add(&mut found, &name, &value);
                state = Where::BeforeName;
            }
            Where::BeforeValue if is_space(byte) => {}
            Where::BeforeValue if byte == b'\'' => state = Where::InSingleQuotes,
            Where::BeforeValue if byte == b'"' => state = Where::InDoubleQuotes,
            Where::BeforeValue | Where::InValue => {
                state = Where::InValue;
                let escaped = if byte == b'\\' { bytes.next() } else { Some(byte) };
                value.extend(escaped.filter(|next| byte != b'\\' || *next != b'\n'));
                if byte == b'\\' || !is_space(byte) {
                    length = value.len();
                }
            }
            Where::InSingleQuotes | Where::InDoubleQuotes if is_over => {
                add(&mut found, &name, &value);
                state = Where::BeforeName;
            }
            Where::InSingleQuotes if byte == b'\'' => (state, length) = (Where::BeforeValue, value.len()),
            Where::InDoubleQuotes if byte == b'"' => (state, length) = (Where::BeforeValue, value.len()),
            Where::InDoubleQuotes if byte == b'\\' => match bytes.next() {
                Some(b'\n') | None => {}
                Some(next @ (b'"' | b'\\' | b'`' | b'$')) => value.push(next),
                Some(next) => value.extend([b'\\', next]),
            },
            Where::InSingleQuotes | Where::InDoubleQuotes => value.push(byte),
            Where::InComment if is_newline => state = Where::BeforeName,
            Where::InComment => {}
        }
    }
    found
}

fn add(found: &mut Vec<(Vec<u8>, Vec<u8>)>, name: &[u8], value: &[u8]) {
    let name = name.trim_ascii_end();
    if is_name(name) {
        found.push((name.to_vec(), value.to_vec()));
    }
}

pub fn is_name(name: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    name.first().is_some_and(is_letter) && name.iter().all(|byte| is_letter(byte) || byte.is_ascii_digit())
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
