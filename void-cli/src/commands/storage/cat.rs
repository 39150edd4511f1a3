//! `void storage cat`.

use clap::Args;

use super::location::Location;
use crate::{commands::Context, failure::Failure};

/// `void storage cat BUCKET/KEY`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void storage cat invoices/2026/a.txt
  void storage cat s3://invoices/2026/a.json | jq .total")]
pub(crate) struct Cat {
    /// The object
    object: Location,
}

impl Cat {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        print(context, self.object.object()?).await
    }
}

/// Writes an object to the standard output, as it comes.
pub(super) async fn print(context: &Context<'_>, object: &Location) -> Result<(), Failure> {
    let client = context.session.storage()?;
    let mut body = match client.get_object(object.bucket.as_str(), object.key.as_str()).await {
        Ok(found) => found.body,
        Err(error) => return Err(context.session.object_missing(object, error).await),
    };
    while let Some(bytes) = body.next().await {
        context.console.bytes(&bytes?)?;
    }
    Ok(())
}
