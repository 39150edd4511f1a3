//! [`Problem`]: why an operation is refused.

use std::{borrow::Cow, fmt};

macro_rules! codes {
    ($( $(#[$meta:meta])* $code:ident = $text:literal, )*) => {
        /// What kind of refusal it is; named as the service's documentation names its errors.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $( $(#[$meta])* $code, )*
        }

        impl Code {
            /// As on the wire: `ResourceNotFoundException`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$code => $text, )*
                }
            }
        }
    };
}

codes! {
    /// The caller may not do this.
    AccessDenied = "AccessDeniedException",
    /// The request would have succeeded.
    DryRunOperation = "DryRunOperationException",
    /// The shard iterator is more than 5 minutes old.
    ExpiredIterator = "ExpiredIteratorException",
    /// The token of a listing is more than 5 minutes old.
    ExpiredNextToken = "ExpiredNextTokenException",
    /// The service failed.
    InternalFailure = "InternalFailure",
    /// A parameter has a value that it can't have here.
    InvalidArgument = "InvalidArgumentException",
    /// The KMS key can't be found.
    KmsNotFound = "KMSNotFoundException",
    /// A limit is reached.
    LimitExceeded = "LimitExceededException",
    /// A shard's throughput is used up.
    ProvisionedThroughputExceeded = "ProvisionedThroughputExceededException",
    /// The resource is there already, or not in a state for this.
    ResourceInUse = "ResourceInUseException",
    /// There is no such stream, shard or consumer.
    ResourceNotFound = "ResourceNotFoundException",
    /// A parameter is missing or breaks the model's constraints.
    Validation = "ValidationException",
}

/// An operation is refused, and nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    message: Cow<'static, str>,
}

impl Problem {
    /// Makes a problem that says `message`.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }

    /// A parameter can't have the value that it has.
    pub fn argument(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidArgument, message)
    }

    /// The request would succeed, and was only to be checked.
    #[must_use]
    pub fn dry_run() -> Self {
        Self::new(Code::DryRunOperation, "Request would have succeeded, but DryRun flag is set.")
    }

    /// The service failed, in the words of PutRecords' documentation.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(Code::InternalFailure, "Internal service failure.")
    }

    /// There is no such stream.
    #[must_use]
    pub fn no_stream(name: &str, account_id: &str) -> Self {
        Self::new(Code::ResourceNotFound, format!("Stream {name} under account {account_id} not found."))
    }

    /// What kind of refusal it is.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The message, for a person.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The message, given away.
    #[must_use]
    pub fn into_message(self) -> Cow<'static, str> {
        self.message
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code.as_str(), self.message)
    }
}

impl std::error::Error for Problem {}
