//! Reads an archive and tells a handler what is in it: the reader of src/nix/nar/reader.ts once more, with the same words for what is
//! wrong. As strict as Nix (src/libutil/archive.cc), and trailing bytes are refused too.
//!
//! node = "(" "type" ("regular" ["executable" ""] "contents" BYTES | "symlink" "target" T
//!        | "directory" {"entry" "(" "name" N "node" node ")"}) ")"
//! where each string is an u64 length in little-endian, the bytes, and zeros up to a multiple of 8.
use crate::fault::Fault;
use crate::json::quote;
use crate::source::Source;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What is done with what an archive has. Names have no slash and no NUL, and are neither "", "." nor ".."; the root alone has none.
pub trait Handler {
    fn directory(&mut self, name: &[u8]) -> Result<(), Fault>;
    fn end_directory(&mut self) -> Result<(), Fault>;
    fn file(&mut self, name: &[u8], executable: bool) -> Result<(), Fault>;
    fn data(&mut self, bytes: &[u8]) -> Result<(), Fault>;
    fn end_file(&mut self) -> Result<(), Fault>;
    fn symlink(&mut self, name: &[u8], target: &[u8]) -> Result<(), Fault>;
}

/// Nix itself stops at 64.
const MAX_DEPTH: usize = 256;
const MAX_KEYWORD_LENGTH: u64 = 32;
const MAX_NAME_LENGTH: u64 = 255;
const MAX_TARGET_LENGTH: u64 = 4095;
/// The largest number that JavaScript has exactly.
const MAX_FILE: u64 = (1 << 53) - 1;
const MAGIC: &[u8] = b"nix-archive-1";

struct Folder {
    name: Vec<u8>,
    /// The name of its last entry.
    last: Option<Vec<u8>>,
}

struct Reader<'a> {
    source: &'a mut Source,
    handler: &'a mut dyn Handler,
    /// Those that are open. No recursion: an archive says how deep they are.
    folders: Vec<Folder>,
    name: Vec<u8>,
    /// Where what is read now begins.
    at: u64,
}

/// Reads all of it.
pub fn read(source: &mut Source, handler: &mut dyn Handler) -> Result<(), Fault> {
    let mut reader = Reader { source, handler, folders: Vec::new(), name: Vec::new(), at: 0 };
    if reader.word()? != MAGIC {
        return Err(reader.fault("not a Nix archive, it does not start with nix-archive-1"));
    }
    reader.node()?;
    while !reader.folders.is_empty() {
        reader.entry_or_end()?;
    }
    reader.at = reader.source.position();
    if reader.source.is_at_end()? { Ok(()) } else { Err(reader.fault("bytes follow the end of the archive")) }
}

