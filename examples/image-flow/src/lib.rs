//! Makes a thumbnail of each image that is put into a bucket, and publishes a reference to it.

mod pgm;

use serde::{Deserialize, Serialize};
use void_core::StorageRef;
use void_function_sdk::{
    EachStorageRecord, FunctionEnv, HandlerError, MissingVariable, StorageRecordHandler, VoidContext,
    VoidStorageRecord, each_storage_record,
};
use void_messaging_sdk::{QueueUrl, VoidMessagingClient};
use void_storage_sdk::VoidStorageClient;

pub use self::pgm::{Image, NoImage};

/// The variable that holds the URL of the queue that references go to.
pub const QUEUE_URL_VARIABLE: &str = "IMAGE_EVENTS_QUEUE_URL";

/// The variable that holds the name of the bucket that thumbnails are written to.
pub const BUCKET_VARIABLE: &str = "THUMBNAILS_BUCKET";

/// The longest side of a thumbnail, in pixels.
const LONGEST_SIDE: usize = 64;
/// The largest image that is read, in bytes: it is in memory as a whole.
const LARGEST_IMAGE: usize = 32 * 1024 * 1024;

/// A thumbnail is there. Bytes stay in the bucket: the event has references.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ThumbnailMade {
    /// What was uploaded.
    pub original: StorageRef,
    /// What was made of it.
    pub thumbnail: StorageRef,
}

/// Makes thumbnails.
#[derive(Clone, Debug)]
pub struct MakeThumbnail {
    storage: VoidStorageClient,
    messaging: VoidMessagingClient,
    queue_url: QueueUrl,
    bucket: String,
}

impl MakeThumbnail {
    /// Writes to the bucket and publishes to the queue that the environment names.
    ///
    /// # Errors
    ///
    /// [`MissingVariable`] where it lacks one of them.
    pub fn from_function_env(env: &FunctionEnv) -> Result<Self, MissingVariable> {
        Ok(Self {
            storage: VoidStorageClient::new(env.config()),
            messaging: VoidMessagingClient::new(env.config()),
            queue_url: env.require(QUEUE_URL_VARIABLE)?.into(),
            bucket: env.require(BUCKET_VARIABLE)?.to_owned(),
        })
    }

    /// The handler of whole events.
    pub const fn into_handler(self) -> EachStorageRecord<Self> {
        each_storage_record(self)
    }
}

impl StorageRecordHandler for MakeThumbnail {
    async fn handle_record(
        &self,
        record: VoidStorageRecord,
        _context: VoidContext,
    ) -> Result<(), HandlerError> {
        let original = record.reference();
        let found = self.storage.get_ref(&original).await?;
        let bytes = found.body.bytes(LARGEST_IMAGE).await?;
        let image = Image::read(&bytes).map_err(HandlerError::terminal)?;
        let made = image.reduced_to(LONGEST_SIDE).write();

        let (bucket, key, size) = (self.bucket.as_str(), thumbnail_key(&original.key), made.len() as u64);
        let written = self.storage.put_object(bucket, key.as_str(), made).await?;
        let thumbnail = written.reference(bucket, key.as_str(), size);
        tracing::info!(key, size, "a thumbnail is there");

        let event = ThumbnailMade { original, thumbnail };
        self.messaging
            .send_message(&self.queue_url, &event)
            .message_attribute("EventType", "ThumbnailMade")
            .await?;
        Ok(())
    }
}

/// `thumbnails/cat.pgm` for `uploads/cat.pgm`: the same each time, so that a second try overwrites the first.
fn thumbnail_key(key: &str) -> String {
    format!("thumbnails/{}", key.strip_prefix("uploads/").unwrap_or(key))
}
