//! [`Backoff`]: how long a failed message waits for its next try.

use std::{ops::RangeInclusive, time::Duration};

use super::{
    error::Problem,
    fields::{Fields, duration, whole_number},
    tree::{Node, Value},
};

/// The longest that a message can be made to wait: a queue's longest visibility timeout.
const WAITS: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(12 * 60 * 60);

/// `backoff: {initial: 1s, max: 60s, multiplier: 2}`, or a duration alone for a wait that stays the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backoff {
    /// `initial`: the wait before the first retry, up to 12 h. Default 1 s.
    pub initial: Duration,
    /// `max`: the longest wait, up to 12 h. Default 60 s.
    pub max: Duration,
    /// `multiplier`: how much longer each wait is than the one before, 1 to 10. Default 2.
    pub multiplier: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { initial: Duration::from_secs(1), max: Duration::from_secs(60), multiplier: 2 }
    }
}

impl Backoff {
    /// The wait after a message failed for the `attempt`th time, which counts from 1.
    #[must_use]
    pub fn after_attempt(&self, attempt: u32) -> Duration {
        let factor = self.multiplier.saturating_pow(attempt.saturating_sub(1));
        self.initial.saturating_mul(factor).min(self.max)
    }
}

pub(super) fn read_backoff(node: &Node, problems: &mut Vec<Problem>) -> Backoff {
    if matches!(node.value, Value::Scalar(_)) {
        return match duration(node, WAITS) {
            Ok(wait) => Backoff { initial: wait, max: wait, multiplier: 1 },
            Err(problem) => {
                problems.push(Problem { message: format!("`backoff`: {}", problem.message), ..problem });
                Backoff::default()
            }
        };
    }
    let Some(fields) = Fields::of(node, "`backoff`", &["initial", "max", "multiplier"], problems) else {
        return Backoff::default();
    };
    let default = Backoff::default();
    let initial =
        fields.optional("initial", problems, |node| duration(node, WAITS)).unwrap_or(default.initial);
    let max = fields.optional("max", problems, |node| duration(node, WAITS));
    let multiplier = fields.optional("multiplier", problems, |node| whole_number(node, 1..=10));
    if max.is_some_and(|max| max < initial) {
        problems.push(Problem::new(
            fields.place_of("max"),
            "`max`: the longest wait is shorter than the first one",
        ));
    }
    Backoff {
        initial,
        max: max.unwrap_or_else(|| default.max.max(initial)),
        multiplier: multiplier.unwrap_or(default.multiplier),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Backoff;

    #[test]
    fn grows_up_to_its_limit() {
        let backoff = Backoff::default();
        let waits: Vec<u64> = (1..=8).map(|attempt| backoff.after_attempt(attempt).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(backoff.after_attempt(u32::MAX), Duration::from_secs(60));
    }

    #[test]
    fn stays_the_same_without_growth() {
        let backoff = Backoff { initial: Duration::from_secs(5), max: Duration::from_secs(5), multiplier: 1 };
        assert_eq!(backoff.after_attempt(1), backoff.after_attempt(9));
    }
}
