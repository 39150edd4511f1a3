//! Storage: client and mock in one process, with small objects.

use bytes::Bytes;
use criterion::{Criterion, Throughput};
use void_storage_sdk::{VoidStorageClient, mock::MockStorage};

use crate::current_thread;

const BUCKET: &str = "orders";
/// How many bytes an object has.
const SIZE: usize = 1024;
/// How many keys are listed.
const KEYS: usize = 100;

/// What is done: a call of one operation.
#[derive(Clone, Copy, Debug)]
pub enum Work {
    /// PutObject, of 1 KiB.
    Put,
    /// GetObject, of 1 KiB, with its bytes.
    Get,
    /// HeadObject.
    Head,
    /// ListObjectsV2, of 100 keys.
    List,
}

impl Work {
    /// All, with their names.
    pub const ALL: [(&str, Self); 4] =
        [("put 1 KiB", Self::Put), ("get 1 KiB", Self::Get), ("head", Self::Head), ("list 100", Self::List)];

    /// What `void-benches` calls it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "object-put" => Some(Self::Put),
            "object-get" => Some(Self::Get),
            "object-head" => Some(Self::Head),
            "object-list" => Some(Self::List),
            _ => None,
        }
    }
}

/// A client, and a bucket of 100 objects.
#[derive(Debug)]
pub struct Client {
    client: VoidStorageClient,
    content: Bytes,
}

impl Client {
    /// Makes one.
    #[must_use]
    pub fn new() -> Self {
        let mock = MockStorage::new();
        mock.create_bucket(BUCKET);
        let (client, content) = (mock.client(), Bytes::from(vec![7; SIZE]));
        current_thread().block_on(async {
            for number in 0..KEYS {
                let key = format!("2026/11/order-{number:04}.json");
                client.put_object(BUCKET, key, content.clone()).await.expect("it is put");
            }
        });
        Self { client, content }
    }

    /// One call.
    pub async fn call(&self, work: Work) {
        const KEY: &str = "2026/11/order-0050.json";
        match work {
            Work::Put => {
                self.client.put_object(BUCKET, KEY, self.content.clone()).await.expect("it is put");
            }
            Work::Get => {
                let object = self.client.get_object(BUCKET, KEY).await.expect("it is there");
                assert_eq!(object.body.bytes(SIZE).await.expect("it is read").len(), SIZE);
            }
            Work::Head => {
                let object = self.client.head_object(BUCKET, KEY).await.expect("it is there");
                assert_eq!(object.content_length, SIZE as u64);
            }
            Work::List => {
                let page = self.client.list_objects_v2(BUCKET).await.expect("it is listed");
                assert_eq!(page.contents.len(), KEYS);
            }
        }
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

/// The calls, one by one.
pub fn benches(criterion: &mut Criterion) {
    let runtime = current_thread();
    let client = Client::new();
    let mut group = criterion.benchmark_group("storage, client and mock");
    for (name, work) in Work::ALL {
        group.throughput(Throughput::Elements(if matches!(work, Work::List) { KEYS as u64 } else { 1 }));
        group.bench_function(name, |bencher| bencher.iter(|| runtime.block_on(client.call(work))));
    }
    group.finish();
}
