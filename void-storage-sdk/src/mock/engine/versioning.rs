//! Whether a bucket keeps versions.

use super::{Engine, Problem, Versioning};

impl Engine {
    /// Whether what is overwritten or deleted is kept.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn versioning(&self, bucket: &str) -> Result<Versioning, Problem> {
        Ok(self.bucket(bucket)?.versioning)
    }

    /// Switches versioning on, or suspends it. Once it was on it can't be as if it never was.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn set_versioning(&mut self, bucket: &str, versioning: Versioning) -> Result<(), Problem> {
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        if versioning != Versioning::Unversioned {
            bucket.versioning = versioning;
            around.set();
        }
        Ok(())
    }
}
