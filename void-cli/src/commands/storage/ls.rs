//! `void storage ls`.

use clap::Args;
use serde::Serialize;
use void_storage_sdk::types::ObjectSummary;

use super::location::Location;
use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style, or_dash, printable, size, table, time},
};

/// `void storage ls [BUCKET[/PREFIX]]`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void storage ls
  void storage ls invoices/2026/
  void storage ls s3://invoices --recursive --output json")]
pub(crate) struct Ls {
    /// The bucket, and what keys begin with [default: lists the buckets]
    location: Option<Location>,
    /// Lists all keys, those below a further `/` too
    #[arg(long, short)]
    recursive: bool,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Buckets(Vec<Bucket>);

#[derive(Debug, Serialize)]
struct Bucket {
    name: String,
    created_at: Option<String>,
}

/// What is in a bucket: objects, and what further keys have in common up to the next `/`.
#[derive(Debug, Default, Serialize)]
struct Content {
    prefixes: Vec<String>,
    objects: Vec<Object>,
}

#[derive(Debug, Serialize)]
struct Object {
    key: String,
    size_bytes: u64,
    last_modified_at: String,
    e_tag: String,
}

impl Ls {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.storage()?;
        let Some(location) = self.location.as_ref().filter(|location| !location.bucket.is_empty()) else {
            let found = client.list_buckets().items().collect().await?;
            let bucket = |found: &void_storage_sdk::operations::BucketSummary| Bucket {
                name: found.name.clone(),
                created_at: found.creation_date.map(time),
            };
            return context.console.show(&Buckets(found.iter().map(bucket).collect()));
        };
        let mut call = client.list_objects_v2(location.bucket.as_str());
        if !location.key.is_empty() {
            call = call.prefix(location.key.as_str());
        }
        if !self.recursive {
            call = call.delimiter("/");
        }
        let mut pages = call.pages();
        let mut content = Content::default();
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => return Err(context.session.bucket_missing(&location.bucket, error).await),
            };
            content.prefixes.extend(page.common_prefixes.into_iter().map(|common| common.prefix));
            content.objects.extend(page.contents.into_iter().map(Object::from));
        }
        context.console.show(&content)
    }
}

impl From<ObjectSummary> for Object {
    fn from(object: ObjectSummary) -> Self {
        Self {
            key: object.key,
            size_bytes: object.size,
            last_modified_at: time(object.last_modified),
            e_tag: object.e_tag.as_str().to_owned(),
        }
    }
}

impl Show for Buckets {
    fn text(&self, style: Style) -> String {
        let row = |bucket: &Bucket| [bucket.name.clone(), or_dash(bucket.created_at.as_ref())];
        table(style, ["NAME", "CREATED"], self.0.iter().map(row))
    }
}

impl Show for Content {
    fn text(&self, style: Style) -> String {
        let prefix = |prefix: &String| ["-".to_owned(), "-".to_owned(), printable(prefix).into_owned()];
        let object = |object: &Object| {
            [object.last_modified_at.clone(), size(object.size_bytes), printable(&object.key).into_owned()]
        };
        let rows = self.prefixes.iter().map(prefix).chain(self.objects.iter().map(object));
        table(style, ["MODIFIED", "SIZE", "KEY"], rows)
    }
}
