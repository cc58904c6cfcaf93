//! Patterns as a shell has them, for one part of a path (glob(7)).

pub fn is_pattern(part: &[u8]) -> bool {
    part.iter().any(|byte| b"*?[\\".contains(byte))
}

/// Whether a name matches. A dot at its beginning is only matched by a dot.
///
///     matches(b"*.[ch]", b"main.c")
pub fn matches(pattern: &[u8], name: &[u8]) -> bool {
    if name.starts_with(b".") && !pattern.starts_with(b".") && !pattern.starts_with(b"\\.") {
        return false;
    }
    let (mut pattern, mut name) = (pattern, name);
    // Where to go on when what was matched last proves wrong: behind the last star, with one byte more given to it.
    let mut again: Option<(&[u8], &[u8])> = None;
    loop {
        if let [b'*', rest @ ..] = pattern {
            again = Some((rest, name));
            pattern = rest;
            continue;
        }
        match (one(pattern, name.first().copied()), name) {
            (Some(rest), [_, others @ ..]) => (pattern, name) = (rest, others),
            (_, []) if pattern.is_empty() => return true,
            _ => {
                let Some((rest, [_, others @ ..])) = again else { return false };
                again = Some((rest, others));
                (pattern, name) = (rest, others);
            }
        }
    }
}

/// What follows in the pattern when its first part, which is no star, matches the byte.
fn one(pattern: &[u8], byte: Option<u8>) -> Option<&[u8]> {
    let byte = byte?;
    match pattern {
        [] => None,
        [b'?', rest @ ..] => Some(rest),
        [b'[', rest @ ..] => match bracket(rest, byte) {
            Some((rest, true)) => Some(rest),
            Some((_, false)) => None,
            // A bracket that does not end is itself.
            None => (byte == b'[').then_some(rest),
        },
        [b'\\', wanted, rest @ ..] | [wanted, rest @ ..] => (byte == *wanted).then_some(rest),
    }
}

/// What follows the bracket, and whether the byte is in it; none where it does not end.
fn bracket(pattern: &[u8], byte: u8) -> Option<(&[u8], bool)> {
    let (is_negated, mut rest) = match pattern {
        [b'!' | b'^', rest @ ..] => (true, rest),
        _ => (false, pattern),
    };
    let mut is_in = false;
    let mut is_first = true;
    loop {
        match rest {
            [] => return None,
            [b']', after @ ..] if !is_first => return Some((after, is_in != is_negated)),
            [b'[', b':', class @ ..] => {
                let end = class.windows(2).position(|window| window == b":]")?;
                is_in |= in_class(class.get(..end)?, byte);
                rest = class.get(end + 2..)?;
            }
            _ => {
                let (from, after) = literal(rest)?;
                match after {
                    [b'-', last, ..] if *last != b']' => {
                        let (to, after) = literal(after.get(1..)?)?;
                        is_in |= (from..=to).contains(&byte);
                        rest = after;
                    }
                    _ => {
                        is_in |= byte == from;
                        rest = after;
                    }
                }
            }
        }
        is_first = false;
    }
}

fn literal(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b'\\', byte, rest @ ..] | [byte, rest @ ..] => Some((*byte, rest)),
        [] => None,
    }
}

fn in_class(class: &[u8], byte: u8) -> bool {
    match class {
        b"alnum" => byte.is_ascii_alphanumeric(),
        b"alpha" => byte.is_ascii_alphabetic(),
        b"blank" => byte == b' ' || byte == b'\t',
        b"cntrl" => byte.is_ascii_control(),
        b"digit" => byte.is_ascii_digit(),
        b"graph" => byte.is_ascii_graphic(),
        b"lower" => byte.is_ascii_lowercase(),
        b"print" => byte.is_ascii_graphic() || byte == b' ',
        b"punct" => byte.is_ascii_punctuation(),
        b"space" => byte.is_ascii_whitespace() || byte == 0x0b,
        b"upper" => byte.is_ascii_uppercase(),
        b"xdigit" => byte.is_ascii_hexdigit(),
        _ => false,
    }
}
