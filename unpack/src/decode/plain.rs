use super::{Decoder, Step};
use alloc::string::String;

/// A file that is not compressed: one stream, which ends wherever the file does.
pub struct Plain;

impl Decoder for Plain {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
        let size = input.len().min(output.len());
        if let (Some(from), Some(to)) = (input.get(..size), output.get_mut(..size)) {
            to.copy_from_slice(from);
        }
        Ok(Step { taken: size, given: size, ended: size == 0 })
    }

    fn restart(&mut self) -> Result<(), String> {
        Ok(())
    }
}
