//! [`InMemoryPayloads`] and [`InMemoryObjects`]: stores in this process, for tests.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;

use super::{
    ConditionalObjects, PayloadPointer, PayloadStore, StoreError, StoreErrorKind, StoredObject, WriteOutcome,
};

/// Payloads in this process, in one bucket. Cheap to clone; clones are one store.
///
/// A test can take payloads away, or have the store fail for a while.
#[derive(Clone, Debug)]
pub struct InMemoryPayloads {
    bucket: Arc<str>,
    state: Arc<Mutex<Payloads>>,
}

#[derive(Debug, Default)]
struct Payloads {
    stored: BTreeMap<String, Bytes>,
    puts: u64,
    failing: Option<StoreError>,
}

impl InMemoryPayloads {
    /// An empty store that calls its bucket `bucket`.
    pub fn new(bucket: impl Into<Arc<str>>) -> Self {
        Self { bucket: bucket.into(), state: Arc::default() }
    }

    /// The keys of what is stored.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.lock().stored.keys().cloned().collect()
    }

    /// How many payloads were put so far, those that are gone included.
    #[must_use]
    pub fn puts(&self) -> u64 {
        self.lock().puts
    }

    /// Puts a payload under a key, as another client would.
    pub fn insert(&self, key: impl Into<String>, payload: impl Into<Bytes>) {
        self.lock().stored.insert(key.into(), payload.into());
    }

    /// Takes everything away.
    pub fn clear(&self) {
        self.lock().stored.clear();
    }

    /// Lets every call fail from now on, or none: `None`.
    pub fn fail_with(&self, error: impl Into<Option<StoreError>>) {
        self.lock().failing = error.into();
    }

    fn lock(&self) -> MutexGuard<'_, Payloads> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, pointer: &PayloadPointer) -> Result<MutexGuard<'_, Payloads>, StoreError> {
        let state = self.lock();
        match &state.failing {
            Some(error) => Err(error.clone()),
            None if pointer.bucket() != &*self.bucket => {
                Err(StoreError::new(StoreErrorKind::Refused, "the pointer names another bucket"))
            }
            None => Ok(state),
        }
    }
}

#[async_trait]
impl PayloadStore for InMemoryPayloads {
    async fn put(&self, payload: Bytes) -> Result<PayloadPointer, StoreError> {
        let mut state = self.lock();
        if let Some(error) = &state.failing {
            return Err(error.clone());
        }
        state.puts += 1;
        let key = format!("payload-{:06}", state.puts);
        state.stored.insert(key.clone(), payload);
        PayloadPointer::new(&*self.bucket, key)
    }

    async fn get(&self, pointer: &PayloadPointer, limit_bytes: u64) -> Result<Bytes, StoreError> {
        let state = self.serve(pointer)?;
        let payload = state
            .stored
            .get(pointer.key())
            .ok_or_else(|| StoreError::new(StoreErrorKind::NotFound, "there is no such payload"))?;
        if u64::try_from(payload.len()).is_ok_and(|bytes| bytes <= limit_bytes) {
            Ok(payload.clone())
        } else {
            Err(StoreError::new(StoreErrorKind::TooLarge, "the payload is larger than the limit"))
        }
    }

    async fn delete(&self, pointer: &PayloadPointer) -> Result<(), StoreError> {
        self.serve(pointer)?.stored.remove(pointer.key());
        Ok(())
    }
}

/// Small objects in this process. Cheap to clone; clones are one store.
#[derive(Clone, Debug, Default)]
pub struct InMemoryObjects {
    state: Arc<Mutex<Objects>>,
}

#[derive(Debug, Default)]
struct Objects {
    stored: BTreeMap<String, StoredObject>,
    writes: u64,
}

impl InMemoryObjects {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, Objects> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put_where(
        &self,
        key: &str,
        content: Bytes,
        condition: impl FnOnce(Option<&StoredObject>) -> bool,
    ) -> WriteOutcome {
        let mut state = self.lock();
        if !condition(state.stored.get(key)) {
            return WriteOutcome::Conflict;
        }
        state.writes += 1;
        let etag = format!("\"{}\"", state.writes);
        state.stored.insert(key.to_owned(), StoredObject { content, etag: etag.clone() });
        WriteOutcome::Stored(etag)
    }
}

