//! [`ErrorKind`]: what a caller can decide on.

void_core::error::error_kinds! {
    service {
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
    own {
        /// A record's data is not the JSON of the type that was asked for, or a value can't be written as JSON.
        InvalidData,
        /// Checkpoints or leases can't be read or written.
        CheckpointStore,
    }
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
