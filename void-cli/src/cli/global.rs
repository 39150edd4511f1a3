//! [`Global`]: the options that every command has.

use clap::{Args, ValueEnum};

/// The options that every command has.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// Where the services are: a URL, or `aws` for their own endpoints in the region [default: AWS_ENDPOINT_URL or the
    /// profile's, else the local cloud, http://127.0.0.1:4566]
    #[arg(long, global = true, value_name = "URL", hide_default_value = true)]
    pub(crate) endpoint: Option<String>,

    /// The profile in ~/.aws/config and ~/.aws/credentials; its credentials come before the environment's
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// The region [default: AWS_REGION or the profile's; us-east-1 on this machine]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) region: Option<String>,

    /// What results look like
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) output: Format,

    /// No colour, on a terminal either; so does NO_COLOR
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
}

/// What results look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tables and sentences, for people
    #[default]
    Text,
    /// Stable JSON, for scripts
    Json,
}
