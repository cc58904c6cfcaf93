use crate::sys::Errno;
use alloc::format;
use alloc::string::String;

/// Why something cannot be unpacked, in words.
#[derive(Debug)]
pub struct Fault(pub String);

impl From<String> for Fault {
    fn from(text: String) -> Fault {
        Fault(text)
    }
}

impl From<&str> for Fault {
    fn from(text: &str) -> Fault {
        Fault(text.into())
    }
}

/// What the system refuses about something, which comes before the reason.
pub fn of_system(about: &str) -> impl Fn(Errno) -> Fault {
    move |error| Fault(format!("{about}: {error}"))
}
