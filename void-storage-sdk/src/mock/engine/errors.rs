//! [`Problem`]: why an operation is refused.

use std::{borrow::Cow, fmt};

use http::StatusCode;

macro_rules! codes {
    ($( $(#[$meta:meta])* $code:ident = $status:ident $text:literal: $message:literal, )*) => {
        /// What kind of refusal it is; named as the service's documentation names its errors.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $( $(#[$meta])* $code, )*
        }

        impl Code {
            /// As on the wire: `NoSuchKey`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$code => $text, )*
                }
            }

            /// The status that it is answered with.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self {
                    $( Self::$code => StatusCode::$status, )*
                }
            }

            /// What the service says of it.
            const fn message(self) -> &'static str {
                match self {
                    $( Self::$code => $message, )*
                }
            }
        }
    };
}

codes! {
    /// The caller may not do this.
    AccessDenied = FORBIDDEN "AccessDenied": "Access Denied",
    /// The bucket's CORS rules don't allow it.
    AccessForbidden = FORBIDDEN "AccessForbidden":
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / \
         Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    /// The header or the form that says who calls is malformed.
    AuthorizationHeaderMalformed = BAD_REQUEST "AuthorizationHeaderMalformed":
        "The authorization header that you provided is not valid.",
    /// The parameters that say who calls are malformed.
    AuthorizationQueryParametersError = BAD_REQUEST "AuthorizationQueryParametersError":
        "The authorization query parameters that you provided are not valid.",
    /// The request asks for more than can be.
    BadRequest = BAD_REQUEST "BadRequest": "Bad Request",
    /// A body's digest is not the one that was declared.
    BadDigest = BAD_REQUEST "BadDigest": "The Content-MD5 you specified did not match what we received.",
    /// Another account has a bucket of that name.
    BucketAlreadyExists = CONFLICT "BucketAlreadyExists":
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select \
         a different name and try again.",
    /// The caller has a bucket of that name.
    BucketAlreadyOwnedByYou = CONFLICT "BucketAlreadyOwnedByYou":
        "Your previous request to create the named bucket succeeded and you already own it.",
    /// The bucket has objects or versions in it.
    BucketNotEmpty = CONFLICT "BucketNotEmpty": "The bucket you tried to delete is not empty",
    /// Another conditional write of the same key is under way.
    ConditionalRequestConflict = CONFLICT "ConditionalRequestConflict":
        "The conditional request cannot succeed due to a conflicting operation against this resource.",
    /// The upload is larger than can be.
    EntityTooLarge = BAD_REQUEST "EntityTooLarge": "Your proposed upload exceeds the maximum allowed size",
    /// A part, except for the last one, is smaller than can be.
    EntityTooSmall = BAD_REQUEST "EntityTooSmall":
        "Your proposed upload is smaller than the minimum allowed size",
    /// The session token has expired.
    ExpiredToken = BAD_REQUEST "ExpiredToken": "The provided token has expired.",
    /// The region is not the endpoint's.
    IllegalLocationConstraint = BAD_REQUEST "IllegalLocationConstraintException":
        "The specified location constraint is incompatible for the region specific endpoint this request was sent to.",
    /// The body has fewer bytes than were declared.
    IncompleteBody = BAD_REQUEST "IncompleteBody":
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
    /// The service failed.
    InternalError = INTERNAL_SERVER_ERROR "InternalError":
        "We encountered an internal error. Please try again.",
    /// There is no such access key.
    InvalidAccessKeyId = FORBIDDEN "InvalidAccessKeyId":
        "The AWS Access Key Id you provided does not exist in our records.",
    /// A parameter has a value that it can't have here.
    InvalidArgument = BAD_REQUEST "InvalidArgument": "Invalid Argument",
    /// The name is none that a bucket can have.
    InvalidBucketName = BAD_REQUEST "InvalidBucketName": "The specified bucket is not valid.",
    /// The bucket is not in a state for this.
    InvalidBucketState = CONFLICT "InvalidBucketState":
        "The request is not valid for the current state of the bucket.",
    /// A chunk is smaller than it may be.
    InvalidChunkSize = FORBIDDEN "InvalidChunkSizeError":
        "Only the last chunk is allowed to have a size less than 8192 bytes",
    /// The digest is not one.
    InvalidDigest = BAD_REQUEST "InvalidDigest": "The Content-MD5 you specified was invalid.",
    /// The object is archived.
    InvalidObjectState = FORBIDDEN "InvalidObjectState":
        "The operation is not valid for the object's storage class",
    /// A part was not uploaded, or is another than the one that was named.
    InvalidPart = BAD_REQUEST "InvalidPart":
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity \
         tag may not match the part's entity tag.",
    /// There is no part of that number in the object.
    InvalidPartNumber = RANGE_NOT_SATISFIABLE "InvalidPartNumber":
        "The requested partnumber is not satisfiable",
    /// The parts are not in the order of their numbers.
    InvalidPartOrder = BAD_REQUEST "InvalidPartOrder":
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
    /// The policy of a form can't be read or does not fit.
    InvalidPolicyDocument = BAD_REQUEST "InvalidPolicyDocument":
        "The content of the form does not meet the conditions specified in the policy document.",
    /// The range can't be satisfied.
    InvalidRange = RANGE_NOT_SATISFIABLE "InvalidRange": "The requested range is not satisfiable",
    /// The request contradicts itself.
    InvalidRequest = BAD_REQUEST "InvalidRequest": "The request is not valid.",
    /// There is no such storage class.
    InvalidStorageClass = BAD_REQUEST "InvalidStorageClass":
        "The storage class you specified is not valid",
    /// A tag is not one.
    InvalidTag = BAD_REQUEST "InvalidTag": "The tag provided was not a valid tag. This error can occur if the tag did not pass \
        input validation.",
    /// The URI can't be read.
    InvalidUri = BAD_REQUEST "InvalidURI": "Couldn't parse the specified URI.",
    /// The key is longer than 1,024 bytes.
    KeyTooLong = BAD_REQUEST "KeyTooLongError": "Your key is too long",
    /// The access control list of a form or request can't be read.
    MalformedPolicy = BAD_REQUEST "MalformedPolicy": "Policies must be valid JSON and the first byte must be '{'",
    /// The form can't be read.
    MalformedPost = BAD_REQUEST "MalformedPOSTRequest":
        "The body of your POST request is not well-formed multipart/form-data.",
    /// The trailers are not those that were announced.
    MalformedTrailer = BAD_REQUEST "MalformedTrailerError":
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    /// The XML can't be read.
    MalformedXml = BAD_REQUEST "MalformedXML":
        "The XML you provided was not well-formed or did not validate against our published schema",
    /// A document is larger than it may be.
    MaxMessageLengthExceeded = BAD_REQUEST "MaxMessageLengthExceeded": "Your request was too big.",
    /// A form's fields before the file are larger than they may be.
    MaxPostPreDataLengthExceeded = BAD_REQUEST "MaxPostPreDataLengthExceededError":
        "Your POST request fields preceding the upload file were too large.",
    /// The metadata is larger than 2 KB.
    MetadataTooLarge = BAD_REQUEST "MetadataTooLarge":
        "Your metadata headers exceed the maximum allowed metadata size",
    /// The method does not fit the resource.
    MethodNotAllowed = METHOD_NOT_ALLOWED "MethodNotAllowed":
        "The specified method is not allowed against this resource.",
    /// The length is not known beforehand.
    MissingContentLength = LENGTH_REQUIRED "MissingContentLength":
        "You must provide the Content-Length HTTP header.",
    /// There is no body where there must be one.
    MissingRequestBody = BAD_REQUEST "MissingRequestBodyError": "Request body is empty.",
    /// The bucket has no policy.
    NoSuchBucketPolicy = NOT_FOUND "NoSuchBucketPolicy": "The bucket policy does not exist",
    /// There is no such bucket.
    NoSuchBucket = NOT_FOUND "NoSuchBucket": "The specified bucket does not exist",
    /// The bucket has no CORS rules.
    NoSuchCorsConfiguration = NOT_FOUND "NoSuchCORSConfiguration": "The CORS configuration does not exist",
    /// There is no such object.
    NoSuchKey = NOT_FOUND "NoSuchKey": "The specified key does not exist.",
    /// The bucket has no lifecycle rules.
    NoSuchLifecycleConfiguration = NOT_FOUND "NoSuchLifecycleConfiguration":
        "The lifecycle configuration does not exist",
    /// The bucket has no tags.
    NoSuchTagSet = NOT_FOUND "NoSuchTagSet": "The TagSet does not exist",
    /// There is no such upload.
    NoSuchUpload = NOT_FOUND "NoSuchUpload":
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    /// There is no such version.
    NoSuchVersion = NOT_FOUND "NoSuchVersion": "The specified version does not exist.",
    /// The mock does not have this.
    NotImplemented = NOT_IMPLEMENTED "NotImplemented":
        "A header or query you provided implies functionality that is not implemented.",
    /// The object is the one that the caller has already.
    NotModified = NOT_MODIFIED "NotModified": "Not Modified",
    /// A condition does not hold.
    PreconditionFailed = PRECONDITION_FAILED "PreconditionFailed":
        "At least one of the pre-conditions you specified did not hold",
    /// The headers are larger than they may be.
    RequestHeaderSectionTooLarge = BAD_REQUEST "RequestHeaderSectionTooLarge":
        "Your request header section exceeds the maximum allowed request header section size.",
    /// The request is not signed by this service's time.
    RequestTimeTooSkewed = FORBIDDEN "RequestTimeTooSkewed":
        "The difference between the request time and the current time is too large.",
    /// The body came too slowly.
    RequestTimeout = BAD_REQUEST "RequestTimeout":
        "Your socket connection to the server was not read from or written to within the timeout period.",
    /// The signature is another one than the request and the secret key give.
    SignatureDoesNotMatch = FORBIDDEN "SignatureDoesNotMatch":
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    /// There are as many buckets as an account can have.
    TooManyBuckets = BAD_REQUEST "TooManyBuckets":
        "You have attempted to create more buckets than allowed",
    /// The body's SHA-256 is not the one that was signed.
    ContentSha256Mismatch = BAD_REQUEST "XAmzContentSHA256Mismatch":
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
}

