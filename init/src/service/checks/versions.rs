use core::cmp::Ordering;

/// By the version format specification of the UAPI group.
///
///     1.0~rc1 < 1.0 < 1.0^post < 1.0-1 < 1.0.1
pub fn compare(one: &[u8], other: &[u8]) -> Ordering {
    let (mut a, mut b) = (one, other);
    loop {
        // What cannot be in a version only divides.
        (a, b) = (skip(a), skip(b));
        if let Some(order) = by_mark(&mut a, &mut b) {
            match order {
                Ordering::Equal => continue,
                other => return other,
            }
        }
        if a.is_empty() && b.is_empty() {
            return Ordering::Equal;
        }
        let is_number = [a, b].iter().any(|text| text.first().is_some_and(u8::is_ascii_digit));
        let belongs = if is_number { u8::is_ascii_digit } else { u8::is_ascii_alphabetic };
        let (x, y) = (take(&mut a, belongs), take(&mut b, belongs));
        let order = if is_number {
            // A number may be too large to count with: the longer is the newer, and none at all is the oldest.
            let (x, y) = (without_zeros(x), without_zeros(y));
            x.len().cmp(&y.len()).then_with(|| x.cmp(y))
        } else {
            x.cmp(y)
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// The one with the mark is the older, and so is the one that ends, except before a `~`. Equal: both had it, and it is gone.
fn by_mark(a: &mut &[u8], b: &mut &[u8]) -> Option<Ordering> {
    for mark in *b"~-^." {
        if mark == b'-' && (a.is_empty() || b.is_empty()) {
            return (a.len() != b.len()).then(|| a.len().min(1).cmp(&b.len().min(1)));
        }
        match (a.strip_prefix(&[mark]), b.strip_prefix(&[mark])) {
            (Some(x), Some(y)) => {
                (*a, *b) = (x, y);
                return Some(Ordering::Equal);
            }
            (Some(_), None) => return Some(Ordering::Less),
            (None, Some(_)) => return Some(Ordering::Greater),
            (None, None) => {}
        }
    }
    None
}

fn skip(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| byte.is_ascii_alphanumeric() || b"~^.-".contains(byte));
    text.get(start.unwrap_or(text.len())..).unwrap_or_default()
}

fn take<'a>(text: &mut &'a [u8], belongs: fn(&u8) -> bool) -> &'a [u8] {
    let end = text.iter().position(|byte| !belongs(byte)).unwrap_or(text.len());
    let (piece, rest) = text.split_at(end);
    *text = rest;
    piece
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|byte| *byte != b'0').unwrap_or(number.len().saturating_sub(1));
    number.get(start..).unwrap_or_default()
}
