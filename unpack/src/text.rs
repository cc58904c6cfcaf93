//! Texts for people, as src/text and src/nix write them.
use alloc::format;
use alloc::string::String;

/// Bytes in powers of 1000: "52 kB", "1.3 MB". Less than a kilobyte is "1 kB": nothing is shown as 0.
pub fn size(bytes: u64) -> String {
    let mut value = (bytes as f64 / 1000.0).max(1.0);
    let mut units = ["kB", "MB", "GB", "TB"].iter();
    let mut unit = units.next();
    let mut is_first = true;
    while value >= 999.5 {
        let Some(next) = units.next() else { break };
        value /= 1000.0;
        unit = Some(next);
        is_first = false;
    }
    let unit = unit.copied().unwrap_or_default();
    if !is_first && value < 9.95 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
}

/// For a terminal, from names that anybody may have chosen: what it would obey is shown.
pub fn visible(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars() {
        if is_obeyed(character) {
            shown.push_str(&format!("\\u{:04x}", character as u32));
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Control characters, and what turns the direction of writing.
fn is_obeyed(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}

/// No e, o, u, t: Nix avoids words in hashes.
const NIX32: &[u8; 32] = b"0123456789abcdfghijklmnpqrsvwxyz";

/// `sha256:` and Nix32: the character n places from the right has the bits 5n to 5n+4 of the bytes as one little-endian number.
pub fn sha256(digest: &[u8; 32]) -> String {
    let mut text = String::from("sha256:");
    for place in (0..52).rev() {
        let bit = place * 5;
        let byte = |at: usize| u16::from(digest.get(at).copied().unwrap_or(0));
        let pair = byte(bit / 8) | byte(bit / 8 + 1) << 8;
        text.push(char::from(NIX32[usize::from(pair >> (bit % 8) & 31)]));
    }
    text
}
