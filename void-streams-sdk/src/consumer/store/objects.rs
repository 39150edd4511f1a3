//! [`ObjectCheckpointStore`]: leases as small objects in a bucket.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use void_core::{
    StoreError, bounded,
    store::{ConditionalObjects, StoredObject, WriteOutcome, key_part},
};

use super::{CheckpointStore, LeaseGroup, StoredLease, Version, Written};
use crate::{consumer::Lease, error::Error, types::ShardId};

/// How many leases are read at a time.
const READS: usize = 16;

const SUFFIX: &str = ".json";

/// Leases as small objects that are written on a condition, one for each shard: in a bucket, with void-storage-sdk's
/// `BucketObjects`.
///
/// The keys are `PREFIX/APPLICATION/STREAM/SHARD.json`, each name percent-encoded; the content is the [`Lease`]'s JSON. Any
/// number of applications and streams share one prefix. The credentials need to list, get, put and delete below it.
///
/// ```
/// use void_core::store::InMemoryObjects;
/// use void_streams_sdk::{consumer::ObjectCheckpointStore, mock::MockStreams};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), void_streams_sdk::Error> {
/// let mock = MockStreams::new();
/// let stream = mock.create_stream("orders", 2);
/// stream.put("customer-7", "first");
/// let store = ObjectCheckpointStore::new(InMemoryObjects::new(), "leases"); // in a service: a bucket
/// let taken = mock.client().consumer("orders", "billing").store(store).take(1).await?;
/// assert_eq!(taken[0].record.text(), Some("first"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct ObjectCheckpointStore {
    objects: Arc<dyn ConditionalObjects>,
    prefix: Arc<str>,
}

impl ObjectCheckpointStore {
    /// Keeps leases in `objects`, below `prefix`; an empty one is none.
    pub fn new(objects: impl ConditionalObjects, prefix: impl AsRef<str>) -> Self {
        let prefix = prefix.as_ref().trim_end_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Self { objects: Arc::new(objects), prefix: prefix.into() }
    }

    /// Where the leases of a group are: a prefix of their keys.
    fn folder(&self, group: &LeaseGroup) -> String {
        format!("{}{}/{}/", self.prefix, key_part(&group.application), key_part(&group.stream))
    }

    fn key(&self, group: &LeaseGroup, shard_id: &ShardId) -> String {
        format!("{}{}{SUFFIX}", self.folder(group), key_part(shard_id.as_str()))
    }

    /// Whether what is stored is what was to be stored: a write whose response was lost conflicts with itself when it is
    /// tried again. No two writes of a lease have the same content, the first aside.
    async fn is_there(&self, key: &str, content: &Bytes) -> Result<Option<Version>, Error> {
        let stored = self.objects.get(key).await.map_err(|error| failed("look at", key, error))?;
        Ok(stored.filter(|stored| stored.content == *content).map(|stored| stored.etag.into()))
    }
}

#[async_trait]
impl CheckpointStore for ObjectCheckpointStore {
    async fn list(&self, group: &LeaseGroup) -> Result<Vec<StoredLease>, Error> {
        let folder = self.folder(group);
        let mut keys = self.objects.list(&folder).await.map_err(|error| failed("list", &folder, error))?;
        keys.retain(|key| key.ends_with(SUFFIX));
        let mut leases: Vec<Result<Option<StoredLease>, Error>> = Vec::new();
        leases.resize_with(keys.len(), || Ok(None));
        let jobs = keys.iter().zip(&mut leases).map(|(key, lease)| async move {
            *lease = match self.objects.get(key).await {
                // One that was deleted in between is none.
                Ok(stored) => stored.map(|stored| read(key, &stored)).transpose(),
                Err(error) => Err(failed("read", key, error)),
            };
        });
        bounded::run(READS, jobs).await;
        leases.into_iter().filter_map(Result::transpose).collect()
    }

    async fn create(&self, group: &LeaseGroup, lease: &Lease) -> Result<Written, Error> {
        let key = self.key(group, &lease.shard_id);
        let outcome = self.objects.put_if_absent(&key, write(lease)).await;
        Ok(match outcome.map_err(|error| failed("create", &key, error))? {
            WriteOutcome::Stored(etag) => Written::Stored(etag.into()),
            WriteOutcome::Conflict => Written::Conflict,
        })
    }

    async fn replace(&self, group: &LeaseGroup, lease: &Lease, version: &Version) -> Result<Written, Error> {
        let (key, content) = (self.key(group, &lease.shard_id), write(lease));
        let outcome = self.objects.put_if_match(&key, content.clone(), version.as_str()).await;
        match outcome.map_err(|error| failed("replace", &key, error))? {
            WriteOutcome::Stored(etag) => Ok(Written::Stored(etag.into())),
            WriteOutcome::Conflict => {
                Ok(self.is_there(&key, &content).await?.map_or(Written::Conflict, Written::Stored))
            }
        }
    }

