//! The functions of musl that the program calls, with the layouts of x86_64 and aarch64.
use core::ffi::{c_char, c_int, c_long, c_uint, c_void};

pub type Pid = c_int;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Timespec {
    pub seconds: i64,
    pub nanoseconds: c_long,
}

#[repr(C)]
pub struct Itimerspec {
    pub interval: Timespec,
    pub value: Timespec,
}

#[repr(C)]
pub struct PollFd {
    pub fd: c_int,
    pub events: i16,
    pub revents: i16,
}

/// Packed on x86_64 alone, as there it was for programs of 32 bits first.
#[cfg_attr(target_arch = "x86_64", repr(C, packed))]
#[cfg_attr(not(target_arch = "x86_64"), repr(C))]
#[derive(Clone, Copy)]
pub struct EpollEvent {
    pub events: u32,
    pub data: u64,
}

#[repr(C)]
pub struct Rlimit {
    pub soft: u64,
    pub hard: u64,
}

/// `struct statx`, the same on all machines (statx(2)).
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct StatxTime {
    pub seconds: i64,
    pub nanoseconds: u32,
    pub reserved: i32,
}

#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Statx {
    pub mask: u32,
    pub blksize: u32,
    pub attributes: u64,
    pub nlink: u32,
    pub uid: u32,
    pub gid: u32,
    pub mode: u16,
    pub spare0: u16,
    pub ino: u64,
    pub size: u64,
    pub blocks: u64,
    pub attributes_mask: u64,
    pub atime: StatxTime,
    pub btime: StatxTime,
    pub ctime: StatxTime,
    pub mtime: StatxTime,
    pub rdev_major: u32,
    pub rdev_minor: u32,
    pub dev_major: u32,
    pub dev_minor: u32,
    pub mnt_id: u64,
    pub spare: [u64; 13],
}

/// The beginning of `struct dirent`; the name goes on behind it.
#[repr(C)]
pub struct Dirent {
    pub ino: u64,
    pub off: i64,
    pub reclen: u16,
    pub kind: u8,
    pub name: [c_char; 256],
}

#[repr(C)]
pub struct SigSet {
    pub bits: [u64; 16],
}

#[repr(C)]
pub struct SigAction {
    pub handler: usize,
    pub mask: SigSet,
    pub flags: c_int,
    pub restorer: usize,
}

#[repr(C)]
pub struct Iovec {
    pub base: *mut c_void,
    pub len: usize,
}

/// musl's, on little-endian machines of 64 bits.
#[repr(C)]
pub struct Msghdr {
    pub name: *mut c_void,
    pub namelen: c_uint,
    pub iov: *mut Iovec,
    pub iovlen: c_int,
    pub pad1: c_int,
    pub control: *mut c_void,
    pub controllen: c_uint,
    pub pad2: c_int,
    pub flags: c_int,
}

#[repr(C)]
pub struct SockaddrUn {
    pub family: u16,
    pub path: [u8; 108],
}

#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Ucred {
    pub pid: Pid,
    pub uid: u32,
    pub gid: u32,
}

/// `struct tm` of musl.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Tm {
    pub sec: c_int,
    pub min: c_int,
    pub hour: c_int,
    pub mday: c_int,
    pub mon: c_int,
    pub year: c_int,
    pub wday: c_int,
    pub yday: c_int,
    pub isdst: c_int,
    pub gmtoff: c_long,
    pub zone: *const c_char,
}

