use super::reader::Reader;
use crate::json::Json;
use alloc::string::String;
use alloc::vec::Vec;

#[derive(Clone, Debug)]
pub struct Timer {
    /// What it starts.
    pub unit: String,
    pub calendars: Vec<Calendar>,
    /// The setting's name, e.g. "OnBootSec", and seconds.
    pub monotonic: Vec<(String, f64)>,
    /// Seconds.
    pub randomized_delay: f64,
    pub fixed_random_delay: bool,
    pub persistent: bool,
    pub defer_reactivation: bool,
}

/// Each field is the list of its values, or none for any.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// A file of time zone data, or "UTC"; none: the container's own zone.
    pub zone: Option<String>,
    /// 1 is Monday.
    pub weekdays: Option<Vec<i64>>,
    pub years: Option<Vec<i64>>,
    pub months: Option<Vec<i64>>,
    pub days: Option<Vec<i64>>,
    /// 1 is the month's last day.
    pub days_from_end: Option<Vec<i64>>,
    pub hours: Option<Vec<i64>>,
    pub minutes: Option<Vec<i64>>,
    /// In microseconds.
    pub seconds: Option<Vec<i64>>,
}

impl Timer {
    pub fn read(reader: Reader<'_>) -> Timer {
        Timer {
            unit: reader.text("unit"),
            calendars: reader.list("calendars").iter().map(Calendar::read).collect(),
            monotonic: reader.list("monotonic").iter().filter_map(read_span).collect(),
            randomized_delay: reader.number("randomizedDelay").unwrap_or(0.0),
            fixed_random_delay: reader.flag("fixedRandomDelay"),
            persistent: reader.flag("persistent"),
            defer_reactivation: reader.flag("deferReactivation"),
        }
    }
}

fn read_span(json: &Json) -> Option<(String, f64)> {
    let reader = Reader(json);
    Some((reader.optional_text("base")?, reader.number("seconds")?))
}

impl Calendar {
    pub fn read(json: &Json) -> Calendar {
        let reader = Reader(json);
        let field = |name: &str| reader.get(name).map(|_| reader.integers(name));
        let micros = |seconds: &Json| seconds.number().map(|seconds| (seconds * 1e6 + 0.5) as i64);
        Calendar {
            zone: reader.optional_text("zone"),
            weekdays: field("weekdays"),
            years: field("years"),
            months: field("months"),
            days: field("days"),
            days_from_end: field("daysFromEnd"),
            hours: field("hours"),
            minutes: field("minutes"),
            seconds: reader.get("seconds").map(|list| list.0.list().iter().filter_map(micros).collect()),
        }
    }
}
