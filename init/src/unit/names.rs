use crate::plan::{Plan, Unit};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

const NO_SUCH_UNIT: i32 = 2;

pub fn with_suffix(name: &str) -> String {
    if name.contains('.') { name.into() } else { format!("{name}.service") }
}

/// The unit of a name or an alias, with a suffix or without; or what is said about it, as an exit code.
pub fn find<'a>(plan: &'a Plan, name: &str) -> Result<&'a Unit, i32> {
    // `a.b` is a service too, where it is no other unit.
    let full = [with_suffix(name), format!("{name}.service")];
    let is_meant = |one: &String| full.contains(one);
    let by_name = plan.units.iter().find(|unit| is_meant(&unit.name));
    let found = by_name.or_else(|| plan.units.iter().find(|unit| unit.aliases.iter().any(is_meant)));
    found.ok_or_else(|| there_is_none(&full[0], &hint(plan, &full[0])))
}

pub fn there_is_none(name: &str, hint: &str) -> i32 {
    crate::say!("unit: there is no unit {name}{hint}");
    NO_SUCH_UNIT
}

/// What could be meant. Instances of a template are made when the image is built.
fn hint(plan: &Plan, name: &str) -> String {
    if let Some((template, _)) = name.split_once('@') {
        let of_template = |unit: &&Unit| unit.name.split_once('@').is_some_and(|(other, _)| other == template);
        let instances: Vec<&str> = plan.units.iter().filter(of_template).map(|unit| unit.name.as_str()).collect();
        if !instances.is_empty() {
            return format!(
                ": of {template}@ there are the instances that the image was built with: {}",
                instances.join(", ")
            );
        }
    }
    let known = plan.units.iter().flat_map(|unit| core::iter::once(&unit.name).chain(&unit.aliases));
    match nearest(name, known).as_slice() {
        [] => String::new(),
        [one] => format!(": did you mean {one}?"),
        [first @ .., last] => format!(": did you mean {} or {last}?", first.join(", ")),
    }
}

/// As src/text/did-you-mean.ts: at most three, less than half of the name changed; the suffix does not count.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let (stem, suffix) = name.rsplit_once('.').unwrap_or((name, ""));
    let limit = (stem.chars().count() * 2).div_ceil(5);
    let mut scored: Vec<(usize, &str)> = known
        .map(|other| {
            let (other_stem, other_suffix) = other.rsplit_once('.').unwrap_or((other, ""));
            (edit_distance(stem, other_stem) + usize::from(suffix != other_suffix), other.as_str())
        })
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    scored.sort();
    scored.iter().take(3).map(|(_, other)| *other).collect()
}

/// Levenshtein distance, one row at a time.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, one) in a.chars().enumerate() {
        let mut next = Vec::from([index + 1]);
        for ((other, pair), left) in b.iter().zip(row.windows(2)).zip(0..) {
            let (replaced, above): (usize, usize) = match pair {
                [replaced, above] => (*replaced, *above),
                _ => break,
            };
            let before: usize = next.get(left).copied().unwrap_or_default();
            next.push((replaced + usize::from(one != *other)).min(above + 1).min(before + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
