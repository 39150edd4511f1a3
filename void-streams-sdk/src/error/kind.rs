//! [`ErrorKind`]: what a caller can decide on.

macro_rules! kinds {
    ($( $(#[$meta:meta])* $kind:ident: $code:literal $(| $alias:literal)*, )*) => {
        /// Why a call failed, one variant for each outcome that a caller handles.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $( $(#[$meta])* $kind, )*
            /// The service answered with an error that is none of the above.
            Service,
            /// There is no answer: refused, broken off.
            Transport,
            /// No answer came in time.
            Timeout,
            /// The client is not set up for this call: no region, no credentials, a bad endpoint.
            Config,
            /// The request can't be sent as the caller made it.
            InvalidRequest,
            /// The answer is not what the service documents.
            InvalidResponse,
            /// A record's data is not the JSON of the type that was asked for, or a value can't be written as JSON.
            InvalidData,
            /// Checkpoints or leases can't be read or written.
            CheckpointStore,
        }

        impl ErrorKind {
            /// The kind of a service's error code; `None` for an unknown code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $( $code $(| $alias)* => Some(Self::$kind), )*
                    _ => None,
                }
            }

            /// The service's error code; `None` for an error that is not the service's.
            #[must_use]
            pub const fn code(self) -> Option<&'static str> {
                match self {
                    $( Self::$kind => Some($code), )*
                    _ => None,
                }
            }
        }

        #[cfg(test)]
        const CODES: &[&str] = &[$( $code $(, $alias)* ),*];
    };
}

kinds! {
    /// The caller may not do this.
    AccessDenied: "AccessDeniedException" | "AccessDenied",
    /// The request would have succeeded; it was asked for not to be carried out.
    DryRun: "DryRunOperationException",
    /// The shard iterator is more than 5 minutes old.
    ExpiredIterator: "ExpiredIteratorException",
    /// The token of a listing is more than 5 minutes old.
    ExpiredNextToken: "ExpiredNextTokenException",
    /// The service failed.
    InternalFailure: "InternalFailureException" | "InternalFailure" | "InternalServerError" | "InternalError",
    /// A parameter has a value that it can't have here.
    InvalidArgument: "InvalidArgumentException",
    /// The caller may not use the KMS key.
    KmsAccessDenied: "KMSAccessDeniedException",
    /// The KMS key is disabled.
    KmsDisabled: "KMSDisabledException",
    /// The KMS key is not in a state for this.
    KmsInvalidState: "KMSInvalidStateException",
    /// There is no such KMS key.
    KmsNotFound: "KMSNotFoundException",
    /// The account is not signed up for KMS.
    KmsOptInRequired: "KMSOptInRequired",
    /// KMS asks to slow down.
    KmsThrottling: "KMSThrottlingException",
    /// A limit is reached: shards, streams being made, calls a second.
    LimitExceeded: "LimitExceededException",
    /// A shard's throughput is used up: 1 MiB or 1,000 records a second in, 2 MiB or 5 calls a second out.
    ProvisionedThroughputExceeded: "ProvisionedThroughputExceededException",
    /// The stream or consumer is there already, or not in a state for this.
    ResourceInUse: "ResourceInUseException",
    /// There is no such stream, shard or consumer.
    ResourceNotFound: "ResourceNotFoundException",
    /// A parameter is missing or breaks the model's constraints.
    Validation: "ValidationException",
    /// The service asks to slow down.
    Throttled: "ThrottlingException" | "Throttling" | "ThrottledException" | "RequestThrottledException"
        | "TooManyRequestsException" | "RequestLimitExceeded" | "SlowDown",
    /// There is no such operation.
    UnknownOperation: "UnknownOperationException" | "UnknownOperation" | "InvalidAction",
    /// The request can't be read.
    Serialization: "SerializationException",
    /// The credentials are unknown or have expired, or the signature is wrong.
    InvalidCredentials: "UnrecognizedClientException" | "InvalidClientTokenId" | "SignatureDoesNotMatch"
        | "InvalidSignatureException" | "ExpiredToken" | "ExpiredTokenException" | "IncompleteSignature"
        | "IncompleteSignatureException" | "MissingAuthenticationToken" | "MissingAuthenticationTokenException"
        | "RequestExpired" | "OptInRequired",
    /// The service is not there at the moment.
    ServiceUnavailable: "ServiceUnavailable",
}

impl ErrorKind {
    /// Whether the caller is asked to slow down.
    #[must_use]
    pub const fn is_throttling(self) -> bool {
        matches!(
            self,
            Self::ProvisionedThroughputExceeded | Self::Throttled | Self::KmsThrottling | Self::LimitExceeded
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, ErrorKind};

    /// The `errors` of every operation on streams in the service's model.
    const DOCUMENTED: [&str; 17] = [
        "AccessDeniedException",
        "DryRunOperationException",
        "ExpiredIteratorException",
        "ExpiredNextTokenException",
        "InternalFailureException",
        "InvalidArgumentException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "KMSOptInRequired",
        "KMSThrottlingException",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "ResourceInUseException",
        "ResourceNotFoundException",
        "ValidationException",
    ];

    #[test]
    fn every_documented_code_has_its_kind() {
        for code in DOCUMENTED {
            let kind = ErrorKind::from_code(code).unwrap_or_else(|| panic!("{code} has no kind"));
            assert_eq!(kind.code(), Some(code));
        }
    }

    #[test]
    fn every_code_is_of_one_kind() {
        for code in CODES {
            assert_eq!(CODES.iter().filter(|other| *other == code).count(), 1, "{code}");
        }
        assert_eq!(ErrorKind::from_code("Colour"), None);
        assert_eq!(ErrorKind::Timeout.code(), None);
    }
}
