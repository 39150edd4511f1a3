//! Objects are deleted, up to 1,000 with a call.

use std::collections::BTreeMap;

use ::object_store::{Result, path::Path};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};

use super::{
    errors::{STORE, of_path},
    store::VoidObjectStore,
};

/// How many objects a call deletes.
const BATCH: usize = 1000;

impl VoidObjectStore {
    pub(super) fn delete_all<S>(self, paths: S) -> impl Stream<Item = Result<Path>> + Send + use<S>
    where
        S: Stream<Item = Result<Path>> + Send + 'static,
    {
        let batches = paths.try_chunks(BATCH).map(move |batch| {
            let store = self.clone();
            async move { store.delete_batch(batch.map_err(|error| error.1)?).await.map(stream::iter) }
        });
        batches.buffered(4).try_flatten()
    }

    async fn delete_batch(&self, paths: Vec<Path>) -> Result<Vec<Result<Path>>> {
        let Some(first) = paths.first() else { return Ok(Vec::new()) };
        let keys = paths.iter().map(|path| path.as_ref().to_owned());
        let call = self.client.delete_objects(&self.bucket, keys).quiet();
        let answer = call.await.map_err(|error| of_path(first, error))?;
        let failures: BTreeMap<_, _> =
            answer.errors.into_iter().map(|error| (error.key.clone(), error)).collect();
        Ok(paths
            .into_iter()
            .map(|path| match failures.get(path.as_ref()) {
                None => Ok(path),
                Some(failure) => {
                    let message = failure.message.as_deref().unwrap_or_default();
                    let source = format!("{path}: {}: {message}", failure.code).into();
                    Err(::object_store::Error::Generic { store: STORE, source })
                }
            })
            .collect())
    }
}
