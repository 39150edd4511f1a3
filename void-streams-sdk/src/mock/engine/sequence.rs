//! [`Sequence`]: what a sequence number says.

use std::fmt;

use void_core::Timestamp;

use crate::types::SequenceNumber;

/// The index of a shard's starting number: no record has it.
const START: u64 = 0;
/// The index of a closed shard's ending number: no record gets there.
const END: u64 = u64::MAX >> 1;
/// The seconds since the Unix epoch that fit into a number.
const SECONDS: u64 = (1 << 36) - 1;
const DIGITS_AT_ONCE: usize = 19;
const TEN_TO_THE_19: u64 = 10_000_000_000_000_000_000;

/// What a sequence number says, in Kinesis's second form: a number of 186 bits, which are, from the highest on, `2`, the
/// second in which the shard was opened, the shard's lowest four bits, the index in the shard, eight zeros, the second
/// in which the record came, the shard, and `2`.
///
/// So the numbers of a shard grow with the index, and a shard that was opened in a later second has higher ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    /// The second in which the shard was opened.
    pub(super) opened: u64,
    pub(super) shard: u32,
    /// 0 is before the first record.
    pub(super) index: u64,
    /// The second in which the record came.
    pub(super) second: u64,
}

impl Sequence {
    /// Before the first record of a shard.
    pub(super) const fn start(opened: u64, shard: u32) -> Self {
        Self { opened, shard, index: START, second: opened }
    }

    /// After the last record of a shard that is closed at `closed_at`.
    pub(super) fn end(opened: u64, shard: u32, closed_at: Timestamp) -> Self {
        Self { opened, shard, index: END, second: closed_at.as_secs().max(opened) }
    }

    /// The one before in the shard.
    pub(super) const fn before(self) -> Self {
        Self { index: self.index.saturating_sub(1), ..self }
    }

    /// What `text` says; `None` where it is no number of this form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let [low, middle, high] = from_decimal(text)?;
        let index = high << 48 | middle >> 16;
        let second = low >> 36 & 0x0FFF_FFFF | (middle & 0xFF) << 28;
        let shard = u32::try_from(low >> 4 & 0xFFFF_FFFF).ok()?;
        let sequence = Self { opened: high >> 20 & SECONDS, shard, index, second };
        let of_this_form = index <= END && shard <= i32::MAX.unsigned_abs();
        (of_this_form && sequence.words() == [low, middle, high]).then_some(sequence)
    }

    /// As it is on the wire.
    pub(super) fn number(&self) -> SequenceNumber {
        self.to_string().into()
    }

    /// From the lowest on.
    const fn words(&self) -> [u64; 3] {
        let second = self.second & SECONDS;
        let shard = self.shard as u64;
        [
            2 | shard << 4 | second << 36,
            second >> 28 | self.index << 16,
            self.index >> 48 | (shard & 0xF) << 16 | (self.opened & SECONDS) << 20 | 2 << 56,
        ]
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = self.words();
        let parts: [u64; 3] = std::array::from_fn(|_| divide(&mut words));
        write!(formatter, "{}{:019}{:019}", parts[2], parts[1], parts[0])
    }
}

/// Divides by 10^19 and gives what is left.
fn divide(words: &mut [u64; 3]) -> u64 {
    let mut left = 0;
    for word in words.iter_mut().rev() {
        let value = u128::from(left) << 64 | u128::from(*word);
        *word = low_word(value / u128::from(TEN_TO_THE_19));
        // One division of such a width is dear enough.
        left = low_word(value - u128::from(*word) * u128::from(TEN_TO_THE_19));
    }
    left
}

#[expect(clippy::cast_possible_truncation, reason = "the callers' values fit, or are cut on purpose")]
const fn low_word(value: u128) -> u64 {
    value as u64
}

/// A number in decimal as words; `None` where it is none, or too large.
fn from_decimal(text: &str) -> Option<[u64; 3]> {
    let plain = !text.is_empty() && text.len() <= 3 * DIGITS_AT_ONCE && !text.starts_with('0');
    if !plain || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut words = [0; 3];
    for digits in text.as_bytes().chunks(DIGITS_AT_ONCE) {
        let factor = (0..digits.len()).fold(1_u64, |factor, _| factor.wrapping_mul(10));
        let mut carry = digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
        for word in &mut words {
            let value = u128::from(*word) * u128::from(factor) + u128::from(carry);
            *word = low_word(value);
            carry = low_word(value >> 64);
        }
        if carry != 0 {
            return None;
        }
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use void_core::Timestamp;

    use super::{END, SECONDS, Sequence};

    #[test]
    fn reads_and_writes_kinesis_numbers() {
        // The one of https://docs.aws.amazon.com/streams/latest/dev/fundamental-stream.html.
        let text = "49546986683135544286507457936321625675700192471156785154";
        let sequence = Sequence { opened: 1_421_279_230, shard: 0, index: 0x1D5, second: 1_421_279_386 };
        assert_eq!(Sequence::parse(text), Some(sequence));
        assert_eq!(sequence.to_string(), text);
    }

    #[test]
    fn a_shards_numbers_are_between_its_start_and_its_end() {
        let start = Sequence::start(1_700_000_000, 7);
        let record = Sequence { index: 1, second: 1_800_000_000, ..start };
        let end = Sequence::end(1_700_000_000, 7, Timestamp::from_secs(1_700_000_001));
        assert!(start.number() < record.number() && record.number() < end.number());
        let child = Sequence::start(1_700_000_001, 8);
        assert!(end.number() < child.number());
    }

    #[test]
    fn what_is_no_number_of_this_form_is_refused() {
        let number = Sequence::start(1_700_000_000, 7).to_string();
        for text in
            ["", "0", "1", "-1", "x", "é", &format!("0{number}"), &format!("{number}0"), &"9".repeat(129)]
        {
            assert_eq!(Sequence::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn says_what_it_was_made_of(
            opened in 0..=SECONDS, shard in 0..=i32::MAX.unsigned_abs(), index in 0..=END, second in 0..=SECONDS,
        ) {
            let sequence = Sequence { opened, shard, index, second };
            prop_assert_eq!(Sequence::parse(&sequence.to_string()), Some(sequence));
        }

        #[test]
        fn grows_with_the_index(index in 0..END, second in 0..=SECONDS, later in 0..=SECONDS) {
            let one = Sequence { opened: 1, shard: 3, index, second };
            let next = Sequence { index: index + 1, second: later, ..one };
            prop_assert!(one.number() < next.number());
        }

        #[test]
        fn reads_any_text(text in "[0-9]{0,130}|\\PC{0,20}") {
            let _ = Sequence::parse(&text);
        }
    }
}
