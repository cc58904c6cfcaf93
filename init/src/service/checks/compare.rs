use super::versions;
use crate::pattern::matches;
use core::cmp::Ordering;

/// `>= 5`: the operator and what a value is compared with.
fn parts(comparison: &[u8]) -> (&[u8], &[u8]) {
    let end = comparison.iter().position(|byte| *byte == b' ').unwrap_or(comparison.len());
    (comparison.get(..end).unwrap_or_default(), comparison.get(end + 1..).unwrap_or_default())
}

pub fn numbers(value: u64, comparison: &[u8]) -> bool {
    let (operator, other) = parts(comparison);
    let other = core::str::from_utf8(other).ok().and_then(|text| text.parse().ok());
    other.is_some_and(|other| match operator {
        b"=" => value == other,
        b"!=" => value != other,
        _ => is_so(operator, value.cmp(&other)),
    })
}

/// As texts (= and !=), with wildcards ($= and !$=), or as versions.
pub fn texts(value: &[u8], comparison: &[u8]) -> bool {
    let (operator, other) = parts(comparison);
    match operator {
        b"=" => value == other,
        b"!=" => value != other,
        b"$=" => matches(other, value),
        b"!$=" => !matches(other, value),
        _ => is_so(operator, versions::compare(value, other)),
    }
}

fn is_so(operator: &[u8], order: Ordering) -> bool {
    match operator {
        b"<" => order.is_lt(),
        b"<=" => order.is_le(),
        b"==" => order.is_eq(),
        b"<>" => order.is_ne(),
        b">=" => order.is_ge(),
        b">" => order.is_gt(),
        _ => false,
    }
}
