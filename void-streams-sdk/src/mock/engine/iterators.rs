//! Iterators: a place in a shard as the token that a reader gets.

use void_core::Timestamp;

use super::{
    Engine, Problem,
    errors::Code,
    page_tokens::BETWEEN,
    reading::{Cursor, no_shard},
    shard::{number_to_index, shard_id},
    stream::Stream,
    tokens::Purpose,
};

impl Engine {
    /// An iterator that stands at `cursor` for 5 minutes.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn iterator(
        &self,
        now: Timestamp,
        name: &str,
        shard: &str,
        cursor: Cursor,
    ) -> Result<String, Problem> {
        let (stream, shard) = self.shard(name, shard)?;
        let mut body = Vec::with_capacity(20 + name.len());
        body.extend_from_slice(&stream.id.to_be_bytes());
        body.extend_from_slice(&shard.number.to_be_bytes());
        body.extend_from_slice(&cursor.0.to_be_bytes());
        body.extend_from_slice(name.as_bytes());
        Ok(self.tokens.seal(Purpose::Iterator, now, &body))
    }

    /// Where an iterator stands: the stream's name, the shard's id and the place.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` where it is none of this engine, `ExpiredIterator`, `ResourceNotFound` where its stream is gone.
    pub fn open_iterator(&self, now: Timestamp, iterator: &str) -> Result<(String, String, Cursor), Problem> {
        let invalid = || Problem::argument("Invalid ShardIterator.");
        let opened = self.tokens.open(Purpose::Iterator, iterator).ok_or_else(invalid)?;
        if opened.is_expired(now) {
            return Err(expired(opened.made_at, now));
        }
        let (id, rest) = opened.body.split_first_chunk().ok_or_else(invalid)?;
        let (shard, rest) = rest.split_first_chunk().ok_or_else(invalid)?;
        let (place, name) = rest.split_first_chunk().ok_or_else(invalid)?;
        let name = std::str::from_utf8(name).map_err(|_error| invalid())?;
        let shard = shard_id(number_to_index(u32::from_be_bytes(*shard)));
        let is_the_same = |stream: &&Stream| stream.id == u64::from_be_bytes(*id);
        if self.streams.get(name).filter(is_the_same).is_none() {
            return Err(no_shard(&shard, name, &self.settings.account_id));
        }
        Ok((name.to_owned(), shard, Cursor(u64::from_be_bytes(*place))))
    }
}

impl Engine {
    /// The name of the stream that an iterator is of, where it is one of this engine.
    pub fn stream_of_iterator(&self, iterator: &str) -> Option<String> {
        let body = self.tokens.open(Purpose::Iterator, iterator)?.body;
        String::from_utf8(body.get(20..)?.to_vec()).ok()
    }

    /// The name of the stream whose shards a token lists further, where it is one of this engine.
    pub fn stream_of_page(&self, token: &str) -> Option<String> {
        let text = String::from_utf8(self.tokens.open(Purpose::Shards, token)?.body).ok()?;
        text.split(BETWEEN).next().map(ToOwned::to_owned)
    }
}

fn expired(made_at: Timestamp, now: Timestamp) -> Problem {
    let message = format!(
        "Iterator expired. The iterator was created at time {} while right now it is {} which is further in the future \
         than the tolerated delay of 300000 milliseconds.",
        as_java_shows(made_at),
        as_java_shows(now)
    );
    Problem::new(Code::ExpiredIterator, message)
}

/// `Thu Jan 22 01:22:02 UTC 2015`.
fn as_java_shows(time: Timestamp) -> String {
    let date = time.to_http_date();
    let parts: Vec<&str> = date.split([',', ' ']).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [weekday, day, month, year, clock, _] => format!("{weekday} {month} {day} {clock} UTC {year}"),
        _ => date,
    }
}
