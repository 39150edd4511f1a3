//! [`ErrorKind`]: what a caller can decide on.

void_core::error::error_kinds! {
    prefix "AWS.SimpleQueueService.";
    service {
        /// Two entries of a batch have the same id.
        BatchEntryIdsNotDistinct: "BatchEntryIdsNotDistinct",
        /// The messages of a batch have more than 1,048,576 bytes together.
        BatchRequestTooLong: "BatchRequestTooLong",
        /// The batch has no entries.
        EmptyBatchRequest: "EmptyBatchRequest",
        /// The id or URL of the queue is not one.
        InvalidAddress: "InvalidAddress",
        /// There is no such attribute.
        InvalidAttributeName: "InvalidAttributeName",
        /// An attribute can't have that value.
        InvalidAttributeValue: "InvalidAttributeValue",
        /// An entry's id is not one: 1 to 80 letters, digits, `-` and `_`.
        InvalidBatchEntryId: "InvalidBatchEntryId",
        /// The receipt handle is not of the current version.
        InvalidIdFormat: "InvalidIdFormat",
        /// The body has characters that the service refuses.
        InvalidMessageContents: "InvalidMessageContents",
        /// The request is not signed, or not made over HTTPS where it must be.
        InvalidSecurity: "InvalidSecurity",
        /// The caller may not use the KMS key.
        KmsAccessDenied: "KmsAccessDenied" | "KMS.AccessDeniedException",
        /// The KMS key is disabled.
        KmsDisabled: "KmsDisabled" | "KMS.DisabledException",
        /// The KMS key is not for encryption.
        KmsInvalidKeyUsage: "KmsInvalidKeyUsage" | "KMS.InvalidKeyUsageException",
        /// The KMS key is not in a state for this.
        KmsInvalidState: "KmsInvalidState" | "KMS.InvalidStateException",
        /// There is no such KMS key.
        KmsNotFound: "KmsNotFound" | "KMS.NotFoundException",
        /// The account is not signed up for KMS.
        KmsOptInRequired: "KmsOptInRequired" | "KMS.OptInRequired",
        /// KMS asks to slow down.
        KmsThrottled: "KmsThrottled" | "KMS.ThrottlingException",
        /// The message is not in flight: it became visible again, or was deleted.
        MessageNotInflight: "MessageNotInflight",
        /// A limit was reached: 120,000 messages in flight, 7 actions in a permission, …
        OverLimit: "OverLimit",
        /// The queue was purged within the last 60 s.
        PurgeQueueInProgress: "PurgeQueueInProgress",
        /// A queue of that name was deleted within the last 60 s.
        QueueDeletedRecently: "QueueDeletedRecently",
        /// There is no such queue.
        QueueDoesNotExist: "QueueDoesNotExist" | "NonExistentQueue",
        /// There is a queue of that name with other attributes.
        QueueNameExists: "QueueNameExists" | "QueueAlreadyExists",
        /// The receipt handle is not valid for this queue or message.
        ReceiptHandleIsInvalid: "ReceiptHandleIsInvalid",
        /// The service asks to slow down.
        RequestThrottled: "RequestThrottled" | "Throttling" | "ThrottlingException" | "ThrottledException"
            | "RequestThrottledException" | "TooManyRequestsException" | "RequestLimitExceeded" | "SlowDown",
        /// There is no such move task or queue.
        ResourceNotFound: "ResourceNotFoundException" | "ResourceNotFound",
        /// The batch has more than 10 entries.
        TooManyEntriesInBatchRequest: "TooManyEntriesInBatchRequest",
        /// The queue's kind or the service does not support this.
        UnsupportedOperation: "UnsupportedOperation",
        /// The caller may not do this.
        AccessDenied: "AccessDenied" | "AccessDeniedException" | "NotAuthorized",
        /// A parameter has a value that it can't have.
        InvalidParameterValue: "InvalidParameterValue" | "InvalidParameterCombination" | "ValidationException"
            | "ValidationError",
        /// A required parameter is missing.
        MissingParameter: "MissingParameter",
        /// There is no such operation.
        InvalidAction: "InvalidAction" | "UnknownOperationException" | "UnknownOperation",
        /// The request's JSON can't be read.
        Serialization: "SerializationException",
        /// The credentials are unknown or have expired, or the signature is wrong.
        InvalidCredentials: "InvalidClientTokenId" | "UnrecognizedClientException" | "SignatureDoesNotMatch"
            | "InvalidSignatureException" | "ExpiredToken" | "ExpiredTokenException" | "IncompleteSignature"
            | "IncompleteSignatureException" | "MissingAuthenticationToken" | "MissingAuthenticationTokenException"
            | "RequestExpired" | "OptInRequired",
        /// The service failed.
        InternalError: "InternalError" | "InternalFailure" | "InternalServerError",
        /// The service is not there at the moment.
        ServiceUnavailable: "ServiceUnavailable",
    }
    own {
        /// What came back is not what was sent: an MD5 differs.
        ChecksumMismatch,
        /// A message's body is not the JSON of the type that was asked for, or a value can't be written as
        /// JSON.
        InvalidBody,
        /// A message's body can't be put into the store that it is to go to, or can't be had from it.
        Payload,
    }
}

impl ErrorKind {
    /// Whether the caller is asked to slow down.
    #[must_use]
    pub const fn is_throttling(self) -> bool {
        matches!(self, Self::RequestThrottled | Self::KmsThrottled)
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, ErrorKind};

    /// The `errors` of every operation in the service's model.
    const DOCUMENTED: [&str; 28] = [
        "BatchEntryIdsNotDistinct",
        "BatchRequestTooLong",
        "EmptyBatchRequest",
        "InvalidAddress",
        "InvalidAttributeName",
        "InvalidAttributeValue",
        "InvalidBatchEntryId",
        "InvalidIdFormat",
        "InvalidMessageContents",
        "InvalidSecurity",
        "KmsAccessDenied",
        "KmsDisabled",
        "KmsInvalidKeyUsage",
        "KmsInvalidState",
        "KmsNotFound",
        "KmsOptInRequired",
        "KmsThrottled",
        "MessageNotInflight",
        "OverLimit",
        "PurgeQueueInProgress",
        "QueueDeletedRecently",
        "QueueDoesNotExist",
        "QueueNameExists",
        "ReceiptHandleIsInvalid",
        "RequestThrottled",
        "ResourceNotFoundException",
        "TooManyEntriesInBatchRequest",
        "UnsupportedOperation",
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
    }

    #[test]
    fn the_query_protocols_codes_are_known() {
        let kind = ErrorKind::from_code("AWS.SimpleQueueService.NonExistentQueue");
        assert_eq!(kind, Some(ErrorKind::QueueDoesNotExist));
        assert_eq!(ErrorKind::from_code("KMS.DisabledException"), Some(ErrorKind::KmsDisabled));
        assert_eq!(ErrorKind::from_code("Colour"), None);
        assert_eq!(ErrorKind::Timeout.code(), None);
    }
}
