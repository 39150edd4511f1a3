//! The promises of a `CheckpointStore`, kept by every store that there is.

use void_core::store::InMemoryObjects;
use void_storage_sdk::{BucketObjects, mock::MockStorage};
use void_streams_sdk::consumer::{InMemoryCheckpointStore, ObjectCheckpointStore};
use void_tests::checkpoint_stores;

macro_rules! keeps_its_promises {
    ($store:ident: $new:expr) => {
        mod $store {
            use super::*;

            #[tokio::test(start_paused = true)]
            async fn only_who_saw_the_latest_version_writes() {
                checkpoint_stores::only_who_saw_the_latest_version_writes($new).await;
            }

            #[tokio::test(start_paused = true)]
            async fn groups_are_apart() {
                checkpoint_stores::groups_are_apart($new).await;
            }

            #[tokio::test(start_paused = true)]
            async fn all_leases_are_listed() {
                checkpoint_stores::all_leases_are_listed($new).await;
            }

            #[tokio::test(start_paused = true)]
            async fn workers_share_a_stream_and_take_over() {
                checkpoint_stores::workers_share_a_stream_and_take_over($new).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn of_many_writers_exactly_one_wins() {
                checkpoint_stores::of_many_writers_exactly_one_wins($new).await;
            }
        }
    };
}

keeps_its_promises!(in_memory: InMemoryCheckpointStore::new());
keeps_its_promises!(objects: ObjectCheckpointStore::new(InMemoryObjects::new(), "leases"));
keeps_its_promises!(bucket: in_a_bucket());

fn in_a_bucket() -> ObjectCheckpointStore {
    let mock = MockStorage::new();
    mock.create_bucket("state");
    ObjectCheckpointStore::new(BucketObjects::new(mock.client(), "state"), "leases")
}
