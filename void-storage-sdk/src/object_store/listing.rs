//! Objects are listed.

use ::object_store::{
    ListResult, ObjectMeta, Result,
    list::{PaginatedListOptions, PaginatedListResult, PaginatedListStore},
    path::Path,
};
use async_trait::async_trait;
use futures_util::{Stream, TryStreamExt as _, stream};

use super::{errors::of_path, getting::date, store::VoidObjectStore};
use crate::{operations::ListObjectsV2Response, types::ObjectSummary};

/// Which page is next.
enum Next {
    First,
    At(String),
    None,
}

impl VoidObjectStore {
    pub(super) fn objects(
        self,
        prefix: Option<Path>,
        after: Option<Path>,
    ) -> impl Stream<Item = Result<ObjectMeta>> + Send {
        let pages = self.pages(prefix, after, None);
        pages.map_ok(|page| stream::iter(page.contents.into_iter().map(meta))).try_flatten()
    }

    pub(super) async fn level(self, prefix: Option<Path>) -> Result<ListResult> {
        let mut listed = nothing();
        let mut pages = std::pin::pin!(self.pages(prefix, None, Some("/")));
        while let Some(page) = pages.try_next().await? {
            add(&mut listed, page)?;
        }
        Ok(listed)
    }

    fn pages(
        self,
        prefix: Option<Path>,
        after: Option<Path>,
        delimiter: Option<&'static str>,
    ) -> impl Stream<Item = Result<ListObjectsV2Response>> + Send {
        let under = prefix.as_ref().filter(|prefix| !prefix.as_ref().is_empty());
        let under = under.map(|prefix| format!("{prefix}/"));
        let first = self.client.list_objects_v2(&self.bucket).set(|request| {
            request.prefix = under;
            request.start_after = after.map(|path| path.to_string());
            request.delimiter = delimiter.map(ToOwned::to_owned);
        });
        let (request, at) = (first.request().clone(), prefix.unwrap_or_default());
        drop(first);
        stream::try_unfold((self, Next::First), move |(store, next)| {
            let (mut request, at) = (request.clone(), at.clone());
            async move {
                request.continuation_token = match next {
                    Next::First => None,
                    Next::At(token) => Some(token),
                    Next::None => return Ok(None),
                };
                let page = store.client.send(request).await.map_err(|error| of_path(&at, error))?;
                let next = page.next_continuation_token.clone().map_or(Next::None, Next::At);
                Ok(Some((page, (store, next))))
            }
        })
    }
}

#[async_trait]
impl PaginatedListStore for VoidObjectStore {
    async fn list_paginated(
        &self,
        prefix: Option<&str>,
        options: PaginatedListOptions,
    ) -> Result<PaginatedListResult> {
        let call = self.client.list_objects_v2(&self.bucket).set(|request| {
            request.prefix = prefix.map(ToOwned::to_owned);
            request.start_after = options.offset;
            request.delimiter = options.delimiter.map(Into::into);
            request.max_keys =
                options.max_keys.map(|count| u32::try_from(count).unwrap_or(u32::MAX).min(1000));
            request.continuation_token = options.page_token;
        });
        let mut page = call.await.map_err(|error| of_path(&Path::from(prefix.unwrap_or_default()), error))?;
        let (page_token, mut result) = (page.next_continuation_token.take(), nothing());
        add(&mut result, page)?;
        Ok(PaginatedListResult { result, page_token })
    }
}

fn nothing() -> ListResult {
    ListResult { common_prefixes: Vec::new(), objects: Vec::new(), extensions: Default::default() }
}

fn add(listed: &mut ListResult, page: ListObjectsV2Response) -> Result<()> {
    for common in page.common_prefixes {
        listed.common_prefixes.push(Path::parse(common.prefix)?);
    }
    for object in page.contents {
        listed.objects.push(meta(object)?);
    }
    Ok(())
}

fn meta(object: ObjectSummary) -> Result<ObjectMeta> {
    Ok(ObjectMeta {
        location: Path::parse(object.key)?,
        last_modified: date(object.last_modified)?,
        size: object.size,
        e_tag: Some(object.e_tag.into()),
        version: None,
    })
}