unsafe extern "C" {
    pub fn malloc(size: usize) -> *mut c_void;
    pub fn free(memory: *mut c_void);
    pub fn realloc(memory: *mut c_void, size: usize) -> *mut c_void;
    pub fn __errno_location() -> *mut c_int;
    pub fn strerror(code: c_int) -> *const c_char;
    pub fn _exit(code: c_int) -> !;
    pub fn abort() -> !;

    pub fn open(path: *const c_char, flags: c_int, ...) -> c_int;
    pub fn openat(folder: c_int, path: *const c_char, flags: c_int, ...) -> c_int;
    pub fn close(fd: c_int) -> c_int;
    pub fn read(fd: c_int, buffer: *mut c_void, size: usize) -> isize;
    pub fn write(fd: c_int, buffer: *const c_void, size: usize) -> isize;
    pub fn dup2(fd: c_int, to: c_int) -> c_int;
    pub fn fcntl(fd: c_int, command: c_int, ...) -> c_int;
    pub fn ftruncate(fd: c_int, size: i64) -> c_int;
    pub fn pipe2(fds: *mut c_int, flags: c_int) -> c_int;
    pub fn mkdir(path: *const c_char, mode: c_uint) -> c_int;
    pub fn mkdirat(folder: c_int, path: *const c_char, mode: c_uint) -> c_int;
    pub fn rmdir(path: *const c_char) -> c_int;
    pub fn unlink(path: *const c_char) -> c_int;
    pub fn unlinkat(folder: c_int, path: *const c_char, flags: c_int) -> c_int;
    pub fn symlink(target: *const c_char, path: *const c_char) -> c_int;
    pub fn readlink(path: *const c_char, buffer: *mut c_char, size: usize) -> isize;
    pub fn mkfifo(path: *const c_char, mode: c_uint) -> c_int;
    pub fn chmod(path: *const c_char, mode: c_uint) -> c_int;
    pub fn fchmod(fd: c_int, mode: c_uint) -> c_int;
    pub fn lchown(path: *const c_char, uid: c_uint, gid: c_uint) -> c_int;
    pub fn fchown(fd: c_int, uid: c_uint, gid: c_uint) -> c_int;
    pub fn faccessat(folder: c_int, path: *const c_char, mode: c_int, flags: c_int) -> c_int;
    pub fn statx(folder: c_int, path: *const c_char, flags: c_int, mask: c_uint, to: *mut Statx) -> c_int;
    pub fn utimensat(folder: c_int, path: *const c_char, times: *const Timespec, flags: c_int) -> c_int;
    pub fn futimens(fd: c_int, times: *const Timespec) -> c_int;
    pub fn mkfifoat(folder: c_int, path: *const c_char, mode: c_uint) -> c_int;
    pub fn symlinkat(target: *const c_char, folder: c_int, path: *const c_char) -> c_int;
    pub fn readlinkat(folder: c_int, path: *const c_char, buffer: *mut c_char, size: usize) -> isize;
    pub fn fchownat(folder: c_int, path: *const c_char, uid: c_uint, gid: c_uint, flags: c_int) -> c_int;
    pub fn fdopendir(fd: c_int) -> *mut c_void;
    pub fn readdir(folder: *mut c_void) -> *mut Dirent;
    pub fn closedir(folder: *mut c_void) -> c_int;
    pub fn getcwd(buffer: *mut c_char, size: usize) -> *mut c_char;
    pub fn chdir(path: *const c_char) -> c_int;
    pub fn chroot(path: *const c_char) -> c_int;
    pub fn umask(mask: c_uint) -> c_uint;

    pub fn fork() -> Pid;
    pub fn execve(path: *const c_char, argv: *const *const c_char, envp: *const *const c_char) -> c_int;
    pub fn waitpid(pid: Pid, status: *mut c_int, options: c_int) -> Pid;
    pub fn getpid() -> Pid;
    pub fn getppid() -> Pid;
    pub fn getsid(pid: Pid) -> Pid;
    pub fn setsid() -> Pid;
    pub fn setpgid(pid: Pid, group: Pid) -> c_int;
    pub fn getpgid(pid: Pid) -> Pid;
    pub fn tcsetpgrp(fd: c_int, group: Pid) -> c_int;
    pub fn tcgetpgrp(fd: c_int) -> Pid;
    pub fn isatty(fd: c_int) -> c_int;
    pub fn kill(pid: Pid, signal: c_int) -> c_int;
    pub fn geteuid() -> c_uint;
    pub fn getegid() -> c_uint;
    pub fn getgroups(size: c_int, list: *mut c_uint) -> c_int;
    pub fn setgroups(size: usize, list: *const c_uint) -> c_int;
    pub fn setresuid(real: c_uint, effective: c_uint, saved: c_uint) -> c_int;
    pub fn setresgid(real: c_uint, effective: c_uint, saved: c_uint) -> c_int;
    pub fn sysconf(name: c_int) -> c_long;
    pub fn getrlimit(resource: c_int, limit: *mut Rlimit) -> c_int;
    pub fn setrlimit(resource: c_int, limit: *const Rlimit) -> c_int;
    pub fn setpriority(which: c_int, who: c_uint, priority: c_int) -> c_int;
    pub fn getpriority(which: c_int, who: c_uint) -> c_int;
    pub fn prctl(option: c_int, ...) -> c_int;
    pub fn syscall(number: c_long, ...) -> c_long;

    pub fn sigaction(signal: c_int, new: *const SigAction, old: *mut SigAction) -> c_int;
    pub fn sigprocmask(how: c_int, new: *const SigSet, old: *mut SigSet) -> c_int;
    pub fn signalfd(fd: c_int, mask: *const SigSet, flags: c_int) -> c_int;
    pub fn epoll_create1(flags: c_int) -> c_int;
    pub fn epoll_ctl(epoll: c_int, operation: c_int, fd: c_int, event: *mut EpollEvent) -> c_int;
    pub fn epoll_wait(epoll: c_int, events: *mut EpollEvent, most: c_int, milliseconds: c_int) -> c_int;
    pub fn poll(fds: *mut PollFd, count: core::ffi::c_ulong, milliseconds: c_int) -> c_int;

    pub fn socket(domain: c_int, kind: c_int, protocol: c_int) -> c_int;
    pub fn bind(fd: c_int, address: *const c_void, size: c_uint) -> c_int;
    pub fn connect(fd: c_int, address: *const SockaddrUn, size: c_uint) -> c_int;
    pub fn listen(fd: c_int, backlog: c_int) -> c_int;
    pub fn accept4(fd: c_int, address: *mut c_void, size: *mut c_uint, flags: c_int) -> c_int;
    pub fn setsockopt(fd: c_int, level: c_int, name: c_int, value: *const c_void, size: c_uint) -> c_int;
    pub fn recvmsg(fd: c_int, message: *mut Msghdr, flags: c_int) -> isize;

    pub fn clock_gettime(clock: c_int, time: *mut Timespec) -> c_int;
    pub fn timerfd_create(clock: c_int, flags: c_int) -> c_int;
    pub fn timerfd_settime(fd: c_int, flags: c_int, new: *const Itimerspec, old: *mut Itimerspec) -> c_int;
    pub fn setenv(name: *const c_char, value: *const c_char, replace: c_int) -> c_int;
    pub fn unsetenv(name: *const c_char) -> c_int;
    pub fn tzset();
    pub fn localtime_r(time: *const i64, to: *mut Tm) -> *mut Tm;
    pub fn getrandom(buffer: *mut c_void, size: usize, flags: c_uint) -> isize;
}
