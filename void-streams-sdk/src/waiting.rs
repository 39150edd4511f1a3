//! Waiting until a stream is there, or gone.

use std::time::Duration;

use void_core::{CallError, CallErrorKind, SharedClock, Timestamp};

use crate::{
    client::VoidStreamsClient,
    error::{Error, ErrorKind},
    operations::{DescribeStreamSummaryRequest, Operation},
    types::{StreamDescriptionSummary, StreamIdentifier, StreamStatus},
};

/// After the first look; doubled after each one.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// As long as boto3 waits.
const LIMIT: Duration = Duration::from_secs(180);

impl VoidStreamsClient {
    /// Waits until a stream is `ACTIVE`, at most 3 minutes by the client's clock, and tells what it is like. It is looked at
    /// with DescribeStreamSummary, half a second after the first time and then less and less often, 10 seconds apart at last.
    ///
    /// # Errors
    ///
    /// `Timeout` when it is not by then; those of [`describe_stream_summary`](Self::describe_stream_summary), so
    /// `ResourceNotFound` when there is none.
    pub async fn wait_until_stream_exists(
        &self,
        stream: impl Into<StreamIdentifier> + Send,
    ) -> Result<StreamDescriptionSummary, Error> {
        let stream = stream.into();
        let mut waits = Waits::new(self.config().clock());
        loop {
            let summary = self.describe_stream_summary(&stream).await?.stream_description_summary;
            if summary.stream_status == StreamStatus::Active {
                return Ok(summary);
            }
            waits.wait().await?;
        }
    }

    /// Waits until a stream is gone, as [`wait_until_stream_exists`](Self::wait_until_stream_exists) waits.
    ///
    /// # Errors
    ///
    /// `Timeout` when it is not by then; those of [`describe_stream_summary`](Self::describe_stream_summary) but
    /// `ResourceNotFound`.
    pub async fn wait_until_stream_not_exists(
        &self,
        stream: impl Into<StreamIdentifier> + Send,
    ) -> Result<(), Error> {
        let stream = stream.into();
        let mut waits = Waits::new(self.config().clock());
        loop {
            match self.describe_stream_summary(&stream).await {
                Ok(_) => waits.wait().await?,
                Err(error) if error.kind() == ErrorKind::ResourceNotFound => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }
}

/// The waits between looks, until there is no more time for one.
struct Waits<'clock> {
    clock: &'clock SharedClock,
    deadline: Timestamp,
    next: Duration,
}

impl<'clock> Waits<'clock> {
    fn new(clock: &'clock SharedClock) -> Self {
        Self { clock, deadline: clock.now() + LIMIT, next: FIRST_WAIT }
    }

    async fn wait(&mut self) -> Result<(), Error> {
        let now = self.clock.now();
        if now >= self.deadline {
            return Err(CallError::new(DescribeStreamSummaryRequest::NAME, CallErrorKind::Timeout).into());
        }
        self.clock.sleep_until(self.deadline.min(now + self.next)).await;
        self.next = LONGEST_WAIT.min(self.next * 2);
        Ok(())
    }
}
