//! `void function delete`.

use clap::Args;

use crate::{commands::Context, failure::Failure, output::Done};

/// `void function delete NAME`.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  void function delete create-order")]
pub(crate) struct Delete {
    /// The function
    name: String,
}

impl Delete {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        context.session.control()?.delete_function(&self.name).await?;
        context.console.show(&Done { action: "deleted", kind: "function", name: &self.name })
    }
}
