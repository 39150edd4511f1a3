//! Objects are written.

use ::object_store::{
    Attribute, Attributes, PutMode, PutOptions, PutPayload, PutResult, Result, TagSet, path::Path,
};

use super::{
    errors::{of_creation, of_path, other},
    payload::body,
    store::VoidObjectStore,
};
use crate::{
    error::Error,
    types::{ETag, ObjectHeaders, VersionId},
};

impl VoidObjectStore {
    pub(super) async fn put(
        &self,
        path: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        let headers = headers(&options.attributes)?;
        let put = self.client.put_object(&self.bucket, path.as_ref(), body(payload)).set(|request| {
            request.headers = headers;
            request.tagging = tags(&options.tags);
        });
        let written = match options.mode {
            PutMode::Overwrite => put.await.map_err(|error| of_path(path, error)),
            PutMode::Create => put.if_none_match().await.map_err(|error| of_creation(path, error)),
            PutMode::Update(version) => {
                let e_tag = version.e_tag.ok_or_else(|| other("an update is by ETag, and there is none"))?;
                put.if_match(e_tag).await.map_err(|error| of_update(path, error))
            }
        }?;
        Ok(result(written.e_tag, written.version_id))
    }
}

/// What is told of an object that was written.
pub(super) fn result(e_tag: ETag, version_id: Option<VersionId>) -> PutResult {
    PutResult {
        e_tag: Some(e_tag.into()),
        version: version_id.map(Into::into),
        extensions: Default::default(),
    }
}

/// That there is nothing to update is a condition that does not hold.
fn of_update(path: &Path, error: Error) -> ::object_store::Error {
    match of_path(path, error) {
        ::object_store::Error::NotFound { path, source } => {
            ::object_store::Error::Precondition { path, source }
        }
        error => error,
    }
}

/// Tags as the service takes them: a query string.
pub(super) fn tags(tags: &TagSet) -> Option<String> {
    Some(tags.encoded().to_owned()).filter(|tags| !tags.is_empty())
}

pub(super) fn headers(attributes: &Attributes) -> Result<ObjectHeaders> {
    let mut headers = ObjectHeaders::default();
    for (attribute, value) in attributes {
        let value = value.as_ref().to_owned();
        let place = match attribute {
            Attribute::ContentDisposition => &mut headers.content_disposition,
            Attribute::ContentEncoding => &mut headers.content_encoding,
            Attribute::ContentLanguage => &mut headers.content_language,
            Attribute::ContentType => &mut headers.content_type,
            Attribute::CacheControl => &mut headers.cache_control,
            Attribute::StorageClass => {
                headers.storage_class = Some(value.as_str().into());
                continue;
            }
            Attribute::Metadata(name) => {
                headers.metadata.insert(name.to_ascii_lowercase(), value);
                continue;
            }
            other_attribute => return Err(other(format!("{other_attribute:?} can't be kept"))),
        };
        *place = Some(value);
    }
    Ok(headers)
}
