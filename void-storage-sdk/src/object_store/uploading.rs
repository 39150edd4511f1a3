//! Objects are written in parts.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::object_store::{
    Error, MultipartUpload, PutMultipartOptions, PutPayload, PutResult, Result, UploadPart, path::Path,
};
use async_trait::async_trait;

use super::{
    errors::{of_path, other},
    payload::body,
    putting::{headers, result, tags},
    store::VoidObjectStore,
};
use crate::{
    operations::CompletedPart,
    transfer::{AbortOnDrop, abort},
    types::UploadId,
};

impl VoidObjectStore {
    pub(super) async fn start(&self, path: &Path, options: PutMultipartOptions) -> Result<UploadId> {
        let headers = headers(&options.attributes)?;
        let create = self.client.create_multipart_upload(&self.bucket, path.as_ref()).set(|request| {
            request.headers = headers;
            request.tagging = tags(&options.tags);
        });
        Ok(create.await.map_err(|error| of_path(path, error))?.upload.upload_id)
    }

    /// Uploads the part at `index`, which is one less than its number.
    pub(super) async fn part(
        &self,
        path: &Path,
        id: &UploadId,
        index: usize,
        payload: PutPayload,
    ) -> Result<CompletedPart> {
        let number = number(index)?;
        let upload = self.client.upload_part(&self.bucket, path.as_ref(), id, number, body(payload));
        Ok(CompletedPart::uploaded(number, upload.await.map_err(|error| of_path(path, error))?))
    }

    /// Makes the object of `parts`, in order. The service makes none of no parts: an empty one stands for them.
    pub(super) async fn complete(
        &self,
        path: &Path,
        id: &UploadId,
        mut parts: Vec<CompletedPart>,
    ) -> Result<PutResult> {
        if parts.is_empty() {
            parts.push(self.part(path, id, 0, PutPayload::new()).await?);
        }
        let complete = self.client.complete_multipart_upload(&self.bucket, path.as_ref(), id, parts);
        let written = complete.await.map_err(|error| of_path(path, error))?;
        Ok(result(written.object.e_tag, written.version_id))
    }

    pub(super) async fn abort(&self, path: &Path, id: &UploadId) -> Result<()> {
        let key = path.as_ref().into();
        abort(&self.client, &self.bucket, &key, id).await.map_err(|error| of_path(path, error))
    }
}

/// The number of the part at `index`.
pub(super) fn number(index: usize) -> Result<u32> {
    let number = u32::try_from(index).ok().and_then(|index| index.checked_add(1));
    number.ok_or_else(|| other(format!("there is no part {index}: the service takes 10,000")))
}

/// An upload whose parts are numbered as they are given.
#[derive(Debug)]
pub(super) struct Uploading {
    upload: Arc<Upload>,
    next: usize,
}

/// What the parts that are under way share. The upload is aborted when the last of them is dropped, unless it has an end.
#[derive(Debug)]
struct Upload {
    store: VoidObjectStore,
    path: Path,
    id: UploadId,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    parts: Vec<CompletedPart>,
    guard: Option<AbortOnDrop>,
}

impl Uploading {
    pub(super) async fn start(
        store: VoidObjectStore,
        path: Path,
        options: PutMultipartOptions,
    ) -> Result<Self> {
        let id = store.start(&path, options).await?;
        let key = path.as_ref().into();
        let guard = AbortOnDrop::new(store.client.clone(), store.bucket.clone(), key, id.clone());
        let state = Mutex::new(State { parts: Vec::new(), guard: Some(guard) });
        Ok(Self { upload: Arc::new(Upload { store, path, id, state }), next: 0 })
    }
}

impl Upload {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It has its end: nothing is left to abort.
    fn end(&self) {
        let guard = self.state().guard.take();
        if let Some(guard) = guard {
            guard.disarm();
        }
    }

    async fn put(&self, index: usize, payload: PutPayload) -> Result<()> {
        let part = self.store.part(&self.path, &self.id, index, payload).await?;
        let is_open = {
            let mut state = self.state();
            state.parts.push(part);
            state.guard.is_some()
        };
        if is_open {
            return Ok(());
        }
        // The service may have kept a part that it was getting while the upload was aborted.
        let _best_effort = self.store.abort(&self.path, &self.id).await;
        Err(other(format!("{}: the upload ended before part {}", self.path, index + 1)))
    }
}

#[async_trait]
impl MultipartUpload for Uploading {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        let (upload, index) = (Arc::clone(&self.upload), self.next);
        self.next += 1;
        Box::pin(async move { upload.put(index, data).await })
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let upload = &self.upload;
        let mut parts = upload.state().parts.clone();
        if parts.len() != self.next {
            return Err(missing(&upload.path, parts.len(), self.next));
        }
        parts.sort_unstable_by_key(|part| part.part_number);
        let written = upload.store.complete(&upload.path, &upload.id, parts).await?;
        upload.end();
        Ok(written)
    }

    async fn abort(&mut self) -> Result<()> {
        let upload = &self.upload;
        upload.store.abort(&upload.path, &upload.id).await?;
        upload.end();
        Ok(())
    }
}

fn missing(path: &Path, done: usize, given: usize) -> Error {
    other(format!("{path}: {done} of {given} parts are uploaded: await each before the upload is completed"))
}
