//! UploadPartCopy on the engine: the bytes are shared, not copied.

use super::{Serve, listed::to_second, upload_part::shown};
use crate::{
    mock::{
        StoredBody,
        digests::Digests,
        engine::{Code, Found, Problem, ReadConditions, StoredPart, UPLOAD_LIMIT, check_part_number},
        protocol::Exchange,
    },
    operations::{CopyPartResult, UploadPartCopyRequest, UploadPartCopyResponse},
};

impl Serve for UploadPartCopyRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<UploadPartCopyResponse, Problem> {
        check_part_number(self.part_number)?;
        let (bucket, key, id) = (self.bucket.as_str(), self.key.as_str(), self.upload_id.as_str());
        let source = &self.source;
        let (upload, found, now) = exchange.run(|state| {
            let upload = state.engine.upload(bucket, key, id)?;
            let (bucket, key) = (source.bucket.as_str(), source.key.as_str());
            let found = state.engine.find_object(bucket, key, source.version_id.as_ref()).map_err(|problem| {
                match problem.code() {
                    Code::MethodNotAllowed => Problem::request(
                        "The source of a copy request may not specifically refer to a delete marker by version id.",
                    ),
                    _ => problem,
                }
            })?;
            self.conditions().check_source(state.now, &found)?;
            Ok::<_, Problem>((upload, found, state.now))
        })?;
        let body = self.bytes(&found)?;
        let algorithm = upload.computed();
        let digests = Digests::of(&body, algorithm).await?;
        let e_tag = digests.e_tag();
        let Digests { md5, checksums } = digests;
        let part = StoredPart { body, md5, e_tag, checksums, last_modified: now };
        let result = CopyPartResult {
            e_tag: part.e_tag.clone(),
            last_modified: Some(to_second(now)),
            checksums: shown(&upload, &part.checksums),
        };
        exchange.run(|state| state.engine.put_part(bucket, key, id, self.part_number, part))?;
        Ok(UploadPartCopyResponse {
            result,
            source_version_id: found.version_id,
            server_side_encryption: Some(upload.server_side_encryption.clone()),
        })
    }
}

impl UploadPartCopyRequest {
    fn conditions(&self) -> ReadConditions {
        ReadConditions {
            if_match: self.source_if_match.clone(),
            if_none_match: self.source_if_none_match.clone(),
            if_modified_since: self.source_if_modified_since,
            if_unmodified_since: self.source_if_unmodified_since,
        }
    }

    /// The bytes that are copied. A range has both ends, and is within the source.
    fn bytes(&self, found: &Found) -> Result<StoredBody, Problem> {
        let body = &found.object.body;
        let size = body.size();
        let bytes = match &self.source_range {
            None => 0..size,
            Some(text) => {
                let ends = text.trim().strip_prefix("bytes=").and_then(|ends| ends.split_once('-'));
                let ends = ends.and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
                let argument = |message: String| Problem::argument("x-amz-copy-source-range", text, message);
                let (first, last): (u64, u64) = ends.filter(|(first, last)| first <= last).ok_or_else(|| {
                    argument(
                        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are \
                         the zero-based offsets of the first and last bytes to copy"
                            .to_owned(),
                    )
                })?;
                if last >= size {
                    return Err(argument(format!(
                        "Range specified is not valid for source object of size: {size}"
                    )));
                }
                first..last + 1
            }
        };
        if bytes.end - bytes.start > UPLOAD_LIMIT {
            return Err(Problem::request(format!(
                "The specified copy source is larger than the maximum allowable size for a copy source: {UPLOAD_LIMIT}"
            )));
        }
        Ok(body.slice(bytes))
    }
}