#[async_trait]
impl ConditionalObjects for InMemoryObjects {
    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let state = self.lock();
        let keys = state.stored.range(prefix.to_owned()..).map(|(key, _)| key);
        Ok(keys.take_while(|key| key.starts_with(prefix)).cloned().collect())
    }

    async fn get(&self, key: &str) -> Result<Option<StoredObject>, StoreError> {
        Ok(self.lock().stored.get(key).cloned())
    }

    async fn put_if_absent(&self, key: &str, content: Bytes) -> Result<WriteOutcome, StoreError> {
        Ok(self.put_where(key, content, |stored| stored.is_none()))
    }

    async fn put_if_match(&self, key: &str, content: Bytes, etag: &str) -> Result<WriteOutcome, StoreError> {
        Ok(self.put_where(key, content, |stored| stored.is_some_and(|stored| stored.etag == etag)))
    }

    async fn delete_if_match(&self, key: &str, etag: &str) -> Result<bool, StoreError> {
        let mut state = self.lock();
        let is_current = state.stored.get(key).is_some_and(|stored| stored.etag == etag);
        if is_current {
            state.stored.remove(key);
        }
        Ok(is_current)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        ConditionalObjects, InMemoryObjects, InMemoryPayloads, PayloadPointer, PayloadStore, StoreErrorKind,
        WriteOutcome,
    };
    use crate::store::PayloadText;

    #[tokio::test]
    async fn a_payload_comes_back_until_it_is_deleted() {
        let store = InMemoryPayloads::new("b");
        let pointer = store.put("payload".into()).await.unwrap();
        let text = PayloadText::new(std::sync::Arc::new(store.clone()));
        assert_eq!(text.get(&pointer.to_body()).await.unwrap(), "payload");
        let error = text.clone().limit_bytes(6).get(&pointer.to_body()).await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::TooLarge);
        for _ in 0..2 {
            store.delete(&pointer).await.unwrap();
        }
        assert_eq!(text.get(&pointer.to_body()).await.unwrap_err().kind(), StoreErrorKind::NotFound);
        let elsewhere = PayloadPointer::new("c", pointer.key()).unwrap();
        assert_eq!(store.get(&elsewhere, 10).await.unwrap_err().kind(), StoreErrorKind::Refused);
        assert_eq!(text.get("no pointer").await.unwrap_err().kind(), StoreErrorKind::Damaged);
        store.insert("binary", &[0xff_u8][..]);
        let binary = PayloadPointer::new("b", "binary").unwrap().to_body();
        assert_eq!(text.get(&binary).await.unwrap_err().kind(), StoreErrorKind::Damaged);
    }

    #[tokio::test]
    async fn of_two_writers_that_saw_the_same_one_succeeds() {
        let store = InMemoryObjects::new();
        let WriteOutcome::Stored(seen) = store.put_if_absent("a/1", "x".into()).await.unwrap() else {
            panic!("there was none")
        };
        assert_eq!(store.put_if_absent("a/1", "y".into()).await.unwrap(), WriteOutcome::Conflict);
        assert_ne!(store.put_if_match("a/1", "y".into(), &seen).await.unwrap(), WriteOutcome::Conflict);
        assert_eq!(store.put_if_match("a/1", "z".into(), &seen).await.unwrap(), WriteOutcome::Conflict);
        assert!(!store.delete_if_match("a/1", &seen).await.unwrap());
        assert_eq!(store.list("a/").await.unwrap(), ["a/1"]);
        assert!(store.list("b").await.unwrap().is_empty());
        let stored = store.get("a/1").await.unwrap().unwrap();
        assert_eq!(stored.content, "y");
        assert!(store.delete_if_match("a/1", &stored.etag).await.unwrap());
        assert_eq!(store.get("a/1").await.unwrap(), None);
    }
}
