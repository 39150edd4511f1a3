//! `void storage`.

mod cat;
mod cp;
mod location;
mod ls;
mod mb;
mod presign;
mod rm;

use clap::Subcommand;

pub(crate) use self::location::Location;
use super::Context;
use crate::failure::Failure;

/// What can be done with buckets and objects. An object is named `bucket/key` or `s3://bucket/key`.
#[derive(Debug, Subcommand)]
pub(crate) enum Storage {
    /// Makes a bucket
    Mb(mb::Mb),
    /// Lists buckets, or what is in one
    Ls(ls::Ls),
    /// Copies files to objects, objects to files, objects to objects
    Cp(cp::Cp),
    /// Deletes objects, or a bucket
    Rm(rm::Rm),
    /// Prints an object
    Cat(cat::Cat),
    /// Prints a URL that reads or writes an object, for who has no credentials
    Presign(presign::Presign),
}

impl Storage {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Mb(command) => command.run(context).await,
            Self::Ls(command) => command.run(context).await,
            Self::Cp(command) => command.run(context).await,
            Self::Rm(command) => command.run(context).await,
            Self::Cat(command) => command.run(context).await,
            Self::Presign(command) => command.run(context).await,
        }
    }
}
