//! [`VoidStorageEvent`].

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{VoidStorageEventBuilder, VoidStorageRecord};
use crate::{
    event::{DecodeError, EncodeError, Event, Reply},
    json_path,
};

/// What happened in a bucket: the Lambda S3 event, of version 2.x. The service puts one record into each.
///
/// A handler answers `()` or an error. The function is invoked asynchronously, so nobody reads the answer: an error fails the
/// whole invocation, which is tried again, with all its records.
///
/// ```
/// use void_function_sdk::VoidStorageEvent;
///
/// let event = VoidStorageEvent::builder().bucket("photos").created("summer/b 1.jpg").size(48_213).build();
/// let record = &event.records[0];
/// assert_eq!((record.bucket(), record.key().as_str()), ("photos", "summer/b 1.jpg"));
/// assert_eq!(record.s3.object.key, "summer/b+1.jpg");
/// assert!(record.is_created());
/// ```
///
/// When notifications to a queue are set up, the service sends a message that has no records, but says that it is a test:
/// [`test`](Self::test).
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
#[non_exhaustive]
pub struct VoidStorageEvent {
    /// What happened.
    pub records: Vec<VoidStorageRecord>,
    /// That nothing happened, and notifications arrive here.
    pub test: Option<StorageTestEvent>,
}

/// `s3:TestEvent`: notifications of a bucket were set up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StorageTestEvent {
    /// The bucket.
    pub bucket: String,
    /// When: `2014-10-13T15:57:02.089Z`.
    pub time: String,
    /// The id of the request that set them up.
    pub request_id: String,
    /// The service's other id of it.
    pub host_id: String,
}

const TEST: &str = "s3:TestEvent";

/// The event as it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(rename = "Records", skip_serializing_if = "Option::is_none")]
    records: Option<Vec<VoidStorageRecord>>,
    #[serde(rename = "Service", default, skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    #[serde(rename = "Event", default, skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    #[serde(rename = "Time", default, skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(rename = "Bucket", default, skip_serializing_if = "Option::is_none")]
    bucket: Option<String>,
    #[serde(rename = "RequestId", default, skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(rename = "HostId", default, skip_serializing_if = "Option::is_none")]
    host_id: Option<String>,
}

impl TryFrom<Written> for VoidStorageEvent {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written.records {
            Some(records) => Ok(Self::new(records)),
            None if written.event.as_deref() == Some(TEST) => {
                let test = StorageTestEvent {
                    bucket: written.bucket.unwrap_or_default(),
                    time: written.time.unwrap_or_default(),
                    request_id: written.request_id.unwrap_or_default(),
                    host_id: written.host_id.unwrap_or_default(),
                };
                Ok(Self { records: Vec::new(), test: Some(test) })
            }
            None => Err("missing field `Records`"),
        }
    }
}

impl From<VoidStorageEvent> for Written {
    fn from(event: VoidStorageEvent) -> Self {
        let records = (event.test.is_none() || !event.records.is_empty()).then_some(event.records);
        let test = event.test;
        let (service, name) =
            (test.is_some().then(|| "Amazon S3".to_owned()), test.is_some().then(|| TEST.to_owned()));
        let (bucket, time, request_id, host_id) = match test {
            Some(test) => (Some(test.bucket), Some(test.time), Some(test.request_id), Some(test.host_id)),
            None => (None, None, None, None),
        };
        Self { records, service, event: name, time, bucket, request_id, host_id }
    }
}

impl VoidStorageEvent {
    /// Makes an event of records.
    #[must_use]
    pub fn new(records: Vec<VoidStorageRecord>) -> Self {
        Self { records, test: None }
    }

    /// Starts an event for a test.
    pub fn builder() -> VoidStorageEventBuilder {
        VoidStorageEventBuilder::new()
    }

    /// The payload that a storage trigger hands to a function.
    #[must_use]
    pub fn to_payload(&self) -> Bytes {
        serde_json::to_vec(self).expect("texts and numbers are always JSON").into()
    }
}

impl Event for VoidStorageEvent {
    type ReplyFormat = ();

    const NAME: &'static str = "a storage event";

    fn decode(payload: &[u8]) -> Result<Self, DecodeError> {
        json_path::from_slice(payload).map_err(|error| DecodeError::new(Self::NAME, error.to_string()))
    }

    fn reply_format(&self) {}
}

/// Nobody reads the answer.
impl Reply<VoidStorageEvent> for () {
    fn encode(self, _format: ()) -> Result<Bytes, EncodeError> {
        Ok(Bytes::from_static(b"null"))
    }
}
