//! [`Authenticator`]: proves that what a server gave out as an opaque token came from itself.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::random::Random;

/// Makes the tags of opaque tokens: receipt handles, iterators, the tokens of listings. An HMAC-SHA-256 with a key of its own.
#[derive(Clone)]
pub struct Authenticator {
    keyed: Hmac<Sha256>,
}

impl Authenticator {
    /// How many bytes a tag has.
    pub const TAG_BYTES: usize = 16;

    /// Draws a key of 256 bits from `random`.
    #[must_use]
    pub fn new(random: &Random) -> Self {
        let mut key = [0; 32];
        for part in key.chunks_exact_mut(8) {
            part.copy_from_slice(&random.next_u64().to_be_bytes());
        }
        Self { keyed: Hmac::new_from_slice(&key).expect("a key of any length does") }
    }

    /// The tag of `body`.
    #[must_use]
    pub fn tag(&self, body: &[u8]) -> [u8; Self::TAG_BYTES] {
        let mut keyed = self.keyed.clone();
        keyed.update(body);
        keyed.finalize().into_bytes()[..Self::TAG_BYTES]
            .try_into()
            .expect("the digest is longer than the tag")
    }
}

impl fmt::Debug for Authenticator {
    /// Does not show the key.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Authenticator").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Authenticator;
    use crate::random::Random;

    #[test]
    fn a_tag_is_of_its_body_and_key() {
        let one = Authenticator::new(&Random::from_seed(1));
        assert_eq!(one.tag(b"body"), Authenticator::new(&Random::from_seed(1)).tag(b"body"));
        assert_ne!(one.tag(b"body"), one.tag(b"bodY"));
        assert_ne!(one.tag(b"body"), Authenticator::new(&Random::from_seed(2)).tag(b"body"));
        assert_eq!(format!("{one:?}"), "Authenticator { .. }");
    }
}
