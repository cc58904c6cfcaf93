//! What the program is told, as src/steps/unpack/spec.ts writes it.
use crate::decode::Compression;
use crate::json::{self, Json};
use crate::sys;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// An archive to unpack.
pub struct Task {
    /// `/nix/store/HASH-NAME`
    pub store_path: String,
    /// The compressed archive.
    pub nar: String,
    pub compression: Compression,
    /// In its one form, `sha256:` and 52 characters of Nix32.
    pub nar_hash: String,
    pub nar_size: u64,
    /// For a path that only its content address vouches for: the archive must be one file with this hash.
    pub content_hash: Option<String>,
    /// The folder below which `nix/store/HASH-NAME` is written. Several paths may share it.
    pub output: String,
}

const STORE: &str = "/nix/store/";
/// Of the hash in the name of a store path, with the hyphen.
const HASH_LENGTH: usize = 33;

impl Task {
    /// `HASH-NAME`
    pub fn base(&self) -> &str {
        self.store_path.get(STORE.len()..).unwrap_or_default()
    }

    pub fn name(&self) -> &str {
        self.base().get(HASH_LENGTH..).unwrap_or_default()
    }
}

pub enum Mistake {
    /// A mistake of whoever wrote the specification.
    Wrong(String),
    /// The file that it should be in cannot be read.
    Unreadable(String),
}

impl From<String> for Mistake {
    fn from(text: String) -> Mistake {
        Mistake::Wrong(text)
    }
}

/// A specification: JSON, or `@` and the path of a file with it.
pub fn read(text: Option<&[u8]>) -> Result<Vec<Task>, Mistake> {
    let Some(text) = text else { return Err(Mistake::Wrong("the specification is missing".into())) };
    let json = match text.strip_prefix(b"@") {
        None => json::parse(text),
        Some(path) => {
            let about = String::from_utf8_lossy(path);
            let read = sys::file::read(path).map_err(|error| Mistake::Unreadable(format!("{about}: {error}")))?;
            json::parse(&read)
        }
    };
    let Some(json) = json else { return Err(Mistake::Wrong("the specification is not JSON".into())) };
    let Some(Json::List(paths)) = json.get("paths") else {
        return Err(Mistake::Wrong("spec.paths is not a list".into()));
    };
    let tasks = paths.iter().enumerate().map(|(index, path)| task(path, &format!("spec.paths[{index}]")));
    Ok(tasks.collect::<Result<_, _>>()?)
}

fn task(json: &Json, at: &str) -> Result<Task, String> {
    let store_path = text(json, at, "storePath")?;
    if !is_store_path(&store_path) {
        return Err(format!("{at}.storePath is not a store path"));
    }
    let compression = text(json, at, "compression")?;
    Ok(Task {
        compression: Compression::named(&compression)
            .ok_or_else(|| format!("{at}.compression: \"{compression}\" is unknown"))?,
        nar: absolute(json, at, "nar")?,
        output: absolute(json, at, "output")?,
        nar_hash: hash(json, at, "narHash")?,
        nar_size: whole_number(json, at, "narSize")?,
        content_hash: json.get("contentHash").map(|_| hash(json, at, "contentHash")).transpose()?,
        store_path,
    })
}

fn text(json: &Json, at: &str, name: &str) -> Result<String, String> {
    match json.get(name).and_then(Json::text) {
        Some(text) if !text.is_empty() && !text.contains('\0') => Ok(text.to_string()),
        _ => Err(format!("{at}.{name} is not a text")),
    }
}

fn absolute(json: &Json, at: &str, name: &str) -> Result<String, String> {
    let path = text(json, at, name)?;
    let is_plain = path.split('/').skip(1).all(|part| !matches!(part, "" | "." | ".."));
    if path.starts_with('/') && is_plain { Ok(path) } else { Err(format!("{at}.{name} is not an absolute path")) }
}

fn hash(json: &Json, at: &str, name: &str) -> Result<String, String> {
    let hash = text(json, at, name)?;
    match hash.strip_prefix("sha256:") {
        Some(digits) if digits.len() == 52 => Ok(hash),
        _ => Err(format!("{at}.{name} is not a SHA-256 hash in Nix32")),
    }
}

/// The largest that JSON of JavaScript has exactly.
const LARGEST: f64 = 9_007_199_254_740_991.0;

fn whole_number(json: &Json, at: &str, name: &str) -> Result<u64, String> {
    match json.get(name).and_then(Json::number) {
        Some(number) if (0.0..=LARGEST).contains(&number) && number as u64 as f64 == number => Ok(number as u64),
        _ => Err(format!("{at}.{name} is not a whole number")),
    }
}

fn is_store_path(path: &str) -> bool {
    let Some(base) = path.strip_prefix(STORE) else { return false };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"+-._?=".contains(&byte);
    base.len() > HASH_LENGTH && base.as_bytes().get(HASH_LENGTH - 1) == Some(&b'-') && base.bytes().all(is_name)
}
