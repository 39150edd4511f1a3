//! What a bucket holds, in figures.

use std::ops::Bound;

use super::{Engine, Problem};

/// What a bucket holds: the newest versions of its objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BucketUsage {
    /// How many objects were counted.
    pub objects: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Whether these are all: counting ends somewhere.
    pub is_complete: bool,
}

impl Engine {
    /// Counts the objects of a bucket and their bytes, `most` objects at most.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn usage(&self, bucket: &str, most: usize) -> Result<BucketUsage, Problem> {
        let mut usage = BucketUsage::default();
        for (_, versions) in self.bucket(bucket)?.objects.live(Bound::Unbounded) {
            if usage.objects == most {
                return Ok(usage);
            }
            let Some((_, object)) = versions.current_object() else { continue };
            usage.objects += 1;
            usage.bytes += object.body.size();
        }
        usage.is_complete = true;
        Ok(usage)
    }
}
