//! Numbers and times as people read them.

use std::{borrow::Cow, fmt};

use void_core::Timestamp;

/// `30 s`, `2 min`, `4 days`: the largest unit that it is a whole number of.
pub(crate) fn seconds(count: u64) -> String {
    const UNITS: [(u64, &str, &str); 3] = [(86_400, "day", "days"), (3_600, "h", "h"), (60, "min", "min")];
    let unit = UNITS.into_iter().find(|(length, ..)| count > 0 && count.is_multiple_of(*length));
    match unit {
        Some((length, one, _)) if count == length => format!("1 {one}"),
        Some((length, _, many)) => format!("{} {many}", count / length),
        None => format!("{count} s"),
    }
}

/// `512 B`, `1.50 MiB`.
pub(crate) fn size(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}

/// `2026-11-30T12:00:00.000Z`.
pub(crate) fn time(time: Timestamp) -> String {
    time.to_rfc3339()
}

/// The value, or `-` where there is none.
pub(crate) fn or_dash(value: Option<impl fmt::Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// A text that others wrote, so that it can't move the cursor, change colours or title, or hide what is around it: control
/// characters, except for tabs and line ends, are written out.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let is_hidden = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\n');
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_hidden(letter) { shown.extend(letter.escape_default()) } else { shown.push(letter) }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_in_the_largest_unit_that_fits() {
        let shown = [0, 30, 60, 90, 3_600, 7_200, 86_400, 345_600].map(seconds);
        assert_eq!(shown, ["0 s", "30 s", "1 min", "90 s", "1 h", "2 h", "1 day", "4 days"]);
    }

    #[test]
    fn a_size_has_its_unit() {
        assert_eq!([0, 512, 1_572_864].map(size), ["0 B", "512 B", "1.50 MiB"]);
        assert_eq!(time(Timestamp::UNIX_EPOCH), "1970-01-01T00:00:00.000Z");
        assert_eq!((or_dash(Some(3)), or_dash(None::<u8>)), ("3".to_owned(), "-".to_owned()));
    }

    #[test]
    fn what_others_wrote_does_not_reach_the_terminal_as_a_command() {
        assert_eq!(printable("49 €\n\tok"), "49 €\n\tok");
        assert_eq!(printable("\u{1b}[2Jgone\r\u{9b}"), "\\u{1b}[2Jgone\\r\\u{9b}");
    }
}
