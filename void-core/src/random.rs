//! The seeded source of randomness: ids, jitter, delivery order.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, PoisonError},
};

/// A source of random numbers that repeats itself under one seed. Cheap to clone; clones draw from one sequence.
///
/// Not for secrets: tokens and keys that must not be guessed come from elsewhere.
#[derive(Clone)]
pub struct Random {
    seed: u64,
    generator: Arc<Mutex<fastrand::Rng>>,
}

impl Random {
    /// Starts the sequence that belongs to `seed`.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        Self { seed, generator: Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))) }
    }

    /// Starts a sequence that differs from run to run; [`Random::seed`] tells how to repeat it.
    #[must_use]
    pub fn from_entropy() -> Self {
        // The standard library seeds its hash maps from the operating system.
        Self::from_seed(RandomState::new().hash_one(0_u8))
    }

    /// The seed that makes this sequence again.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The next 64 random bits.
    #[must_use]
    pub fn next_u64(&self) -> u64 {
        self.draw(|generator| generator.u64(..))
    }

    /// A number from 0 up to and without `bound`; 0 when `bound` is 0.
    #[must_use]
    pub fn below(&self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.draw(|generator| generator.u64(..bound)) }
    }

    /// A number from 0 up to and without 1.
    #[must_use]
    pub fn unit(&self) -> f64 {
        self.draw(fastrand::Rng::f64)
    }

    /// The 16 bytes of a random (version 4) UUID.
    #[must_use]
    pub fn uuid_bytes(&self) -> [u8; 16] {
        let mut bytes = self.draw(|generator| generator.u128(..)).to_be_bytes();
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        bytes
    }

    /// A random (version 4) UUID in its usual form: 36 characters, lower case.
    #[must_use]
    pub fn uuid(&self) -> String {
        const DIGITS: [u8; 16] = *b"0123456789abcdef";
        let mut text = String::with_capacity(36);
        for (index, byte) in self.uuid_bytes().into_iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        text
    }

    /// A sequence of its own that follows from this one's seed and `label` alone, however much was drawn from this one.
    #[must_use]
    pub fn fork(&self, label: &str) -> Self {
        // FNV-1a: stable over runs and platforms, which the standard library's hasher is not.
        let hash = label.bytes().fold(0xcbf2_9ce4_8422_2325_u64 ^ self.seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self::from_seed(hash)
    }

    fn draw<T>(&self, with: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        with(&mut self.generator.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Random").field("seed", &self.seed).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn repeats_itself_under_one_seed() {
        let (one, two) = (Random::from_seed(7), Random::from_seed(7));
        assert_eq!([one.next_u64(), one.next_u64()], [two.next_u64(), two.next_u64()]);
        assert_eq!(one.uuid(), two.uuid());
        assert_ne!(one.next_u64(), Random::from_seed(8).next_u64());
    }

    #[test]
    fn forks_by_label_whatever_was_drawn() {
        let (one, two) = (Random::from_seed(7), Random::from_seed(7));
        let _ = one.next_u64();
        assert_eq!(one.fork("a").next_u64(), two.fork("a").next_u64());
        assert_ne!(two.fork("a").next_u64(), two.fork("b").next_u64());
    }

    #[test]
    fn makes_version_4_uuids() {
        let uuid = Random::from_seed(1).uuid();
        assert_eq!(uuid.len(), 36);
        let bytes = Random::from_seed(1).uuid_bytes();
        assert_eq!(uuid.replace('-', ""), crate::hex::encode(&bytes));
        assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(uuid.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
    }
}
