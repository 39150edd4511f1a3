//! From what was saved to an engine.

use std::sync::Arc;

use super::{
    super::{Engine, Settings, bucket::Bucket},
    Saved,
    saved::SavedBucket,
};
use crate::mock::BodyStore;

impl Engine {
    /// Makes an engine of what was saved, with the bytes that `bodies` has; what is due by now falls due with the first call.
    #[must_use]
    pub fn restore(settings: Settings, saved: Saved, bodies: &dyn BodyStore) -> Self {
        let mut engine = Self::new(settings);
        engine.last_number = saved.last_number;
        for (name, bucket) in saved.buckets {
            let name: Arc<str> = name.into();
            if !bucket.state.lifecycle.is_empty() {
                engine.expiring.insert(Arc::clone(&name));
            }
            let bucket = bucket.restore(bodies);
            engine.buckets.insert(name, bucket);
        }
        engine
    }
}

impl SavedBucket {
    fn restore(self, bodies: &dyn BodyStore) -> Bucket {
        let Self { state, versions, uploads, completed } = self;
        let mut bucket = Bucket::new(state.created);
        bucket.versioning = state.versioning;
        bucket.notifications = state.notifications;
        bucket.tags = state.tags;
        bucket.policy = state.policy;
        bucket.cors = state.cors;
        for (key, versions) in versions {
            // By their numbers: the current one comes last.
            for version in versions.into_values() {
                drop(bucket.objects.push(&key, version.restore(bodies)));
            }
        }
        for ((key, number), upload) in uploads {
            bucket.uploads.open.insert((key.into(), number), upload.state.restore(upload.parts, bodies));
        }
        bucket.uploads.completed = completed;
        bucket.set_rules(state.lifecycle, state.lifecycle_since);
        bucket
    }
}
