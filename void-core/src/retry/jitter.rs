//! How long to wait before trying again.

use std::time::Duration;

use crate::random::Random;

/// Exponential back-off with full jitter: a random part of `first`, of twice that at the second failure, and so on
/// up to `most`.
#[must_use]
pub fn full_jitter(random: &Random, failures: u32, first: Duration, most: Duration) -> Duration {
    let doubled = first.saturating_mul(1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX));
    doubled.min(most).mul_f64(random.unit())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::random::Random;

    use super::full_jitter;

    #[test]
    fn doubles_up_to_the_most() {
        let random = Random::from_seed(1);
        let (first, most) = (Duration::from_secs(1), Duration::from_secs(20));
        for (failures, bound) in [(1, 1), (2, 2), (3, 4), (5, 16), (6, 20), (40, 20)] {
            let waits: Vec<_> = (0..500).map(|_| full_jitter(&random, failures, first, most)).collect();
            let bound = Duration::from_secs(bound);
            assert!(waits.iter().all(|wait| *wait < bound), "{failures}");
            assert!(waits.iter().any(|wait| *wait > bound.mul_f64(0.9)), "{failures}");
            assert!(waits.iter().any(|wait| *wait < bound.mul_f64(0.1)), "{failures}");
        }
    }
}