/// An operation is refused, and nothing was changed. One word wide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    code: Code,
    message: Cow<'static, str>,
    details: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
}

impl Problem {
    /// Makes a problem that says what the service says of `code`.
    #[must_use]
    pub fn of(code: Code) -> Self {
        Self::new(code, code.message())
    }

    /// Makes a problem that says `message`.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner { code, message: message.into(), details: Vec::new(), headers: Vec::new() }))
    }

    /// A parameter can't have the value that it has.
    pub fn argument(name: &str, value: &str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidArgument, message).with("ArgumentName", name).with("ArgumentValue", value)
    }

    /// The request contradicts itself, or asks for what is not to be had.
    pub fn request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidRequest, message)
    }

    /// An object or part of so many bytes is more than `limit`.
    #[must_use]
    pub fn too_large(size: u64, limit: u64) -> Self {
        Self::of(Code::EntityTooLarge)
            .with("ProposedSize", size.to_string())
            .with("MaxSizeAllowed", limit.to_string())
    }

    /// There is no such bucket.
    #[must_use]
    pub fn no_bucket(name: &str) -> Self {
        Self::of(Code::NoSuchBucket).with("BucketName", name)
    }

    /// There is no such object.
    #[must_use]
    pub fn no_key(key: &str) -> Self {
        Self::of(Code::NoSuchKey).with("Key", key)
    }

    /// There is no such version.
    #[must_use]
    pub fn no_version(key: &str, version_id: &str) -> Self {
        Self::of(Code::NoSuchVersion).with("Key", key).with("VersionId", version_id)
    }

    /// The condition that a header sets does not hold.
    #[must_use]
    pub fn precondition(header: &'static str) -> Self {
        Self::of(Code::PreconditionFailed).with("Condition", header)
    }

    /// With an element of the error's document.
    #[must_use]
    pub fn with(mut self, element: &'static str, value: impl Into<String>) -> Self {
        self.0.details.push((element, value.into()));
        self
    }

    /// With a header of the response.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.headers.push((name, value.into()));
        self
    }

    /// What kind of refusal it is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The message, for a person.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The elements of the error's document besides code and message.
    #[must_use]
    pub fn details(&self) -> &[(&'static str, String)] {
        &self.0.details
    }

    /// The headers of the response.
    #[must_use]
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.0.headers
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.0.code.as_str(), self.0.message)
    }
}

impl std::error::Error for Problem {}
