//! Numbers in decimal that are too large for a machine word.

use std::cmp::Ordering;

/// Compares two numbers in decimal by their value, then by their text.
#[must_use]
pub fn compare_decimals(one: &str, other: &str) -> Ordering {
    let digits = |number: &str| number.trim_start_matches('0').len();
    digits(one)
        .cmp(&digits(other))
        .then_with(|| one.trim_start_matches('0').cmp(other.trim_start_matches('0')))
        .then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::compare_decimals;

    #[test]
    fn compares_by_value() {
        for (less, more) in
            [("9", "10"), ("18849496460467696128", "18849496460467696130"), ("010", "11"), ("", "1")]
        {
            assert_eq!(compare_decimals(less, more), Ordering::Less, "{less} {more}");
            assert_eq!(compare_decimals(more, less), Ordering::Greater, "{less} {more}");
        }
        assert_eq!(compare_decimals("7", "7"), Ordering::Equal);
        assert_ne!(compare_decimals("07", "7"), Ordering::Equal);
    }
}
