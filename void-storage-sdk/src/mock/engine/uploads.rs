//! Uploads in parts: starting them, their parts, ending them without an object.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::Bound,
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use void_core::Timestamp;

use super::{Code, Engine, Problem, Tags, VersionNumber, completing::Completed};
use crate::{
    mock::StoredBody,
    types::{ChecksumAlgorithm, ChecksumType, Checksums, ETag, ObjectHeaders, UploadId},
};

/// The highest number of a part.
const PART_LIMIT: u32 = 10_000;

/// What an object that is made in parts will have besides its bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewUpload {
    /// What is kept with the bytes.
    pub headers: ObjectHeaders,
    /// The tags.
    pub tags: Tags,
    /// How checksums are computed, where the caller said it.
    pub algorithm: Option<ChecksumAlgorithm>,
    /// What the object's checksum is of.
    pub checksum_type: ChecksumType,
    /// How it is encrypted.
    pub server_side_encryption: String,
}

impl NewUpload {
    /// How checksums are computed: by the service's default where the caller did not say it.
    #[must_use]
    pub fn computed(&self) -> ChecksumAlgorithm {
        self.algorithm.clone().unwrap_or(ChecksumAlgorithm::Crc64Nvme)
    }
}

/// A part that was uploaded.
#[derive(Clone, Debug)]
pub struct StoredPart {
    /// The bytes.
    pub body: StoredBody,
    /// Their MD5 digest.
    pub md5: [u8; 16],
    /// It as an ETag.
    pub e_tag: ETag,
    /// Their checksums.
    pub checksums: Checksums,
    /// When it was uploaded.
    pub last_modified: Timestamp,
}

/// A page of an upload's parts.
#[derive(Clone, Debug)]
pub struct PartsPage {
    /// What the object will have.
    pub object: Arc<NewUpload>,
    /// The parts, by number.
    pub parts: Vec<(u32, StoredPart)>,
    /// Whether there are more.
    pub is_truncated: bool,
}

/// An upload under way.
#[derive(Clone, Debug)]
pub struct Upload {
    pub(super) number: VersionNumber,
    /// When it was started.
    pub initiated: Timestamp,
    /// What the object will have.
    pub object: Arc<NewUpload>,
    pub(super) parts: BTreeMap<u32, StoredPart>,
}

impl Upload {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> UploadId {
        self.number.to_id().as_str().into()
    }
}

/// The uploads of a bucket: by key, and of one key the oldest first.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    pub(super) open: BTreeMap<(Arc<str>, u64), Upload>,
    /// What the last ones that were completed gave, to be said again.
    pub(super) completed: VecDeque<Completed>,
}

impl Uploads {
    pub(super) fn get(&self, key: &str, id: &str) -> Result<&Upload, Problem> {
        let upload = place(key, id).and_then(|place| self.open.get(&place));
        upload.filter(|upload| upload.id().as_str() == id).ok_or_else(|| no_upload(id))
    }

    pub(super) fn remove(&mut self, key: &str, id: &str) -> Result<Upload, Problem> {
        self.get(key, id)?;
        place(key, id).and_then(|place| self.open.remove(&place)).ok_or_else(|| no_upload(id))
    }
}

/// Where an upload is in its bucket; `None` where the id is none.
pub(super) fn place(key: &str, id: &str) -> Option<(Arc<str>, u64)> {
    Some((key.into(), VersionNumber::parse(id)?.number()))
}

pub(super) fn no_upload(id: &str) -> Problem {
    Problem::of(Code::NoSuchUpload).with("UploadId", id)
}

/// Checks the number of a part.
///
/// # Errors
///
/// `InvalidArgument`.
pub fn check_part_number(number: u32) -> Result<(), Problem> {
    if (1..=PART_LIMIT).contains(&number) {
        return Ok(());
    }
    let message = "Part number must be an integer between 1 and 10000, inclusive";
    Err(Problem::argument("partNumber", &number.to_string(), message))
}

impl Engine {
    /// Starts an upload.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn create_upload(
        &mut self,
        now: Timestamp,
        bucket: &str,
        key: &str,
        object: NewUpload,
    ) -> Result<UploadId, Problem> {
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        let number = around.number();
        let upload = Upload { number, initiated: now, object: Arc::new(object), parts: BTreeMap::new() };
        let id = upload.id();
        bucket.uploads.open.insert((key.into(), number.number()), upload);
        bucket.plan_upload(key, number.number(), now);
        around.changes.upload(around.bucket, key, number.number());
        Ok(id)
    }

    /// What the object of an upload will have.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchUpload`.
    pub fn upload(&self, bucket: &str, key: &str, id: &str) -> Result<Arc<NewUpload>, Problem> {
        Ok(Arc::clone(&self.bucket(bucket)?.uploads.get(key, id)?.object))
    }

    /// Puts a part in place of the one of its number.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchUpload`.
    pub fn put_part(
        &mut self,
        bucket: &str,
        key: &str,
        id: &str,
        number: u32,
        part: StoredPart,
    ) -> Result<(), Problem> {
        let (bucket, around) = self.bucket_and_rest(bucket)?;
        bucket.uploads.get(key, id)?;
        let upload = place(key, id).and_then(|place| bucket.uploads.open.get_mut(&place));
        let upload = upload.ok_or_else(|| no_upload(id))?;
        upload.parts.insert(number, part);
        around.changes.part(around.bucket, key, upload.number.number(), number);
        Ok(())
    }

    /// Ends an upload, and drops its parts.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchUpload`.
    pub fn abort_upload(&mut self, bucket: &str, key: &str, id: &str) -> Result<(), Problem> {
        let (bucket, around) = self.bucket_and_rest(bucket)?;
        let upload = bucket.uploads.remove(key, id)?;
        around.changes.upload(around.bucket, key, upload.number.number());
        Ok(())
    }

    /// The parts of an upload after a number, at most so many, and whether there are more.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchUpload`.
    pub fn list_parts(
        &self,
        bucket: &str,
        key: &str,
        id: &str,
        after: u32,
        limit: usize,
    ) -> Result<PartsPage, Problem> {
        let upload = self.bucket(bucket)?.uploads.get(key, id)?;
        let mut rest = upload.parts.range((Bound::Excluded(after), Bound::Unbounded));
        let parts = rest.by_ref().take(limit).map(|(number, part)| (*number, part.clone())).collect();
        let is_truncated = limit > 0 && rest.next().is_some();
        Ok(PartsPage { object: Arc::clone(&upload.object), parts, is_truncated })
    }
}
