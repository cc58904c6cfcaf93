//! How often each branch of this program has been taken, by LLVM's SanitizerCoverage with counters of 8 bits. The C libraries are
//! Debian's, and have none.
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

static START: AtomicPtr<u8> = AtomicPtr::new(core::ptr::null_mut());
static SIZE: AtomicUsize = AtomicUsize::new(0);

/// Called before `main`, where the program was compiled with counters.
#[unsafe(no_mangle)]
extern "C" fn __sanitizer_cov_8bit_counters_init(start: *mut u8, end: *mut u8) {
    START.store(start, Ordering::Relaxed);
    SIZE.store(end.addr() - start.addr(), Ordering::Relaxed);
}

/// They are written whenever a branch is taken.
pub fn all() -> &'static mut [u8] {
    let start = START.load(Ordering::Relaxed);
    if start.is_null() {
        return &mut [];
    }
    // SAFETY: the memory is there as long as the program, which has one thread, and nobody keeps what is given here.
    unsafe { core::slice::from_raw_parts_mut(start, SIZE.load(Ordering::Relaxed)) }
}
