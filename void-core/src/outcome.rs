//! [`Outcome`]: what becomes of a message once its handler is done with it.

use std::time::Duration;

/// What becomes of a message: a queue consumer's and a queue function's handler both answer with one.
///
/// ```
/// use std::time::Duration;
/// use void_core::Outcome;
///
/// fn after(attempt: u32, declined: bool) -> Outcome {
///     match (declined, attempt) {
///         (false, _) => Outcome::Done,
///         (true, 1..=3) => Outcome::retry_after(Duration::from_secs(30)),
///         (true, _) => Outcome::dead_letter("the card was declined four times"),
///     }
/// }
/// assert_eq!(after(1, false), Outcome::Done);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an outcome takes effect only when the handler returns it"]
pub enum Outcome {
    /// Handled: the message is deleted.
    Done,
    /// Not handled this time: the message is delivered again.
    Retry {
        /// How long it stays invisible first, whole seconds from 0 to 12 hours (part-seconds are rounded up).
        /// `None` leaves it to the consumer's back-off or to the queue's visibility timeout.
        after: Option<Duration>,
    },
    /// Never to be handled: the message goes to the dead-letter queue now, whatever attempts it has left.
    DeadLetter {
        /// Why, for the person who looks into the dead-letter queue.
        reason: String,
    },
}

impl Outcome {
    /// Delivered again when the consumer's back-off or the queue's visibility timeout says so.
    pub const fn retry() -> Self {
        Self::Retry { after: None }
    }

    /// Delivered again, not before `after` has passed.
    pub const fn retry_after(after: Duration) -> Self {
        Self::Retry { after: Some(after) }
    }

    /// To the dead-letter queue now, because of `reason`.
    pub fn dead_letter(reason: impl Into<String>) -> Self {
        Self::DeadLetter { reason: reason.into() }
    }

    /// Whether the message was handled.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shorthands_make_what_they_say() {
        assert_eq!(Outcome::retry(), Outcome::Retry { after: None });
        assert_eq!(
            Outcome::retry_after(Duration::from_secs(5)),
            Outcome::Retry { after: Some(Duration::from_secs(5)) }
        );
        assert_eq!(Outcome::dead_letter("why"), Outcome::DeadLetter { reason: "why".to_owned() });
        assert!(Outcome::Done.is_done() && !Outcome::retry().is_done());
    }
}
