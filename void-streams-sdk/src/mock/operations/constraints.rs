//! [`Constraints`]: what in a request breaks the model's constraints, told all at once as the service tells it.
//!
//! ```text
//! 2 validation errors detected: Value 'a b' at 'streamName' failed to satisfy constraint: Member must satisfy regular
//! expression pattern: [a-zA-Z0-9_.-]+; Value null at 'shardId' failed to satisfy constraint: Member must not be null
//! ```
//!
//! An operation checks first what it was given, then asks the engine:
//!
//! ```text
//! let mut check = Constraints::default();
//! check.text("streamName", request.stream_name.as_ref().map(StreamName::as_str), &Text::NAME);
//! check.required_text("shardId", request.shard_id.as_str(), &Text::NAME);
//! check.number("limit", request.limit, 1..=10_000);
//! check.one_of("shardIteratorType", request.shard_iterator_type.as_ref(), ShardIteratorType::KNOWN);
//! check.finish()?;
//! ```

use std::{fmt, ops::RangeInclusive};

use super::super::engine::{Code, Problem};

/// The service names no more than these.
const MAX_VIOLATIONS: usize = 10;
/// How much of a value is quoted.
const MAX_SHOWN_CHARACTERS: usize = 2048;

/// Collects violations. A member is named `at` as the service does: with a small first letter, a list's members counted
/// from 1 (`records.2.member.partitionKey`). A value that is `None` is absent, which no check but those called `required…`
/// and [`not_null`](Self::not_null) minds.
#[derive(Debug, Default)]
pub(super) struct Constraints {
    violations: Vec<String>,
}

impl Constraints {
    /// The member must be there.
    pub(super) fn not_null(&mut self, at: &str, is_there: bool) {
        if !is_there {
            self.add(at, "null", "Member must not be null");
        }
    }

    /// The text must be as `rule` has it.
    pub(super) fn text(&mut self, at: &str, value: Option<&str>, rule: &Text) {
        let Some(value) = value else { return };
        let shown = Quoted(value);
        if let Some(pattern) = &rule.pattern
            && !(pattern.matches)(value)
        {
            self.add(
                at,
                &shown,
                format_args!("Member must satisfy regular expression pattern: {}", pattern.shown),
            );
        }
        if let Some(length) = &rule.length {
            self.length(at, shown, value.chars().count(), length.clone());
        }
    }

    /// As [`text`](Self::text), of a member that must be there: empty text is one that is not.
    pub(super) fn required_text(&mut self, at: &str, value: &str, rule: &Text) {
        self.not_null(at, !value.is_empty());
        self.text(at, (!value.is_empty()).then_some(value), rule);
    }

    /// The number must be in `range`.
    pub(super) fn number(&mut self, at: &str, value: Option<impl Into<i64>>, range: RangeInclusive<i64>) {
        let Some(value) = value.map(Into::into) else { return };
        self.bounds(at, Quoted(value), value, range, "value");
    }

    /// The name must be one of `known`.
    pub(super) fn one_of<N: fmt::Display + PartialEq>(&mut self, at: &str, value: Option<&N>, known: &[N]) {
        let Some(value) = value.filter(|value| !known.contains(value)) else { return };
        let names: Vec<String> = known.iter().map(ToString::to_string).collect();
        let rule = format_args!("Member must satisfy enum value set: [{}]", names.join(", "));
        self.add(at, Quoted(value), rule);
    }

    /// The `length` of text, a list, a map or a blob must be in `range`. `shown` is how the value is quoted: give it
    /// [`Quoted`], and of a blob [`Quoted::blob`].
    pub(super) fn length(
        &mut self,
        at: &str,
        shown: impl fmt::Display,
        length: usize,
        range: RangeInclusive<usize>,
    ) {
        self.bounds(at, shown, length, range, "length");
    }

    /// Ends the checks.
    ///
    /// # Errors
    ///
    /// `ValidationException` that names the violations.
    pub(super) fn finish(self) -> Result<(), Problem> {
        let count = self.violations.len();
        if count == 0 {
            return Ok(());
        }
        let plural = if count == 1 { "" } else { "s" };
        let message = format!("{count} validation error{plural} detected: {}", self.violations.join("; "));
        Err(Problem::new(Code::Validation, message))
    }

    fn bounds<N: PartialOrd + fmt::Display>(
        &mut self,
        at: &str,
        shown: impl fmt::Display,
        number: N,
        range: RangeInclusive<N>,
        what: &str,
    ) {
        let (low, high) = range.into_inner();
        if number > high {
            self.add(at, &shown, format_args!("Member must have {what} less than or equal to {high}"));
        }
        if number < low {
            self.add(at, &shown, format_args!("Member must have {what} greater than or equal to {low}"));
        }
    }

