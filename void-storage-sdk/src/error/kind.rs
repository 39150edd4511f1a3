//! [`ErrorKind`]: what a caller can decide on.

void_core::error::error_kinds! {
    service {
        /// The caller may not do this.
        AccessDenied: "AccessDenied" | "AllAccessDisabled",
        /// A body's digest is not the one that was declared.
        BadDigest: "BadDigest" | "XAmzContentSHA256Mismatch" | "XAmzContentChecksumMismatch" | "InvalidDigest",
        /// Another account has a bucket of that name.
        BucketAlreadyExists: "BucketAlreadyExists",
        /// The caller has a bucket of that name.
        BucketAlreadyOwnedByYou: "BucketAlreadyOwnedByYou",
        /// The bucket has objects or versions in it.
        BucketNotEmpty: "BucketNotEmpty",
        /// Another conditional write of the same key is under way: try again.
        ConditionalRequestConflict: "ConditionalRequestConflict",
        /// A part, except for the last one, is smaller than 5 MiB.
        EntityTooSmall: "EntityTooSmall",
        /// The object or part is larger than can be.
        EntityTooLarge: "EntityTooLarge",
        /// The service failed.
        InternalError: "InternalError" | "InternalFailure",
        /// A parameter has a value that it can't have here.
        InvalidArgument: "InvalidArgument",
        /// The name is none that a bucket can have.
        InvalidBucketName: "InvalidBucketName",
        /// The object is archived, or not in a state for this.
        InvalidObjectState: "InvalidObjectState",
        /// A part was not uploaded, or is another than the one that was named.
        InvalidPart: "InvalidPart",
        /// The parts are not in the order of their numbers.
        InvalidPartOrder: "InvalidPartOrder",
        /// The range or the part can't be read: it is beyond the end of the object.
        InvalidRange: "InvalidRange" | "InvalidPartNumber",
        /// The request contradicts itself, or asks for what is not to be had.
        BadRequest: "BadRequest" | "InvalidRequest" | "InvalidTag" | "MalformedPolicy" | "InvalidPolicyDocument" | "IncompleteBody"
            | "MissingContentLength" | "InvalidURI" | "InvalidStorageClass" | "MissingRequestBodyError",
        /// The key is longer than 1,024 bytes.
        KeyTooLong: "KeyTooLongError",
        /// The XML of the request can't be read, or is not what the operation takes.
        MalformedXml: "MalformedXML",
        /// The metadata is larger than 2 KB.
        MetadataTooLarge: "MetadataTooLarge",
        /// The method does not fit the resource: a delete marker can't be read.
        MethodNotAllowed: "MethodNotAllowed",
        /// There is no such bucket.
        NoSuchBucket: "NoSuchBucket",
        /// There is no such object.
        NoSuchKey: "NoSuchKey",
        /// There is no such upload: it was completed or aborted.
        NoSuchUpload: "NoSuchUpload",
        /// There is no such version.
        NoSuchVersion: "NoSuchVersion",
        /// The bucket has no lifecycle rules, tags, policy or CORS rules.
        NoSuchConfiguration: "NoSuchLifecycleConfiguration" | "NoSuchTagSet" | "NoSuchBucketPolicy"
            | "NoSuchCORSConfiguration",
        /// What was asked for is not there: a response without a body, as HEAD has it, does not say what.
        NotFound: "NotFound",
        /// The object is the one that the caller has already.
        NotModified: "NotModified",
        /// The service does not do this.
        NotImplemented: "NotImplemented",
        /// Another operation on the same resource is under way: try again.
        OperationAborted: "OperationAborted",
        /// The bucket is in another region.
        PermanentRedirect: "PermanentRedirect" | "TemporaryRedirect" | "AuthorizationHeaderMalformed"
            | "IllegalLocationConstraintException",
        /// A condition of the request does not hold.
        PreconditionFailed: "PreconditionFailed",
        /// The body did not come in time.
        RequestTimeout: "RequestTimeout",
        /// The service asks to slow down.
        Throttled: "SlowDown" | "Throttling" | "ThrottlingException" | "RequestLimitExceeded" | "TooManyRequests"
            | "BandwidthLimitExceeded",
        /// The account has as many buckets as it may have.
        TooManyBuckets: "TooManyBuckets",
        /// The credentials are unknown or have expired, or the signature is wrong.
        InvalidCredentials: "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "ExpiredToken" | "InvalidToken"
            | "RequestTimeTooSkewed" | "MissingSecurityHeader" | "TokenRefreshRequired",
        /// The service is not there at the moment.
        ServiceUnavailable: "ServiceUnavailable",
    }
    own {
        /// What arrived is not what its checksum says.
        ChecksumMismatch,
        /// A file or a reader of this process can't be read or written.
        Io,
        /// The caller cancelled the transfer.
        Cancelled,
    }
}

impl ErrorKind {
    /// Whether something that the call needs is not there.
    #[must_use]
    pub const fn is_not_found(self) -> bool {
        matches!(
            self,
            Self::NotFound
                | Self::NoSuchBucket
                | Self::NoSuchKey
                | Self::NoSuchVersion
                | Self::NoSuchUpload
                | Self::NoSuchConfiguration
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, ErrorKind};

    #[test]
    fn every_code_is_of_one_kind() {
        for code in CODES {
            assert_eq!(CODES.iter().filter(|other| *other == code).count(), 1, "{code}");
            assert!(ErrorKind::from_code(code).is_some_and(|kind| kind.code().is_some()), "{code}");
        }
        assert_eq!(ErrorKind::from_code("Colour"), None);
        assert_eq!(ErrorKind::Timeout.code(), None);
    }
}
