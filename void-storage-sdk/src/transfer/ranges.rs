//! [`Ranges`]: an object's bytes in order, read in ranges side by side.

use std::{collections::BTreeMap, ops::Range};

use bytes::Bytes;
use tokio::task::JoinSet;

use super::download::{DownloadCall, OPERATION};
use crate::{client::Check, error::Error, types::ETag};

type Part = Result<(u64, Bytes), Error>;

/// An object's bytes in order, read in ranges side by side: no more of them are under way or waiting than the call says.
pub(super) struct Ranges<'call, 'client> {
    call: &'call DownloadCall<'client>,
    e_tag: ETag,
    /// How many bytes the object has.
    pub(super) size: u64,
    check: Option<Check>,
    under_way: JoinSet<Part>,
    /// By their place, those that came before the ones in front of them.
    waiting: BTreeMap<u64, Bytes>,
    asked: u64,
    given: u64,
}

impl<'call, 'client> Ranges<'call, 'client> {
    /// Looks which object it is, and how large.
    pub(super) async fn of(call: &'call DownloadCall<'client>) -> Result<Self, Error> {
        let head = call.client.head_object(&call.bucket, &call.key).into_future();
        let head = call.cancel.or(OPERATION, head).await?;
        Ok(Self {
            call,
            check: Check::of_whole(&head.checksums),
            e_tag: head.e_tag,
            size: head.content_length,
            under_way: JoinSet::new(),
            waiting: BTreeMap::new(),
            asked: 0,
            given: 0,
        })
    }

    /// The next bytes; `None` after the last ones, which are given only if all are those that were written.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let call = self.call;
        call.cancel.or(OPERATION, self.advance()).await
    }

    async fn advance(&mut self) -> Result<Option<Bytes>, Error> {
        while self.given < self.size {
            if let Some(bytes) = self.waiting.remove(&self.given) {
                return self.take(bytes).map(Some);
            }
            while self.asked < self.size && self.under_way.len() + self.waiting.len() < self.call.concurrency
            {
                let end = self.size.min(self.asked.saturating_add(self.call.part_size));
                self.under_way.spawn(read(self.call, &self.e_tag, self.asked..end));
                self.asked = end;
            }
            let Some(joined) = self.under_way.join_next().await else { break };
            let (start, bytes) =
                joined.map_err(|error| Error::io(OPERATION, std::io::Error::other(error)))??;
            self.waiting.insert(start, bytes);
        }
        Ok(None)
    }

    fn take(&mut self, bytes: Bytes) -> Result<Bytes, Error> {
        self.given += bytes.len() as u64;
        if let Some(check) = &mut self.check {
            check.update(&bytes);
        }
        if self.given == self.size
            && let Some(check) = self.check.take()
        {
            check.finish()?;
        }
        self.call.tell(self.given, self.size);
        Ok(bytes)
    }
}

/// Reads a range of the object of this ETag.
fn read(
    call: &DownloadCall<'_>,
    e_tag: &ETag,
    range: Range<u64>,
) -> impl Future<Output = Part> + Send + 'static {
    let (client, bucket, key) = (call.client.clone(), call.bucket.clone(), call.key.clone());
    let e_tag = e_tag.clone();
    async move {
        let (start, size) = (range.start, range.end - range.start);
        let response = client.get_object(bucket, key).range(range).if_match(e_tag).await?;
        let bytes = response.body.bytes(usize::try_from(size).unwrap_or(usize::MAX)).await?;
        if bytes.len() as u64 != size {
            let message = format!("of {size} bytes from {start} on, the service gave {}", bytes.len());
            return Err(Error::unreadable(OPERATION, message));
        }
        Ok((start, bytes))
    }
}
