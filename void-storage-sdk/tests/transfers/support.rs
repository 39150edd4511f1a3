//! What the tests of transfers have in common.

use std::{fs, path::PathBuf, sync::Arc};

use void_core::transport::Transport;
use void_storage_sdk::{VoidStorageClient, mock::MockStorage};

pub(crate) fn storage() -> MockStorage {
    let storage = MockStorage::builder().minimum_part_size(10).build();
    storage.create_bucket("films");
    storage
}

/// A client of the mock through another transport, with one attempt for each call.
pub(crate) fn through(transport: impl Transport) -> VoidStorageClient {
    trying(transport, 1)
}

/// A client of the mock through another transport, with this many attempts for each call.
pub(crate) fn trying(transport: impl Transport, attempts: u32) -> VoidStorageClient {
    let config = void_storage_sdk::Config::builder().transport(Arc::new(transport));
    let config = config
        .endpoint_url("http://localhost:4566")
        .region("us-east-1")
        .retry(void_core::retry::RetryPolicy::attempts(attempts))
        .build();
    VoidStorageClient::new(config)
}

pub(crate) fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|index| u8::try_from(index % 251).unwrap()).collect()
}

pub(crate) async fn uploads(storage: &MockStorage) -> usize {
    storage.client().list_multipart_uploads("films").await.unwrap().uploads.len()
}

/// A directory of this test's, removed at its end.
pub(crate) struct Directory(pub(crate) PathBuf);

impl Directory {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("void-transfers-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _best_effort = fs::remove_dir_all(&self.0);
    }
}
