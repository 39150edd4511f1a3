//! An upload in parts: begun, uploaded side by side, completed; or aborted.

use std::io;

use tokio::task::JoinSet;

use super::{
    UploadCall, Uploaded,
    guard::AbortOnDrop,
    source::{OPERATION, Opened, Part},
};
use crate::{error::Error, operations::CompletedPart, types::UploadId};

/// How many parts an object has at most.
const PARTS_LIMIT: u64 = 10_000;
/// After how many parts of a source of unknown size they become twice as large.
const GROWTH: u32 = 1000;

/// The parts that are under way, each with its size once it is there.
type UnderWay = JoinSet<Result<(CompletedPart, u64), Error>>;

impl UploadCall<'_> {
    /// Uploads what the source gives.
    pub(super) async fn in_parts(self, source: Opened) -> Result<Uploaded, Error> {
        let guard = self.begin().await?;
        // Dropped before the guard is: no part is sent any more when the upload is aborted.
        let mut under_way = JoinSet::new();
        let parts = self.upload_parts(&guard.id, source, &mut under_way);
        let uploaded = match self.cancel.or(OPERATION, parts).await {
            Ok((parts, size)) => self.complete(&guard.id, parts, size).await,
            Err(error) => Err(error),
        };
        if uploaded.is_ok() {
            guard.disarm();
        } else {
            under_way.shutdown().await;
            guard.abort().await;
        }
        uploaded
    }

    /// Begins the upload, in a task of its own: an upload that is dropped meanwhile is aborted once its id is known.
    async fn begin(&self) -> Result<AbortOnDrop, Error> {
        let (client, bucket, key) = (self.client.clone(), self.bucket.clone(), self.key.clone());
        let (headers, algorithm) = (self.headers.clone(), self.checksum.clone());
        let begun = tokio::spawn(async move {
            let create = client.create_multipart_upload(&bucket, &key).set(|request| {
                request.headers = headers;
                request.checksum_algorithm = algorithm;
            });
            let id = create.await?.upload.upload_id;
            Ok(AbortOnDrop::new(client, bucket, key, id))
        });
        begun.await.map_err(|error| Error::io(OPERATION, io::Error::other(error)))?
    }

    /// Uploads all parts; gives them in order, and how many bytes they have.
    async fn upload_parts(
        &self,
        id: &UploadId,
        mut source: Opened,
        under_way: &mut UnderWay,
    ) -> Result<(Vec<CompletedPart>, u64), Error> {
        let fixed = source.size.map(|size| self.part_size.max(size.div_ceil(PARTS_LIMIT)));
        let mut parts = Vec::new();
        let (mut done, mut read, mut number, mut is_over) = (0, 0, 0_u32, false);
        loop {
            while !is_over && under_way.len() < self.concurrency {
                let part_size = fixed.unwrap_or_else(|| self.part_size << (number / GROWTH).min(10));
                let part = source.next(part_size).await?;
                is_over = part.size() == 0;
                if is_over {
                    break;
                }
                number += 1;
                read += part.size();
                under_way.spawn(self.upload_part(id, number, part));
            }
            let Some(joined) = under_way.join_next().await else { break };
            let (part, size) = joined.map_err(|error| Error::io(OPERATION, io::Error::other(error)))??;
            parts.push(part);
            done += size;
            self.listener.tell(done, source.size);
        }
        parts.sort_by_key(|part: &CompletedPart| part.part_number);
        Ok((parts, read))
    }

    fn upload_part(
        &self,
        id: &UploadId,
        number: u32,
        part: Part,
    ) -> impl Future<Output = Result<(CompletedPart, u64), Error>> + Send + use<> {
        let (client, bucket, key) = (self.client.clone(), self.bucket.clone(), self.key.clone());
        let (id, checksum) = (id.clone(), self.checksum.clone());
        async move {
            let mut call = client.upload_part(&bucket, &key, id, number, part.body());
            if let Some(checksum) = checksum {
                call = call.checksum_algorithm(checksum);
            }
            let response = call.await.map_err(|error| part.why(error))?;
            Ok((CompletedPart::uploaded(number, response), part.size()))
        }
    }

    async fn complete(&self, id: &UploadId, parts: Vec<CompletedPart>, size: u64) -> Result<Uploaded, Error> {
        let complete = self.client.complete_multipart_upload(&self.bucket, &self.key, id, parts);
        let response = complete.object_size(size).await?;
        let (object, version_id) = (response.object, response.version_id);
        Ok(Uploaded { e_tag: object.e_tag, version_id, checksums: object.checksums, size })
    }
}
