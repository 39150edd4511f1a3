//! [`Tokens`]: iterators and the tokens of listings, which say what they stand for and prove that they were given out
//! here.

use base64::{Engine, engine::general_purpose::STANDARD};
use void_core::{Random, Timestamp, protocol::server::Authenticator};

use super::limits::ITERATOR_LIFETIME;

const TAG: usize = Authenticator::TAG_BYTES;
const HEAD: usize = 9;
/// The most characters that the model lets a token have.
const MAX_CHARACTERS: usize = 512;

/// What a token is for: one for another purpose is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A place in a shard.
    Iterator = 1,
    /// Where a page of shards ended.
    Shards = 2,
    /// Where a page of consumers ended.
    Consumers = 3,
    /// Where a page of streams ended.
    Streams = 4,
}

/// What was in a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    pub(super) made_at: Timestamp,
    pub(super) body: Vec<u8>,
}

impl Opened {
    /// Whether it is too old: more than 5 minutes.
    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        now.since(self.made_at) > ITERATOR_LIFETIME
    }
}

/// Writes and reads tokens.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    authenticator: Authenticator,
}

impl Tokens {
    pub(super) fn new(random: &Random) -> Self {
        Self { authenticator: Authenticator::new(random) }
    }

    /// Makes a token that holds `body`: at most 300 bytes.
    pub(super) fn seal(&self, purpose: Purpose, now: Timestamp, body: &[u8]) -> String {
        let mut bytes = Vec::with_capacity(HEAD + body.len() + TAG);
        bytes.push(purpose as u8);
        bytes.extend_from_slice(&now.as_millis().to_be_bytes());
        bytes.extend_from_slice(body);
        let tag = self.authenticator.tag(&bytes);
        bytes.extend_from_slice(&tag);
        STANDARD.encode(bytes)
    }

    /// `None` for anything that [`seal`](Self::seal) did not make for this purpose. One that has expired is given all the same.
    pub(super) fn open(&self, purpose: Purpose, token: &str) -> Option<Opened> {
        if token.len() > MAX_CHARACTERS {
            return None;
        }
        let mut bytes = STANDARD.decode(token).ok()?;
        let tag = bytes.split_off(bytes.len().checked_sub(TAG)?);
        if self.authenticator.tag(&bytes)[..] != tag[..] {
            return None;
        }
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let made_at = u64::from_be_bytes(head[1..].try_into().ok()?);
        (head[0] == purpose as u8)
            .then(|| Opened { made_at: Timestamp::from_millis(made_at), body: body.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use void_core::{Random, Timestamp};

    use super::{Opened, Purpose, Tokens};

    #[test]
    fn reads_only_what_it_wrote_for_the_purpose() {
        let tokens = Tokens::new(&Random::from_seed(1));
        let made_at = Timestamp::from_secs(7);
        let token = tokens.seal(Purpose::Iterator, made_at, b"body");
        let opened = Opened { made_at, body: b"body".to_vec() };
        assert_eq!(tokens.open(Purpose::Iterator, &token), Some(opened));
        assert_eq!(tokens.open(Purpose::Shards, &token), None);

        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(
                tokens.open(Purpose::Iterator, std::str::from_utf8(&forged).unwrap()),
                None,
                "byte {at}"
            );
        }
        for nonsense in ["", "x", "é", "AAAA", &token[1..], &format!("{token}A"), &token.repeat(20)] {
            assert_eq!(tokens.open(Purpose::Iterator, nonsense), None, "{nonsense}");
        }
        assert_eq!(Tokens::new(&Random::from_seed(2)).open(Purpose::Iterator, &token), None);
    }

    #[test]
    fn a_token_lives_five_minutes() {
        let opened = Opened { made_at: Timestamp::from_secs(7), body: Vec::new() };
        assert!(!opened.is_expired(Timestamp::from_secs(307)));
        assert!(opened.is_expired(Timestamp::from_millis(307_001)));
    }
}