    fn add(&mut self, at: &str, shown: impl fmt::Display, rule: impl fmt::Display) {
        if self.violations.len() < MAX_VIOLATIONS {
            self.violations.push(format!("Value {shown} at '{at}' failed to satisfy constraint: {rule}"));
        }
    }
}

/// A value as violations quote it.
pub(super) struct Quoted<T>(pub(super) T);

impl Quoted<String> {
    /// A blob of `length` bytes, as the service's Java shows it.
    pub(super) fn blob(length: usize) -> Self {
        Self(format!("java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]"))
    }

    /// A list.
    pub(super) fn list<T: fmt::Display>(items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
        Self(format!("[{}]", items.join(", ")))
    }
}

impl<T: fmt::Display> fmt::Display for Quoted<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        let end = text.char_indices().nth(MAX_SHOWN_CHARACTERS).map_or(text.len(), |(at, _)| at);
        write!(formatter, "'{}'", &text[..end])
    }
}

/// What text must be.
#[derive(Debug)]
pub(super) struct Text {
    pattern: Option<Pattern>,
    length: Option<RangeInclusive<usize>>,
}

#[derive(Debug)]
struct Pattern {
    shown: &'static str,
    matches: fn(&str) -> bool,
}

impl Text {
    /// The name of a stream or consumer, the id of a shard.
    pub(super) const NAME: Self = Self::matching("[a-zA-Z0-9_.-]+", is_name).of_length(1, 128);
    /// The ARN of a stream.
    pub(super) const STREAM_ARN: Self =
        Self::matching(r"arn:aws.*:kinesis:.*:\d{12}:stream/\S+", is_stream_arn).of_length(1, 2048);
    /// The ARN of a consumer with enhanced fan-out.
    pub(super) const CONSUMER_ARN: Self = Self::matching(
        r"^(arn):aws.*:kinesis:.*:\d{12}:.*stream\/[a-zA-Z0-9_.-]+\/consumer\/[a-zA-Z0-9_.-]+:[0-9]+",
        is_consumer_arn,
    )
    .of_length(1, 2048);
    /// The ARN of a stream or a consumer, as tags and policies take it.
    pub(super) const RESOURCE_ARN: Self =
        Self::matching(r"arn:aws.*:kinesis:.*:\d{12}:.*(stream|channel|queue)/\S+", is_stream_arn)
            .of_length(1, 2048);
    /// A sequence number.
    pub(super) const SEQUENCE_NUMBER: Self =
        Self::matching(r"0|([1-9]\d{0,128})", |text| is_number(text, 129));
    /// A hash key.
    pub(super) const HASH_KEY: Self = Self::matching(r"0|([1-9]\d{0,38})", |text| is_number(text, 39));
    /// A partition key.
    pub(super) const PARTITION_KEY: Self = Self::any().of_length(1, 256);
    /// A shard iterator.
    pub(super) const SHARD_ITERATOR: Self = Self::any().of_length(1, 512);
    /// The token of a listing.
    pub(super) const NEXT_TOKEN: Self = Self::any().of_length(1, 1_048_576);
    /// A KMS key.
    pub(super) const KEY_ID: Self = Self::any().of_length(1, 2048);
    /// A tag's key.
    pub(super) const TAG_KEY: Self = Self::any().of_length(1, 128);
    /// A tag's value.
    pub(super) const TAG_VALUE: Self = Self::any().of_length(0, 256);

    const fn any() -> Self {
        Self { pattern: None, length: None }
    }

    const fn matching(shown: &'static str, matches: fn(&str) -> bool) -> Self {
        Self { pattern: Some(Pattern { shown, matches }), length: None }
    }

    const fn of_length(mut self, least: usize, most: usize) -> Self {
        self.length = Some(RangeInclusive::new(least, most));
        self
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

fn is_number(text: &str, most_digits: usize) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && (1..=most_digits).contains(&text.len()) && (text == "0" || !text.starts_with('0'))
}

/// What stands after `stream/` in an ARN of this service.
fn in_stream_arn(text: &str) -> Option<&str> {
    let (head, resource) = text.strip_prefix("arn:aws")?.split_once(":stream/")?;
    let (head, account) = head.rsplit_once(':')?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_kinesis = head.split_once(":kinesis:").is_some();
    let is_resource = !resource.is_empty() && !resource.contains(char::is_whitespace);
    (is_account && is_kinesis && is_resource).then_some(resource)
}

fn is_stream_arn(text: &str) -> bool {
    in_stream_arn(text).is_some()
}

fn is_consumer_arn(text: &str) -> bool {
    let consumer = in_stream_arn(text).and_then(|resource| resource.split_once("/consumer/"));
    let Some((stream, consumer)) = consumer else { return false };
    let Some((name, made_at)) = consumer.split_once(':') else { return false };
    let is_time = !made_at.is_empty() && made_at.bytes().all(|byte| byte.is_ascii_digit());
    is_name(stream) && is_name(name) && is_time
}

#[cfg(test)]
mod tests {
    use super::{Constraints, Quoted, Text};
    use crate::types::ShardFilterType;

