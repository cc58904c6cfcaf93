use crate::json::Json;
use alloc::string::String;
use alloc::vec::Vec;

/// Reads members of an object.
#[derive(Clone, Copy)]
pub struct Reader<'a>(pub &'a Json);

impl<'a> Reader<'a> {
    pub fn get(self, name: &str) -> Option<Reader<'a>> {
        self.0.get(name).map(Reader)
    }

    pub fn text(self, name: &str) -> String {
        self.optional_text(name).unwrap_or_default()
    }

    pub fn optional_text(self, name: &str) -> Option<String> {
        self.0.get(name)?.text().map(String::from)
    }

    pub fn flag(self, name: &str) -> bool {
        self.0.get(name) == Some(&Json::Bool(true))
    }

    pub fn number(self, name: &str) -> Option<f64> {
        self.0.get(name)?.number()
    }

    pub fn integer(self, name: &str) -> Option<i64> {
        self.number(name).map(|number| number as i64)
    }

    /// None is "infinity", which is null.
    pub fn seconds(self, name: &str, otherwise: f64) -> Option<f64> {
        match self.0.get(name) {
            None => Some(otherwise),
            Some(value) => value.number(),
        }
    }

    pub fn list(self, name: &str) -> &'a [Json] {
        self.0.get(name).map(Json::list).unwrap_or_default()
    }

    pub fn texts(self, name: &str) -> Vec<String> {
        self.list(name).iter().filter_map(|value| value.text().map(String::from)).collect()
    }

    pub fn integers(self, name: &str) -> Vec<i64> {
        self.list(name).iter().filter_map(|value| value.number().map(|number| number as i64)).collect()
    }

    pub fn members(self, name: &str) -> &'a [(String, Json)] {
        self.0.get(name).map(Json::members).unwrap_or_default()
    }
}
