//! `void storage presign`.

use std::time::Duration;

use clap::Args;
use serde::Serialize;

use super::location::Location;
use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style},
};

/// `void storage presign BUCKET/KEY`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void storage presign invoices/2026/a.txt --expires 300
  void storage presign invoices/upload.bin --put")]
pub(crate) struct Presign {
    /// The object; it need not be there
    object: Location,
    /// For how many seconds the URL can be used, 1 to 604800
    #[arg(long, value_name = "SECONDS", default_value_t = 3_600)]
    expires: u32,
    /// Makes a URL that writes the object
    #[arg(long)]
    put: bool,
}

#[derive(Serialize)]
struct Signed {
    method: String,
    url: String,
    expires_in_seconds: u32,
}

impl Presign {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let Location { bucket, key } = self.object.object()?;
        let client = context.session.storage()?;
        let expires_in = Duration::from_secs(self.expires.into());
        let request = if self.put {
            client.put_object(bucket.as_str(), key.as_str(), "").presign(expires_in).await?
        } else {
            client.get_object(bucket.as_str(), key.as_str()).presign(expires_in).await?
        };
        let method = request.method.to_string();
        context.console.show(&Signed { method, url: request.url, expires_in_seconds: self.expires })
    }
}

impl Show for Signed {
    fn text(&self, _style: Style) -> String {
        self.url.clone()
    }
}