    const ARN: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/orders";

    fn message(constraints: Constraints) -> String {
        let problem = constraints.finish().unwrap_err();
        assert_eq!(problem.code().as_str(), "ValidationException");
        problem.message().to_owned()
    }

    #[test]
    fn what_is_right_or_absent_passes() {
        let mut check = Constraints::default();
        check.text("streamName", Some("orders_1.a-b"), &Text::NAME);
        check.text("streamName", None, &Text::NAME);
        check.text("streamARN", Some(ARN), &Text::STREAM_ARN);
        check.text("consumerARN", Some(&format!("{ARN}/consumer/c:1700000000")), &Text::CONSUMER_ARN);
        check.text("number", Some(&"9".repeat(129)), &Text::SEQUENCE_NUMBER);
        check.text("key", Some("0"), &Text::HASH_KEY);
        check.number("limit", Some(10_000), 1..=10_000);
        check.number("limit", None::<i32>, 1..=10_000);
        check.one_of("type", Some(&ShardFilterType::AtLatest), ShardFilterType::KNOWN);
        check.length("records", Quoted(""), 500, 1..=500);
        check.finish().unwrap();
    }

    /// The wording is that of kinesalite's recordings of the service.
    #[test]
    fn says_what_is_wrong_as_the_service_does() {
        let mut check = Constraints::default();
        check.text("streamName", Some(""), &Text::NAME);
        check.required_text("shardId", "", &Text::NAME);
        assert_eq!(
            message(check),
            "3 validation errors detected: \
             Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; \
             Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal to 1; \
             Value null at 'shardId' failed to satisfy constraint: Member must not be null"
        );
        let mut check = Constraints::default();
        check.number("limit", Some(0), 1..=10_000);
        assert_eq!(
            message(check),
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: \
             Member must have value greater than or equal to 1"
        );
        let mut check = Constraints::default();
        check.one_of("scalingType", Some(&"X"), &["UNIFORM_SCALING"]);
        check.length("data", Quoted::blob(3), 3, 0..=2);
        check.length("tagKeys", Quoted::list(["a", "b"]), 2, 0..=1);
        assert_eq!(
            message(check),
            "3 validation errors detected: \
             Value 'X' at 'scalingType' failed to satisfy constraint: Member must satisfy enum value set: [UNIFORM_SCALING]; \
             Value 'java.nio.HeapByteBuffer[pos=0 lim=3 cap=3]' at 'data' failed to satisfy constraint: \
             Member must have length less than or equal to 2; \
             Value '[a, b]' at 'tagKeys' failed to satisfy constraint: Member must have length less than or equal to 1"
        );
    }

    #[test]
    fn names_ten_and_quotes_so_much() {
        let mut check = Constraints::default();
        for _ in 0..600 {
            check.text("records.1.member.partitionKey", Some(&"ä".repeat(100_000)), &Text::PARTITION_KEY);
        }
        let message = message(check);
        assert!(message.starts_with("10 validation errors detected: "));
        assert!(message.len() < 10 * 2 * 2200, "{}", message.len());
    }

    #[test]
    fn what_is_no_arn_name_or_number_is_told() {
        let cases: [(&Text, &[&str]); 5] = [
            (&Text::NAME, &["a b", "ä", "a/b", ""]),
            (
                &Text::STREAM_ARN,
                &["", "orders", "arn:aws:sqs:r:123456789012:stream/a", "arn:aws:kinesis:r:1:stream/a"],
            ),
            (&Text::CONSUMER_ARN, &[ARN, "arn:aws:kinesis:r:123456789012:stream/a/consumer/c", "x"]),
            (&Text::SEQUENCE_NUMBER, &["", "01", "-1", "x", &"9".repeat(130)]),
            (&Text::HASH_KEY, &["", "00", "+1", &"1".repeat(40)]),
        ];
        for (rule, texts) in cases {
            for text in texts {
                let mut check = Constraints::default();
                check.text("member", Some(text), rule);
                assert!(check.finish().is_err(), "{text:?} passes {rule:?}");
            }
        }
    }
}
