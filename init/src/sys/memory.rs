//! musl's allocator for Rust, and what a static program without Rust's runtime needs.
use super::ffi;
use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::ffi::c_void;

struct Malloc;

// SAFETY: malloc's blocks are aligned to 16 bytes, and nothing here asks for more.
unsafe impl GlobalAlloc for Malloc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > 16 {
            return core::ptr::null_mut();
        }
        unsafe { ffi::malloc(layout.size()).cast() }
    }

    unsafe fn dealloc(&self, memory: *mut u8, _: Layout) {
        unsafe { ffi::free(memory.cast::<c_void>()) }
    }

    unsafe fn realloc(&self, memory: *mut u8, _: Layout, size: usize) -> *mut u8 {
        unsafe { ffi::realloc(memory.cast::<c_void>(), size).cast() }
    }
}

#[global_allocator]
static MALLOC: Malloc = Malloc;

/// Where the first byte of that value is.
pub fn position(bytes: &[u8], byte: u8) -> Option<usize> {
    let wanted = u64::from_ne_bytes([byte; 8]);
    let has = |piece: &[u8; 32]| {
        piece.as_chunks().0.iter().fold(0, |found, word| found | zeros(u64::from_ne_bytes(*word) ^ wanted)) != 0
    };
    let start = 32 * bytes.as_chunks().0.iter().take_while(|piece| !has(piece)).count();
    Some(start + bytes.get(start..)?.iter().position(|one| *one == byte)?)
}

/// Not 0 where one of the eight bytes is 0 (Bit Twiddling Hacks, "Determine if a word has a zero byte").
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(0x0101_0101_0101_0101) & !word & 0x8080_8080_8080_8080
}

/// As `extend_from_slice`, in pieces of 16 bytes of which the last two may overlap: musl's memcpy(3) is slow for texts as short as a
/// line.
pub fn append(to: &mut Vec<u8>, bytes: &[u8]) {
    let size = bytes.len();
    if size < 16 {
        bytes.iter().for_each(|byte| to.push(*byte));
        return;
    }
    to.reserve(size);
    // SAFETY: there is room for `size` more, no piece begins later than 16 bytes before the end of either, and all of them together
    // write each byte before the length has it.
    unsafe {
        let start = to.len();
        let (from, into) = (bytes.as_ptr(), to.as_mut_ptr().add(start));
        let mut at = 0;
        while at < size - 16 {
            into.add(at).cast::<[u8; 16]>().write(from.add(at).cast::<[u8; 16]>().read());
            at += 16;
        }
        into.add(size - 16).cast::<[u8; 16]>().write(from.add(size - 16).cast::<[u8; 16]>().read());
        to.set_len(start + size);
    }
}

/// A fault of this program: it is said with its place. An init is started again by the supervisor.
#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    let program = module_path!().split("::").next().unwrap_or_default();
    super::fd::error_line(format_args!("{program}: internal error: {info}"));
    // SAFETY: abort takes nothing.
    unsafe { ffi::abort() }
}

/// The library `alloc` mentions these two; with `panic=abort` nothing calls them.
#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() -> ! {
    // SAFETY: abort takes nothing.
    unsafe { ffi::abort() }
}

#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
