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

/// Defines a number in decimal of a kind of its own: it compares by its value and is shown as it is.
#[macro_export]
#[doc(hidden)]
macro_rules! __decimal_newtype {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $crate::protocol::shapes::string_newtype! {
            $(#[$meta])*
            pub struct $name;
        }

        impl Ord for $name {
            /// Compares as numbers.
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                $crate::protocol::shapes::compare_decimals(self.as_str(), other.as_str())
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<::std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
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
