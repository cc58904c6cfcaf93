use super::errno::EINTR;
use super::{Errno, Fd, Result, checked, ffi};
use alloc::vec::Vec;

/// Many files of which few can be read at a time (epoll(7)): waiting costs the same however many there are.
pub struct Watched {
    epoll: Fd,
    events: [ffi::EpollEvent; MOST],
}

/// So many are told at once; the others come next.
const MOST: usize = 64;

const EPOLLIN: u32 = 1;
const NOTHING: ffi::EpollEvent = ffi::EpollEvent { events: 0, data: 0 };

impl Watched {
    pub fn new() -> Result<Watched> {
        const CLOEXEC: i32 = 0o2_000_000;
        // SAFETY: takes a number only.
        let epoll = checked(unsafe { ffi::epoll_create1(CLOEXEC) }).map(Fd::from_raw)?;
        Ok(Watched { epoll, events: [NOTHING; MOST] })
    }

    /// `key` is what `wait` calls it.
    pub fn add(&self, fd: i32, key: usize) -> Result<()> {
        const ADD: i32 = 1;
        let mut event = ffi::EpollEvent { events: EPOLLIN, data: key as u64 };
        // SAFETY: the event lives until the call returns.
        checked(unsafe { ffi::epoll_ctl(self.epoll.raw(), ADD, fd, &mut event) }).map(drop)
    }

    /// Waits until some can be read, and gives their keys; none when a signal came.
    pub fn wait(&mut self) -> Result<Vec<usize>> {
        // SAFETY: there is room for as many as are said.
        match checked(unsafe { ffi::epoll_wait(self.epoll.raw(), self.events.as_mut_ptr(), MOST as i32, -1) }) {
            Ok(count) => Ok(self.events.iter().take(count as usize).map(|event| event.data as usize).collect()),
            Err(Errno(EINTR)) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}