    async fn delete(&self, group: &LeaseGroup, shard_id: &ShardId, version: &Version) -> Result<bool, Error> {
        let key = self.key(group, shard_id);
        let deleted = self.objects.delete_if_match(&key, version.as_str()).await;
        deleted.map_err(|error| failed("delete", &key, error))
    }
}

fn write(lease: &Lease) -> Bytes {
    serde_json::to_vec(lease).expect("a lease is always JSON").into()
}

fn read(key: &str, stored: &StoredObject) -> Result<StoredLease, Error> {
    let lease = serde_json::from_slice(&stored.content).map_err(|error| {
        Error::checkpoint_store(format!("the object {key} is no lease"), Some(Box::new(error) as _))
    })?;
    Ok(StoredLease { lease, version: stored.etag.as_str().into() })
}

fn failed(what: &'static str, key: &str, error: StoreError) -> Error {
    Error::checkpoint_store(format!("can't {what} {key}: {error}"), Some(Box::new(error) as _))
}

#[cfg(test)]
mod tests {
    use void_core::store::{ConditionalObjects, InMemoryObjects};

    use super::{CheckpointStore, LeaseGroup, ObjectCheckpointStore, Written};
    use crate::consumer::{Lease, Progress};

    fn lease() -> Lease {
        Lease::new("shardId-000000000007".into(), Progress::TrimHorizon, Vec::new())
    }

    async fn created(store: &ObjectCheckpointStore, group: &LeaseGroup) -> super::Version {
        match store.create(group, &lease()).await.unwrap() {
            Written::Stored(version) => version,
            Written::Conflict => panic!("there was none"),
        }
    }

    #[tokio::test]
    async fn a_lease_is_an_object_of_json_below_its_names() {
        let objects = InMemoryObjects::new();
        let store = ObjectCheckpointStore::new(objects.clone(), "leases/");
        created(&store, &LeaseGroup::new("../billing v2", "orders.eu")).await;
        let keys = objects.list("").await.unwrap();
        assert_eq!(keys, ["leases/%2E%2E%2Fbilling%20v2/orders%2Eeu/shardId-000000000007.json"]);
        let content = objects.get(&keys[0]).await.unwrap().unwrap().content;
        assert_eq!(serde_json::from_slice::<Lease>(&content).unwrap(), lease());

        let bare = ObjectCheckpointStore::new(objects.clone(), "");
        created(&bare, &LeaseGroup::new("a", "s")).await;
        assert!(objects.get("a/s/shardId-000000000007.json").await.unwrap().is_some());
    }

    #[tokio::test]
    async fn names_do_not_reach_into_each_other() {
        let store = ObjectCheckpointStore::new(InMemoryObjects::new(), "leases");
        for (application, stream) in [("a", "b/c"), ("a/b", "c"), ("a", "b"), ("a", "bc")] {
            created(&store, &LeaseGroup::new(application, stream)).await;
        }
        assert_eq!(store.list(&LeaseGroup::new("a", "b")).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_write_whose_response_was_lost_is_known_again() {
        let objects = InMemoryObjects::new();
        let store = ObjectCheckpointStore::new(objects.clone(), "leases");
        let group = LeaseGroup::new("a", "s");
        let seen = created(&store, &group).await;
        let ours = lease().taken_by("w1");
        let Written::Stored(written) = store.replace(&group, &ours, &seen).await.unwrap() else {
            panic!("it was as seen")
        };
        assert_eq!(store.replace(&group, &ours, &seen).await.unwrap(), Written::Stored(written));
        let theirs = lease().taken_by("w2");
        assert_eq!(store.replace(&group, &theirs, &seen).await.unwrap(), Written::Conflict);
        assert_eq!(store.create(&group, &lease()).await.unwrap(), Written::Conflict, "of the first no two");
    }

    #[tokio::test]
    async fn what_is_no_lease_is_an_error_that_names_it() {
        let objects = InMemoryObjects::new();
        let store = ObjectCheckpointStore::new(objects.clone(), "leases");
        let _stored = objects.put_if_absent("leases/a/s/readme.txt", "hello".into()).await.unwrap();
        assert!(store.list(&LeaseGroup::new("a", "s")).await.unwrap().is_empty());
        let _stored = objects.put_if_absent("leases/a/s/spoilt.json", "hello".into()).await.unwrap();
        let error = store.list(&LeaseGroup::new("a", "s")).await.unwrap_err();
        assert!(error.to_string().contains("leases/a/s/spoilt.json"), "{error}");
    }
}
