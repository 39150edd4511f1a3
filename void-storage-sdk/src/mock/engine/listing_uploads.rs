//! Listing uploads.

use std::{ops::Bound, sync::Arc};

use super::{
    Engine, ListingAsked, Problem, Upload, VersionNumber,
    listing::{Page, after_prefix, common_prefix, start},
};

/// A result of a listing of uploads.
#[derive(Clone, Debug)]
pub enum UploadEntry {
    /// An upload.
    Upload {
        /// The key.
        key: Arc<str>,
        /// The upload.
        upload: Upload,
    },
    /// What keys have in common up to the delimiter, which it ends with.
    Prefix(String),
}

impl Engine {
    /// Lists the uploads of a bucket that are under way. It starts after the key of `asked.after`, or among its uploads after
    /// `after_upload`.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`; `InvalidArgument` for an id that is none.
    pub fn list_uploads(
        &self,
        bucket: &str,
        asked: &ListingAsked<'_>,
        after_upload: Option<&str>,
    ) -> Result<Page<UploadEntry>, Problem> {
        let bucket = self.bucket(bucket)?;
        let after_number = match after_upload.filter(|_| asked.after.is_some()) {
            None => u64::MAX,
            Some(id) => VersionNumber::parse(id)
                .ok_or_else(|| Problem::argument("upload-id-marker", id, "Invalid uploadId marker"))?
                .number(),
        };
        let mut page = Page::new(asked.limit);
        let mut from = start(asked);
        while let Some(at) = from.take() {
            let at = match at {
                Bound::Included(key) => Bound::Included((key.into(), 0)),
                Bound::Excluded(key) => Bound::Excluded((Arc::from(key), after_number)),
                Bound::Unbounded => Bound::Unbounded,
            };
            for ((key, _), upload) in bucket.uploads.open.range((at, Bound::Unbounded)) {
                if !key.starts_with(asked.prefix) {
                    return Ok(page);
                }
                let common = common_prefix(key, asked);
                let entry = || match common {
                    Some(prefix) => UploadEntry::Prefix(prefix.to_owned()),
                    None => UploadEntry::Upload { key: Arc::clone(key), upload: upload.clone() },
                };
                if !page.take(entry) {
                    return Ok(page);
                }
                if let Some(prefix) = common {
                    from = after_prefix(prefix).map(Bound::Included);
                    break;
                }
            }
        }
        Ok(page)
    }
}
