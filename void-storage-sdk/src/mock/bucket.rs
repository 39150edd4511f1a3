//! [`MockBucket`]: a bucket of the backend, and looking into it.

use std::{fmt, sync::Arc};

use void_core::StorageRef;

use super::{
    engine::{BucketUsage, Entry, ListingAsked, Problem, Versioning},
    shell::Backend,
};

/// A bucket in this process. Cheap to clone.
#[derive(Clone)]
pub struct MockBucket {
    backend: Arc<Backend>,
    name: Arc<str>,
}

impl MockBucket {
    pub(super) fn of(backend: Arc<Backend>, name: &str) -> Self {
        Self { backend, name: name.into() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Keeps what is overwritten or deleted from now on.
    ///
    /// # Panics
    ///
    /// When the bucket is gone.
    #[track_caller]
    pub fn enable_versioning(&self) {
        self.set_versioning(Versioning::Enabled);
    }

    /// Keeps what was kept so far, and from now on nothing more.
    ///
    /// # Panics
    ///
    /// When the bucket is gone.
    #[track_caller]
    pub fn suspend_versioning(&self) {
        self.set_versioning(Versioning::Suspended);
    }

    #[track_caller]
    fn set_versioning(&self, versioning: Versioning) {
        self.expect(self.backend.run(|state| state.engine.set_versioning(&self.name, versioning)));
    }

    /// The keys of its objects, in their order.
    ///
    /// # Panics
    ///
    /// When the bucket is gone.
    #[must_use]
    #[track_caller]
    pub fn keys(&self) -> Vec<String> {
        let asked = ListingAsked { limit: usize::MAX, ..ListingAsked::default() };
        let listed = self.expect(self.backend.run(|state| state.engine.list_objects(&self.name, &asked)));
        listed.entries.iter().map(Entry::name).map(ToOwned::to_owned).collect()
    }

    /// How many objects it has and how many bytes they are, `most` objects at most. `None` where the bucket is gone.
    #[must_use]
    pub fn usage(&self, most: usize) -> Option<BucketUsage> {
        self.backend.run(|state| state.engine.usage(&self.name, most)).ok()
    }

    /// A reference to an object: what an event would carry of it. `None` where there is no object.
    #[must_use]
    pub fn reference(&self, key: impl AsRef<str>) -> Option<StorageRef> {
        let key = key.as_ref();
        let found = self.backend.run(|state| state.engine.find_object(&self.name, key, None)).ok()?;
        let mut reference = StorageRef::new(&*self.name, key, found.object.body.size());
        reference.version_id = found.version_id.map(Into::into);
        reference.content_type = found.object.headers.content_type.clone();
        Some(reference)
    }

    #[track_caller]
    fn expect<T>(&self, result: Result<T, Problem>) -> T {
        result.unwrap_or_else(|problem| panic!("the bucket {:?}: {problem}", self.name))
    }
}

impl fmt::Debug for MockBucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockBucket").field("name", &self.name).finish_non_exhaustive()
    }
}
