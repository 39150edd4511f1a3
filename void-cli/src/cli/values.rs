//! Values of options that are more than a text or a number.

use std::time::Duration;

use void_core::Timestamp;
use void_streams_sdk::consumer::InitialPosition;

/// `NAME=VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameAndValue {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Reads `NAME=VALUE`; the value may have further `=`.
pub(crate) fn name_and_value(text: &str) -> Result<NameAndValue, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => {
            Ok(NameAndValue { name: name.to_owned(), value: value.to_owned() })
        }
        _ => Err("it is a name and a value with = between them: EventType=OrderPlaced".to_owned()),
    }
}

/// From where on a stream is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position(pub(crate) InitialPosition);

/// Reads `oldest`, `latest`, or a time.
pub(crate) fn position(text: &str) -> Result<Position, String> {
    let position = match text {
        "oldest" => InitialPosition::TrimHorizon,
        "latest" => InitialPosition::Latest,
        time => Timestamp::parse_rfc3339(time)
            .map(InitialPosition::AtTimestamp)
            .ok_or("it is `oldest`, `latest` or a time: 2026-11-30T12:00:00Z")?,
    };
    Ok(Position(position))
}

/// A time, or how long ago it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    At(Timestamp),
    Ago(Duration),
}

impl Since {
    pub(crate) fn before(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(time) => time,
            Self::Ago(duration) => now - duration,
        }
    }
}

/// Reads `90s`, `10m`, `2h`, `1d`, or a time.
pub(crate) fn since(text: &str) -> Result<Since, String> {
    let ago = || {
        let unit = match text.bytes().last()? {
            b's' => 1,
            b'm' => 60,
            b'h' => 3_600,
            b'd' => 86_400,
            _ => return None,
        };
        let count: u32 = text[..text.len() - 1].parse().ok()?;
        Some(Since::Ago(Duration::from_secs(u64::from(count) * unit)))
    };
    ago()
        .or_else(|| Timestamp::parse_rfc3339(text).map(Since::At))
        .ok_or_else(|| "it is `90s`, `10m`, `2h` or `1d` ago, or a time: 2026-11-30T12:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_hold_what_parts_it_from_its_name() {
        let read = name_and_value("Query=a=b").unwrap();
        assert_eq!((read.name.as_str(), read.value.as_str()), ("Query", "a=b"));
        assert_eq!(name_and_value("Empty=").unwrap().value, "");
        assert!(name_and_value("=b").is_err() && name_and_value("b").is_err());
    }

    #[test]
    fn a_position_is_a_word_or_a_time() {
        assert_eq!(position("oldest").unwrap().0, InitialPosition::TrimHorizon);
        assert_eq!(position("latest").unwrap().0, InitialPosition::Latest);
        let time = position("1970-01-01T00:00:02Z").unwrap().0;
        assert_eq!(time, InitialPosition::AtTimestamp(Timestamp::from_secs(2)));
        assert!(position("yesterday").unwrap_err().contains("2026-"));
    }

    #[test]
    fn a_time_is_given_or_so_long_ago() {
        let now = Timestamp::from_secs(1_000_000);
        let before = |text| since(text).map(|since| since.before(now).as_secs());
        assert_eq!(before("90s"), Ok(999_910));
        assert_eq!(before("2h"), Ok(992_800));
        assert_eq!(before("1970-01-02T00:00:00Z"), Ok(86_400));
        for wrong in ["", "s", "-1s", "1w", "soon", "1é"] {
            assert!(since(wrong).is_err(), "{wrong}");
        }
    }
}
