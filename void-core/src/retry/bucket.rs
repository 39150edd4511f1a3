//! The retry budget that a client's calls share: when most of them fail, retries stop adding to the load.

use std::sync::{Mutex, PoisonError};

use super::Fault;

const CAPACITY: u32 = 500;
const COST: u32 = 14;
const THROTTLED_COST: u32 = 5;
/// What a call that needed no retry puts back.
const REWARD: u32 = 1;

/// A bucket of 500 tokens.
#[derive(Debug)]
pub(crate) struct TokenBucket {
    tokens: Mutex<u32>,
}

impl TokenBucket {
    pub(crate) const fn new() -> Self {
        Self { tokens: Mutex::new(CAPACITY) }
    }

    /// Takes what a retry after `fault` costs, and says how much that was; `None` when there is not enough left.
    pub(crate) fn take(&self, fault: Fault) -> Option<u32> {
        let cost = match fault {
            Fault::Throttled => THROTTLED_COST,
            Fault::Transient | Fault::DeadConnection => COST,
        };
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = tokens.checked_sub(cost)?;
        Some(cost)
    }

    /// Puts back what the last retry of a call cost that succeeded in the end, or 1 where it needed none.
    pub(crate) fn put_back(&self, taken: Option<u32>) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = CAPACITY.min(*tokens + taken.unwrap_or(REWARD));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pays_for_35_retries_and_no_more() {
        let bucket = TokenBucket::new();
        assert_eq!((0..100).filter(|_| bucket.take(Fault::Transient).is_some()).count(), 35);
        // 500 - 35 × 14 = 10: two throttled retries.
        assert_eq!((0..100).filter(|_| bucket.take(Fault::Throttled).is_some()).count(), 2);
    }

    #[test]
    fn a_success_refills_it_up_to_its_capacity() {
        let bucket = TokenBucket::new();
        bucket.put_back(None);
        assert_eq!(*bucket.tokens.lock().unwrap(), 500);
        let taken = bucket.take(Fault::Transient);
        bucket.put_back(taken);
        assert_eq!(*bucket.tokens.lock().unwrap(), 500);
        let _spent = (bucket.take(Fault::Throttled), bucket.put_back(None));
        assert_eq!(*bucket.tokens.lock().unwrap(), 496);
    }
}
