//! How long to wait before a retry.

use std::time::Duration;

use http::HeaderMap;

use super::{Fault, RetryPolicy};
use crate::{clock::Timestamp, random::Random};

/// The most that `x-amz-retry-after` adds to the wait that we would have chosen.
const MOST_ADDED: Duration = Duration::from_secs(5);

/// How long the service asks to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryAfter {
    /// `x-amz-retry-after`, in milliseconds: heeded up to 5 s beyond our own wait.
    Service(Duration),
    /// `Retry-After`, in seconds or as a date: heeded up to the longest wait of the policy.
    Http(Duration),
}

impl RetryAfter {
    /// Reads it from a response that came at `now`. What can't be read counts as not there.
    pub(crate) fn from_headers(headers: &HeaderMap, now: Timestamp) -> Option<Self> {
        if let Some(milliseconds) = text(headers, "x-amz-retry-after").and_then(|text| text.parse().ok()) {
            return Some(Self::Service(Duration::from_millis(milliseconds)));
        }
        let text = text(headers, "retry-after")?;
        if let Ok(seconds) = text.parse() {
            return Some(Self::Http(Duration::from_secs(seconds)));
        }
        // The date is by the server's clock, which its `Date` header tells.
        let due = Timestamp::parse_http_date(text)?;
        Some(Self::Http(due.since(date(headers).unwrap_or(now))))
    }
}

/// The server's time, from its `Date` header.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    Timestamp::parse_http_date(text(headers, "date")?)
}

fn text<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// The wait after `attempt` (counted from 1) failed: exponential, with full jitter, and no shorter than the service asks.
pub(crate) fn delay(
    policy: &RetryPolicy,
    attempt: u32,
    fault: Fault,
    retry_after: Option<RetryAfter>,
    random: &Random,
) -> Duration {
    let first = match fault {
        Fault::Throttled => policy.initial_backoff,
        Fault::Transient | Fault::DeadConnection => policy.initial_backoff / 20,
    };
    let doublings = attempt.saturating_sub(1).min(31);
    let longest = first.saturating_mul(1 << doublings).min(policy.max_backoff);
    let chosen = longest.mul_f64(random.unit());
    match retry_after {
        None => chosen,
        Some(RetryAfter::Service(asked)) => chosen.max(asked.min(chosen + MOST_ADDED)),
        Some(RetryAfter::Http(asked)) => chosen.max(asked.min(policy.max_backoff)),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn longest(attempt: u32, fault: Fault) -> Duration {
        let random = Random::from_seed(1);
        let policy = RetryPolicy::default();
        (0..2000).map(|_| delay(&policy, attempt, fault, None, &random)).max().unwrap()
    }

    fn within_a_percent(actual: Duration, expected: Duration) -> bool {
        actual <= expected && actual >= expected.mul_f64(0.99)
    }

    #[test]
    fn doubles_from_a_second_when_throttled_and_from_50_ms_otherwise() {
        for (attempt, throttled, transient) in
            [(1, 1_000, 50), (2, 2_000, 100), (3, 4_000, 200), (9, 20_000, 12_800), (99, 20_000, 20_000)]
        {
            let (slow, fast) = (longest(attempt, Fault::Throttled), longest(attempt, Fault::Transient));
            assert!(within_a_percent(slow, Duration::from_millis(throttled)), "{attempt}: {slow:?}");
            assert!(within_a_percent(fast, Duration::from_millis(transient)), "{attempt}: {fast:?}");
        }
    }

    #[test]
    fn jitter_goes_down_to_nothing() {
        let random = Random::from_seed(1);
        let policy = RetryPolicy::default();
        let shortest = (0..2000).map(|_| delay(&policy, 1, Fault::Throttled, None, &random)).min();
        assert!(shortest.unwrap() < Duration::from_millis(10), "{shortest:?}");
    }

    #[test]
    fn waits_as_long_as_asked_within_bounds() {
        let policy = RetryPolicy::default();
        let wait = |asked| delay(&policy, 1, Fault::Transient, Some(asked), &Random::from_seed(1));
        let (second, hour) = (Duration::from_secs(1), Duration::from_secs(3600));
        assert_eq!(wait(RetryAfter::Http(second)), second);
        assert_eq!(wait(RetryAfter::Http(hour)), policy.max_backoff);
        assert_eq!(wait(RetryAfter::Service(second)), second);
        let most = wait(RetryAfter::Service(hour));
        assert!(most >= MOST_ADDED && most <= MOST_ADDED + Duration::from_millis(50), "{most:?}");
    }

    #[test]
    fn reads_every_form_of_the_header() {
        let now = Timestamp::from_secs(784_111_770);
        let read = |pairs: &[(&'static str, &'static str)]| {
            let headers =
                pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
            RetryAfter::from_headers(&headers.collect(), now)
        };
        let seconds = |seconds| Some(RetryAfter::Http(Duration::from_secs(seconds)));
        assert_eq!(read(&[("retry-after", "3")]), seconds(3));
        assert_eq!(read(&[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")]), seconds(7));
        let by_server =
            [("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), ("date", "Sun, 06 Nov 1994 08:49:35 GMT")];
        assert_eq!(read(&by_server), seconds(2));
        let both = [("x-amz-retry-after", "1500"), ("retry-after", "9")];
        assert_eq!(read(&both), Some(RetryAfter::Service(Duration::from_millis(1500))));
        assert_eq!(read(&[("retry-after", "soon")]), None);
        assert_eq!(read(&[("x-amz-retry-after", "-1")]), None);
        assert_eq!(read(&[]), None);
    }
}
