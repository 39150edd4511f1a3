//! Conditional writes side by side: exactly one wins.

use std::sync::Arc;

use proptest::prelude::*;
use tokio::{sync::Barrier, task::JoinSet};
use void_storage_sdk::{ErrorKind, VoidStorageClient, mock::MockStorage};

/// What `count` tasks that start at once give.
async fn at_once<F, T>(count: usize, act: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let barrier = Arc::new(Barrier::new(count));
    let mut tasks = JoinSet::new();
    for number in 0..count {
        let (barrier, act) = (Arc::clone(&barrier), act(number));
        tasks.spawn(async move {
            barrier.wait().await;
            act.await
        });
    }
    tasks.join_all().await
}

fn client() -> VoidStorageClient {
    let storage = MockStorage::new();
    storage.create_bucket("photos");
    storage.client()
}

/// The value that is in the object, raised by one by whoever has read it last.
async fn increment(client: &VoidStorageClient) -> Result<(), ErrorKind> {
    let object = client.get_object("photos", "n").await.map_err(|error| error.kind())?;
    let tag = object.e_tag.clone();
    let value: u64 = String::from_utf8_lossy(&object.body.bytes(100).await.unwrap()).parse().unwrap();
    let put = client.put_object("photos", "n", (value + 1).to_string()).if_match(tag).await;
    put.map(drop).map_err(|error| error.kind())
}

async fn value(client: &VoidStorageClient) -> u64 {
    let body = client.get_object("photos", "n").await.unwrap().body.bytes(100).await.unwrap();
    String::from_utf8_lossy(&body).parse().unwrap()
}

fn on_threads<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap().block_on(test)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn of_writers_where_there_is_no_object_exactly_one_wins(count in 2..24_usize) {
        on_threads(async {
            let client = client();
            let results = at_once(count, |number| {
                let client = client.clone();
                async move { client.put_object("photos", "k", number.to_string()).if_none_match().await.map(|_| number) }
            })
            .await;
            let winners: Vec<_> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
            assert_eq!(winners.len(), 1);
            assert!(results.iter().filter_map(|result| result.as_ref().err()).all(|error| error.kind() == ErrorKind::PreconditionFailed));
            let body = client.get_object("photos", "k").await.unwrap().body.bytes(100).await.unwrap();
            assert_eq!(body, winners[0].to_string());
        });
    }

    #[test]
    fn no_increment_on_condition_is_lost(count in 2..16_usize, rounds in 1..6_usize) {
        on_threads(async {
            let client = client();
            client.put_object("photos", "n", "0").await.unwrap();
            let done: u64 = at_once(count, |_| {
                let client = client.clone();
                async move {
                    let mut done = 0;
                    for _ in 0..rounds {
                        match increment(&client).await {
                            Ok(()) => done += 1,
                            Err(kind) => assert_eq!(kind, ErrorKind::PreconditionFailed),
                        }
                    }
                    done
                }
            })
            .await
            .into_iter()
            .sum();
            assert_eq!(value(&client).await, done);
            assert!(done > 0);
        });
    }

    #[test]
    fn of_deletions_and_writes_of_the_same_version_exactly_one_wins(count in 2..16_usize) {
        on_threads(async {
            let client = client();
            let tag = client.put_object("photos", "k", "first").await.unwrap().e_tag;
            let results = at_once(count, |number| {
                let (client, tag) = (client.clone(), tag.clone());
                async move {
                    if number % 2 == 0 {
                        client.delete_object("photos", "k").if_match(tag).await.map(drop)
                    } else {
                        client.put_object("photos", "k", number.to_string()).if_match(tag).await.map(drop)
                    }
                }
            })
            .await;
            assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        });
    }
}
