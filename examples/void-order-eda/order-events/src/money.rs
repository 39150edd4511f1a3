//! [`Money`]: an exact amount.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;

/// An amount in the shop's one currency, exact to the cent and never negative: 0.00 to 184467440737095516.15.
///
/// In JSON it is a number with two decimals (`25.00`), read and written digit by digit, so that it is never a
/// float on the way. That takes serde_json: another format can't hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    cents: u64,
}

/// Not an amount: a sign, an exponent, more than two decimals, or too large.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an amount such as 25.00")]
pub struct InvalidMoney(String);

impl Money {
    /// Nothing: 0.00.
    pub const ZERO: Self = Self { cents: 0 };

    /// Makes an amount from cents: 2500 is 25.00.
    #[must_use]
    pub const fn from_cents(cents: u64) -> Self {
        Self { cents }
    }

    /// The amount in cents: 2500 for 25.00.
    #[must_use]
    pub const fn cents(self) -> u64 {
        self.cents
    }

    /// The sum; `None` when it is too large to hold.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.cents.checked_add(other.cents).map(Self::from_cents)
    }

    /// The price of `quantity` pieces; `None` when it is too large to hold.
    #[must_use]
    pub fn checked_mul(self, quantity: u32) -> Option<Self> {
        self.cents.checked_mul(u64::from(quantity)).map(Self::from_cents)
    }
}

impl FromStr for Money {
    type Err = InvalidMoney;

    /// Reads `25`, `25.5` and `25.00`.
    fn from_str(text: &str) -> Result<Self, InvalidMoney> {
        parse(text).ok_or_else(|| InvalidMoney(text.chars().take(40).collect()))
    }
}

fn parse(text: &str) -> Option<Money> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let tenths_or_hundredths = digits(decimals)?;
    let cents = match decimals.len() {
        1 => tenths_or_hundredths * 10,
        2 => tenths_or_hundredths,
        _ => return None,
    };
    digits(whole)?.checked_mul(100)?.checked_add(cents).map(Money::from_cents)
}

/// Digits only: `u64::from_str` would take a `+` too.
fn digits(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

impl fmt::Display for Money {
    /// Always with two decimals: `25.00`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format!("{}.{:02}", self.cents / 100, self.cents % 100))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string()).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer)?.get().parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn reads_and_writes_every_cent() {
        for (json, cents, written) in [
            ("25.00", 2_500, "25.00"),
            ("25", 2_500, "25.00"),
            ("25.5", 2_550, "25.50"),
            ("0.07", 7, "0.07"),
            ("0", 0, "0.00"),
            // A float would make this …740,992.00 and the next one 184467440737095520.
            ("9007199254740993.01", 900_719_925_474_099_301, "9007199254740993.01"),
            ("184467440737095516.15", u64::MAX, "184467440737095516.15"),
        ] {
            let money: Money = serde_json::from_str(json).unwrap();
            assert_eq!(money.cents(), cents, "{json}");
            assert_eq!(serde_json::to_string(&money).unwrap(), written);
        }
    }

    #[test]
    fn refuses_what_is_not_an_exact_amount() {
        for json in [
            "-1.00",
            "25.001",
            "2.5e1",
            "25e0",
            "\"25.00\"",
            "null",
            "{}",
            "true",
            "184467440737095516.16",
            "99999999999999999999",
        ] {
            let error = serde_json::from_str::<Money>(json).unwrap_err().to_string();
            assert!(error.contains("is not an amount such as 25.00"), "{json}: {error}");
        }
        for text in ["", ".", "1.", ".5", "+1", "1.+1", " 1", "1,00", "१"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn adds_and_multiplies_up_to_its_limit() {
        let shirt = Money::from_cents(2_500);
        assert_eq!(shirt.checked_add(Money::from_cents(1)), Some(Money::from_cents(2_501)));
        assert_eq!(shirt.checked_mul(3), Some(Money::from_cents(7_500)));
        assert_eq!(Money::from_cents(u64::MAX).checked_add(Money::from_cents(1)), None);
        assert_eq!(Money::from_cents(u64::MAX).checked_mul(2), None);
    }

    #[test]
    fn pads_like_text() {
        assert_eq!(format!("{:>8}", Money::from_cents(2_500)), "   25.00");
    }
}
