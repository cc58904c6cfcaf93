use crate::decode::Decoded;
use crate::fault::{Fault, of_system};
use crate::nar;
use crate::one_file::OneFile;
use crate::restore::Restore;
use crate::source::Source;
use crate::spec::Task;
use crate::sys::{self, clock, file};
use crate::text;
use alloc::format;

/// Bytes of an archive below which another process gains nothing.
const WORTH_IT: u64 = 4 << 20;

/// Unpacks one archive to `<output>/nix/store/<name>`, and says so in a line of its own. `processors` is how many may do that.
pub fn unpack(task: &Task, processors: usize) -> Result<(), Fault> {
    let started = clock::monotonic();
    let packed = unpack_checked(task, processors > 1 && task.nar_size >= WORTH_IT)
        .map_err(|Fault(reason)| Fault(format!("cannot unpack {} from {}: {reason}", task.store_path, task.nar)))?;
    let seconds = (clock::monotonic() - started) as f64 / 1e6;
    let [packed, unpacked] = [packed, task.nar_size].map(text::size);
    let line = format!("{} {packed}, unpacked {unpacked} in {seconds:.1} s\n", task.name());
    let _ = sys::fd::write_all(1, text::visible(&line).as_bytes());
    Ok(())
}

/// Gives the size of the packed archive, in bytes.
fn unpack_checked(task: &Task, beside: bool) -> Result<u64, Fault> {
    let packed = file::open(&task.nar, file::READ, 0).map_err(of_system(&task.nar))?;
    let size = file::status_of(&packed).map_err(of_system(&task.nar))?.size;
    let decoded = Decoded::new(task.compression, packed, size)?;
    let mut source = Source::new(decoded, task.nar_size, beside);
    let mut restore = Restore::new(format!("{}/nix/store/{}", task.output, task.base()));
    match &task.content_hash {
        None => nar::read(&mut source, &mut restore)?,
        Some(hash) => nar::read(&mut source, &mut OneFile::new(&mut restore, hash.clone()))?,
    }
    let (nar_size, nar_hash) = source.finish();
    if nar_size != task.nar_size {
        return Err(format!("the archive has {nar_size} bytes, but its NarSize is {}", task.nar_size).into());
    }
    if nar_hash != task.nar_hash {
        return Err(format!("the archive has the hash {nar_hash}, but its NarHash is {}", task.nar_hash).into());
    }
    Ok(size)
}
