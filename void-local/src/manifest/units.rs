//! `128MB` and `30s`: amounts that carry their unit.

use std::time::Duration;

/// Reads `128MB` or `1GB` (units of 1024) as megabytes.
pub(super) fn megabytes(text: &str) -> Result<u32, String> {
    let (number, unit) = split(text).ok_or_else(|| expected(text, MEMORY))?;
    let factor = match unit {
        "MB" => 1,
        "GB" => 1024,
        _ => return Err(wrong_unit(text, unit, MEMORY, &["MB", "GB"])),
    };
    number
        .checked_mul(factor)
        .and_then(|value| u32::try_from(value).ok())
        .ok_or_else(|| format!("`{text}` is too large"))
}

/// Reads `500ms`, `30s`, `5m`, `12h` or `4d`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = split(text).ok_or_else(|| expected(text, DURATION))?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wrong_unit(text, unit, DURATION, &["ms", "s", "m", "h", "d"])),
    };
    number
        .checked_mul(milliseconds)
        .map(Duration::from_millis)
        .ok_or_else(|| format!("`{text}` is too large"))
}

/// Writes a duration as [`duration`] reads it, in the largest unit that divides it.
pub(super) fn write_duration(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)] {
        if milliseconds > 0 && milliseconds.is_multiple_of(size) {
            return format!("{}{unit}", milliseconds / size);
        }
    }
    if milliseconds == 0 { "0s".to_owned() } else { format!("{milliseconds}ms") }
}

const MEMORY: &str = "an amount of memory such as `128MB`";
const DURATION: &str = "a duration such as `30s`";

fn split(text: &str) -> Option<(u64, &str)> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    Some((number.parse().ok()?, unit))
}

fn expected(text: &str, what: &str) -> String {
    format!("`{text}` is not {what}: a whole number and its unit")
}

fn wrong_unit(text: &str, unit: &str, what: &str, units: &[&str]) -> String {
    let units = units.join(", ");
    if unit.is_empty() {
        format!("`{text}` has no unit: write {what} (units: {units})")
    } else {
        format!("unknown unit `{unit}` in `{text}`: write {what} (units: {units})")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{duration, megabytes, write_duration};

    #[test]
    fn reads_amounts_with_their_unit() {
        assert_eq!(megabytes("128MB"), Ok(128));
        assert_eq!(megabytes("2GB"), Ok(2048));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("5m"), Ok(Duration::from_secs(300)));
        assert_eq!(duration("12h"), Ok(Duration::from_secs(43_200)));
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(megabytes("128").unwrap_err().contains("no unit"));
        assert!(megabytes("128mb").unwrap_err().contains("unknown unit `mb`"));
        assert!(megabytes("MB").unwrap_err().contains("not an amount"));
        assert!(megabytes("99999999999999999999GB").is_err());
        assert!(megabytes("4194304GB").unwrap_err().contains("too large"));
        assert!(duration("30 s").unwrap_err().contains("unknown unit ` s`"));
        assert!(duration("-1s").is_err());
        assert!(duration("1.5s").unwrap_err().contains("unknown unit"));
        assert!(duration("18446744073709551615d").unwrap_err().contains("too large"));
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["0s", "1500ms", "90s", "5m", "12h", "4d"] {
            assert_eq!(write_duration(duration(text).unwrap()), text);
        }
    }
}
