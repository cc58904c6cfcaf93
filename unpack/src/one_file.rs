use crate::fault::Fault;
use crate::hash::Sha256;
use crate::nar::Handler;
use alloc::format;
use alloc::string::String;

/// Passes on an archive of one file, which must not be executable and must have a certain hash. The content address of a file
/// (`text:`, `fixed:sha256:`) covers neither folders nor the executable bit.
pub struct OneFile<'a, H: Handler> {
    next: &'a mut H,
    wanted: String,
    hash: Sha256,
}

impl<H: Handler> OneFile<'_, H> {
    pub fn new(next: &mut H, wanted: String) -> OneFile<'_, H> {
        OneFile { next, wanted, hash: Sha256::new() }
    }
}

impl<H: Handler> Handler for OneFile<'_, H> {
    fn file(&mut self, name: &[u8], executable: bool) -> Result<(), Fault> {
        if executable {
            return Err("it is executable, which its content address does not cover".into());
        }
        self.next.file(name, executable)
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.hash.update(bytes);
        self.next.data(bytes)
    }

    fn end_file(&mut self) -> Result<(), Fault> {
        let actual = core::mem::replace(&mut self.hash, Sha256::new()).finish();
        if actual != self.wanted {
            return Err(format!("its contents have the hash {actual}, not {}", self.wanted).into());
        }
        self.next.end_file()
    }

    fn directory(&mut self, _name: &[u8]) -> Result<(), Fault> {
        Err("it is a folder, but its content address is that of a file".into())
    }

    fn end_directory(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn symlink(&mut self, _name: &[u8], _target: &[u8]) -> Result<(), Fault> {
        Err("it is a symlink, but its content address is that of a file".into())
    }
}
