//! A hash of what an archive has, as test/fuzz/archive-verdict.ts makes it of what the other reader finds.
use crate::fault::Fault;
use crate::hash::Sha256;
use crate::nar::Handler;
use alloc::string::String;

pub struct ContentsHash {
    hash: Sha256,
    /// Folders that are open.
    depth: u64,
    /// Bytes of the open file.
    size: Option<u64>,
    has_root: bool,
}

impl ContentsHash {
    pub fn new() -> ContentsHash {
        ContentsHash { hash: Sha256::new(), depth: 0, size: None, has_root: false }
    }

    pub fn finish(self) -> String {
        assert!(self.has_root && self.depth == 0 && self.size.is_none(), "the archive has no end");
        self.hash.finish()
    }

    fn add(&mut self, kind: u8, text: &[u8]) {
        self.hash.update(&[kind]);
        self.hash.update(&(text.len() as u64).to_le_bytes());
        self.hash.update(text);
    }

    /// The writer of a store path relies on all of this.
    fn begin(&mut self, kind: u8, name: &[u8]) {
        assert!(self.size.is_none(), "an entry in a file");
        if self.depth == 0 {
            assert!(name.is_empty() && !self.has_root, "another root");
            self.has_root = true;
        } else {
            assert!(!matches!(name, b"" | b"." | b".."), "a name that leads elsewhere");
            assert!(!name.contains(&b'/') && !name.contains(&0), "a name that is a path");
        }
        self.add(kind, name);
    }
}

impl Handler for ContentsHash {
    fn directory(&mut self, name: &[u8]) -> Result<(), Fault> {
        self.begin(b'd', name);
        self.depth += 1;
        Ok(())
    }

    fn end_directory(&mut self) -> Result<(), Fault> {
        assert!(self.size.is_none(), "a folder ends in a file");
        self.depth -= 1;
        self.add(b')', b"");
        Ok(())
    }

    fn file(&mut self, name: &[u8], executable: bool) -> Result<(), Fault> {
        self.begin(if executable { b'x' } else { b'f' }, name);
        self.size = Some(0);
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        assert!(!bytes.is_empty(), "a piece without bytes");
        self.hash.update(bytes);
        self.size = self.size.map(|size| size + bytes.len() as u64);
        Ok(())
    }

    fn end_file(&mut self) -> Result<(), Fault> {
        let size = self.size.take();
        assert!(size.is_some(), "no file that could end");
        self.add(b'e', &size.unwrap_or_default().to_le_bytes());
        Ok(())
    }

    fn symlink(&mut self, name: &[u8], target: &[u8]) -> Result<(), Fault> {
        self.begin(b's', name);
        self.add(b't', target);
        Ok(())
    }
}
