//! [`Cp`]: the command.

use clap::Args;
use serde::Serialize;

use super::{
    place::{Place, places},
    plan::{Step, plan},
    transfer,
};
use crate::{
    commands::{Context, storage::cat},
    failure::Failure,
    output::{Show, Style, size},
};

/// `void storage cp FROM TO`.
///
/// What begins with `s3://` is an object; what begins with `/` or `.` is a file, and `-` the standard input or output. Of
/// anything else, FROM is a file where there is one of that name, and TO is what FROM is not. To copy from object to
/// object, both begin with `s3://`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void storage cp order.json invoices/2026/order.json
  void storage cp s3://invoices/2026/order.json ./order.json
  void storage cp ./site s3://www --recursive
  void storage cp s3://www s3://www-backup --recursive
  void storage cp s3://invoices/2026/order.json - | jq .total")]
pub(crate) struct Cp {
    /// A file, a folder or an object
    from: String,
    /// A file, a folder or an object; a name that ends in `/` is a folder
    to: String,
    /// Copies a folder, or all objects whose keys begin so
    #[arg(long, short)]
    recursive: bool,
    /// The content type of what is uploaded [default: the service's, binary/octet-stream]
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
}

#[derive(Debug, Serialize)]
struct Copied {
    from: String,
    to: String,
    objects: usize,
    bytes: u64,
}

impl Cp {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let (from, to) = places(&self.from, &self.to)?;
        if let (Place::Object(object), Place::Standard) = (&from, &to) {
            return cat::print(context, object.object()?).await;
        }
        let client = context.session.storage()?;
        let steps = plan(context, &client, &from, &to, self.recursive).await?;
        transfer::run(context, &client, &steps, self.content_type.as_deref()).await?;
        context.console.show(&Copied {
            from: from.to_string(),
            to: to.to_string(),
            objects: steps.len(),
            bytes: steps.iter().filter_map(Step::size).sum(),
        })
    }
}

impl Show for Copied {
    fn text(&self, _style: Style) -> String {
        let Self { from, to, objects, bytes } = self;
        let objects = if *objects == 1 { String::new() } else { format!("{objects} objects, ") };
        format!("copied {from} to {to} ({objects}{})", size(*bytes))
    }
}