impl Reader<'_> {
    fn node(&mut self) -> Result<(), Fault> {
        self.keyword("(")?;
        self.keyword("type")?;
        let kind = self.word()?;
        match kind.as_slice() {
            b"regular" => self.file()?,
            b"symlink" => self.symlink()?,
            b"directory" => return self.directory(),
            _ => return Err(self.fault(&format!("the unknown type {}", quoted(&kind)))),
        }
        self.keyword(")")?;
        self.end_of_entry()
    }

    fn file(&mut self) -> Result<(), Fault> {
        let field = self.word()?;
        let executable = field == b"executable";
        if executable {
            self.keyword("")?;
            self.keyword("contents")?;
        } else {
            self.expect(&field, "contents")?;
        }
        let size = self.length()?;
        if size > MAX_FILE {
            return Err(self.fault("a file is larger than can be"));
        }
        self.handler.file(&self.name, executable)?;
        let mut left = size;
        while left > 0 {
            self.at = self.source.position();
            let piece = self.source.take(left)?;
            if piece.is_empty() {
                return Err(self.cut_short());
            }
            left -= piece.len() as u64;
            self.handler.data(piece)?;
        }
        self.at = self.source.position();
        self.zeros(size)?;
        self.handler.end_file()
    }

    fn symlink(&mut self) -> Result<(), Fault> {
        self.keyword("target")?;
        let target = self.string("target", MAX_TARGET_LENGTH)?;
        if target.is_empty() {
            return Err(self.fault("a symlink without a target"));
        }
        if target.contains(&0) {
            return Err(self.fault("a symlink target with a NUL byte"));
        }
        self.handler.symlink(&self.name, &target)
    }

    fn directory(&mut self) -> Result<(), Fault> {
        if self.folders.len() == MAX_DEPTH {
            return Err(self.fault(&format!("folders are nested more than {MAX_DEPTH} deep")));
        }
        self.handler.directory(&self.name)?;
        self.folders.push(Folder { name: core::mem::take(&mut self.name), last: None });
        Ok(())
    }

    fn entry_or_end(&mut self) -> Result<(), Fault> {
        let word = self.word()?;
        if word == b")" {
            self.handler.end_directory()?;
            self.name = self.folders.pop().map(|folder| folder.name).unwrap_or_default();
            return self.end_of_entry();
        }
        self.expect(&word, "entry")?;
        self.keyword("(")?;
        self.keyword("name")?;
        self.entry_name()?;
        self.keyword("node")?;
        self.node()
    }

    /// The bracket that closes an entry, where the node is one.
    fn end_of_entry(&mut self) -> Result<(), Fault> {
        if self.folders.is_empty() {
            return Ok(());
        }
        self.keyword(")")?;
        self.name.clear();
        Ok(())
    }

    fn entry_name(&mut self) -> Result<(), Fault> {
        let name = self.string("name", MAX_NAME_LENGTH)?;
        if let Some(fault) = name_fault(&name) {
            return Err(self.fault(&format!("the name {} {fault}", quoted(&name))));
        }
        let last = self.folders.last().and_then(|folder| folder.last.as_ref());
        if let Some(last) = last.filter(|last| name <= **last) {
            let fault = match name == *last {
                true => "comes twice".into(),
                false => format!("comes after {}, unsorted", quoted(last)),
            };
            return Err(self.fault(&format!("the name {} {fault}", quoted(&name))));
        }
        if let Some(folder) = self.folders.last_mut() {
            folder.last = Some(name.clone());
        }
        self.name = name;
        Ok(())
    }

    fn keyword(&mut self, due: &str) -> Result<(), Fault> {
        let word = self.word()?;
        self.expect(&word, due)
    }

    fn expect(&self, word: &[u8], due: &str) -> Result<(), Fault> {
        match word == due.as_bytes() {
            true => Ok(()),
            false => Err(self.fault(&format!("{} where {} is due", quoted(word), quote(due)))),
        }
    }

    fn word(&mut self) -> Result<Vec<u8>, Fault> {
        self.string("word", MAX_KEYWORD_LENGTH)
    }

    /// A longer one is refused before it is read.
    fn string(&mut self, what: &str, most: u64) -> Result<Vec<u8>, Fault> {
        let length = self.length()?;
        if length > most {
            return Err(self.fault(&format!("a {what} of {length} bytes, more than {most}")));
        }
        let mut text = Vec::with_capacity(length as usize);
        self.fill(&mut text, length)?;
        self.zeros(length)?;
        Ok(text)
    }

    fn length(&mut self) -> Result<u64, Fault> {
        self.at = self.source.position();
        let mut bytes = Vec::with_capacity(8);
        self.fill(&mut bytes, 8)?;
        Ok(u64::from_le_bytes(bytes.try_into().unwrap_or_default()))
    }

    /// The padding behind so many bytes.
    fn zeros(&mut self, length: u64) -> Result<(), Fault> {
        let mut bytes = Vec::new();
        self.fill(&mut bytes, length.wrapping_neg() & 7)?;
        match bytes.iter().all(|byte| *byte == 0) {
            true => Ok(()),
            false => Err(self.fault("padding that is not zero")),
        }
    }

    fn fill(&mut self, to: &mut Vec<u8>, size: u64) -> Result<(), Fault> {
        while (to.len() as u64) < size {
            let piece = self.source.take(size - to.len() as u64)?;
            if piece.is_empty() {
                return Err(self.cut_short());
            }
            to.extend_from_slice(piece);
        }
        Ok(())
    }

    fn cut_short(&mut self) -> Fault {
        self.at = self.source.position();
        self.fault("the archive is cut short")
    }

    fn fault(&self, what: &str) -> Fault {
        let folders = self.folders.iter().skip(1).map(|folder| folder.name.as_slice());
        let names: Vec<&[u8]> = folders.chain([self.name.as_slice()]).filter(|name| !name.is_empty()).collect();
        let path = names.join(&b'/');
        Fault(format!("broken archive at byte {}, in /{}: {what}", self.at, String::from_utf8_lossy(&path)))
    }
}

fn quoted(bytes: &[u8]) -> String {
    quote(&String::from_utf8_lossy(bytes))
}

fn name_fault(name: &[u8]) -> Option<&'static str> {
    match name {
        b"" => Some("is empty"),
        b"." | b".." => Some("leads out of its folder"),
        _ if name.contains(&b'/') => Some("has a slash"),
        _ if name.contains(&0) => Some("has a NUL byte"),
        _ => None,
    }
}
