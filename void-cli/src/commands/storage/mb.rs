//! `void storage mb`.

use clap::Args;

use super::location::Location;
use crate::{commands::Context, failure::Failure, output::Done};

/// `void storage mb BUCKET`.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  void storage mb invoices")]
pub(crate) struct Mb {
    /// The name: 3 to 63 lower-case letters, digits, `-` and `.`
    bucket: Location,
}

impl Mb {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let Location { bucket, key } = &self.bucket;
        if !key.is_empty() {
            return Err(Failure::usage(format!("{} is no name of a bucket", self.bucket)));
        }
        context.session.storage()?.create_bucket(bucket.as_str()).await?;
        context.console.show(&Done { action: "created", kind: "bucket", name: bucket })
    }
}
