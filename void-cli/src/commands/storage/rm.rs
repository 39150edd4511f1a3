//! `void storage rm`.

use clap::Args;
use serde::Serialize;
use void_storage_sdk::VoidStorageClient;

use super::location::Location;
use crate::{
    commands::Context,
    exit::Exit,
    failure::Failure,
    output::{Show, Style, count_bar},
};

/// `void storage rm BUCKET/KEY`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void storage rm invoices/2026/a.txt
  void storage rm invoices/2025/ --recursive
  void storage rm invoices --recursive --bucket")]
pub(crate) struct Rm {
    /// The object; with `--recursive`, what keys begin with
    location: Location,
    /// Deletes all objects whose keys begin so
    #[arg(long, short)]
    recursive: bool,
    /// Deletes the bucket as well, which has to be empty by then
    #[arg(long)]
    bucket: bool,
}

#[derive(Debug, Serialize)]
struct Removed {
    location: String,
    objects: usize,
    bucket: bool,
}

impl Rm {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.storage()?;
        let location = self.location.in_bucket()?;
        if self.bucket && !location.key.is_empty() {
            return Err(Failure::usage(format!("{location} is no bucket, so --bucket can't go with it")));
        }
        let objects = match (self.recursive, self.bucket) {
            (true, _) => remove_all(context, &client, location).await?,
            (false, true) => 0,
            (false, false) => {
                let Location { bucket, key } = location.object()?;
                match client.delete_object(bucket.as_str(), key.as_str()).await {
                    Ok(_) => 1,
                    Err(error) => return Err(context.session.bucket_missing(bucket, error).await),
                }
            }
        };
        if self.bucket
            && let Err(error) = client.delete_bucket(location.bucket.as_str()).await
        {
            return Err(context.session.bucket_missing(&location.bucket, error).await);
        }
        context.console.show(&Removed { location: location.to_string(), objects, bucket: self.bucket })
    }
}

/// Deletes page by page what is listed, and says how many objects that were.
async fn remove_all(
    context: &Context<'_>,
    client: &VoidStorageClient,
    Location { bucket, key }: &Location,
) -> Result<usize, Failure> {
    let bar = count_bar(context.console, "deleting", 0);
    let mut removed = 0;
    let mut pages = client.list_objects_v2(bucket.as_str()).prefix(key.as_str()).pages();
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) => return Err(context.session.bucket_missing(bucket, error).await),
        };
        let count = page.contents.len();
        if count == 0 {
            continue;
        }
        bar.inc_length(u64::try_from(count).unwrap_or_default());
        let keys = page.contents.into_iter().map(|object| object.key);
        let answer = client.delete_objects(bucket.as_str(), keys).quiet().await?;
        if let Some(error) = answer.errors.first() {
            let why = error.message.as_deref().unwrap_or_default();
            let message = format!(
                "{} objects were not deleted: {}: {} {why}",
                answer.errors.len(),
                error.key,
                error.code
            );
            return Err(Failure { code: Some(error.code.clone()), ..Failure::new(Exit::Failed, message) });
        }
        bar.inc(u64::try_from(count).unwrap_or_default());
        removed += count;
    }
    bar.finish_and_clear();
    Ok(removed)
}

impl Show for Removed {
    fn text(&self, _style: Style) -> String {
        match (self.objects, self.bucket) {
            (1, false) => format!("deleted {}", self.location),
            (count, false) => format!("deleted {count} objects of {}", self.location),
            (0, true) => format!("deleted bucket {}", self.location),
            (count, true) => format!("deleted bucket {} and {count} objects", self.location),
        }
    }
}
