//! From a request's method, target, parameters and headers to the operation.

use std::pin::Pin;

use http::{HeaderMap, Method, Response};
use void_core::Body;

use super::{Exchange, subresources};
use crate::{
    checksum::Checksum,
    mock::{
        engine::{Code, Problem},
        operations::Serve,
    },
    operations::{self as requests, Operation, Route, Shape, Target},
    wire::{Content, Message, Parts},
};

type Answering<'a> = Pin<Box<dyn Future<Output = Response<Body>> + Send + 'a>>;

/// An operation that the mock has.
pub(super) struct Entry {
    pub(super) name: &'static str,
    route: Route,
    pub(super) carry_out: for<'a> fn(&'a mut Exchange<'_>, Message) -> Answering<'a>,
}

macro_rules! operations {
    ($($request:ident),* $(,)?) => {
        static OPERATIONS: &[Entry] = &[
            $( Entry {
                name: <requests::$request as Operation>::NAME,
                route: <requests::$request as Shape>::ROUTE,
                carry_out: |exchange, message| Box::pin(carry_out::<requests::$request>(exchange, message)),
            }, )*
        ];
    };
}

operations!(
    DeleteBucketRequest,
    HeadBucketRequest,
    GetBucketLocationRequest,
    GetBucketVersioningRequest,
    PutBucketVersioningRequest,
    GetBucketTaggingRequest,
    PutBucketTaggingRequest,
    DeleteBucketTaggingRequest,
    GetObjectTaggingRequest,
    PutObjectTaggingRequest,
    DeleteObjectTaggingRequest,
    GetBucketPolicyRequest,
    PutBucketPolicyRequest,
    DeleteBucketPolicyRequest,
    GetBucketCorsRequest,
    PutBucketCorsRequest,
    DeleteBucketCorsRequest,
    ListBucketsRequest,
    AbortMultipartUploadRequest,
    CompleteMultipartUploadRequest,
    CopyObjectRequest,
    CreateBucketRequest,
    CreateMultipartUploadRequest,
    DeleteBucketLifecycleRequest,
    DeleteObjectRequest,
    DeleteObjectsRequest,
    GetBucketLifecycleConfigurationRequest,
    GetBucketNotificationConfigurationRequest,
    GetObjectAttributesRequest,
    GetObjectRequest,
    HeadObjectRequest,
    ListMultipartUploadsRequest,
    ListObjectVersionsRequest,
    ListObjectsRequest,
    ListObjectsV2Request,
    PutBucketLifecycleConfigurationRequest,
    PutBucketNotificationConfigurationRequest,
    ListPartsRequest,
    PutObjectRequest,
    UploadPartCopyRequest,
    UploadPartRequest,
);

/// The operation of a request.
pub(super) fn find(method: &Method, message: &Message) -> Result<&'static Entry, Problem> {
    let target = match (&message.bucket, &message.key) {
        (None, _) => Target::Service,
        (Some(_), None) => Target::Bucket,
        (Some(_), Some(_)) => Target::Object,
    };
    let fitting = OPERATIONS.iter().filter(|entry| fits(&entry.route, method, target, message));
    let entry = fitting.max_by_key(|entry| weight(&entry.route));
    let taken = entry.map_or(&[][..], |entry| entry.route.fixed);
    if let Some(name) = subresources::beyond(message, taken) {
        return Err(Problem::of(Code::NotImplemented).with("Header", name));
    }
    entry.ok_or_else(|| {
        let kind = match target {
            Target::Service => "SERVICE",
            Target::Bucket => "BUCKET",
            Target::Object => "OBJECT",
        };
        Problem::of(Code::MethodNotAllowed).with("Method", method.as_str()).with("ResourceType", kind)
    })
}

fn fits(route: &Route, method: &Method, target: Target, message: &Message) -> bool {
    route.method == method
        && route.target == target
        && route.fixed.iter().all(|(name, value)| message.query.get(name) == Some(value))
        && route.required.iter().all(|name| message.query.has(name))
        && route.header.is_none_or(|name| message.headers.contains_key(name))
}

/// How much a route asks for: the one that asks for most is meant.
fn weight(route: &Route) -> usize {
    route.fixed.len() + route.required.len() + usize::from(route.header.is_some())
}

async fn carry_out<R: Serve>(exchange: &mut Exchange<'_>, message: Message) -> Response<Body> {
    match serve::<R>(exchange, message).await {
        Ok(response) => response,
        Err(problem) => exchange.failure(&problem),
    }
}

async fn serve<R: Serve>(
    exchange: &mut Exchange<'_>,
    mut message: Message,
) -> Result<Response<Body>, Problem> {
    if !R::UPLOADS {
        if R::NEEDS_CHECKSUM && !is_vouched_for(&message.headers) {
            return Err(Problem::request("Missing required header for this request: Content-MD5"));
        }
        message.content = Content::Document(exchange.document(R::SUMS_UP_OBJECT).await?);
    }
    let request = R::read(&mut message)?;
    let answer = request.serve(exchange).await?;
    let status = R::status(&answer);
    let mut message = Message::default();
    answer.write(&mut message).map_err(|invalid| Problem::new(Code::InternalError, invalid.to_string()))?;
    Ok(exchange.success(status, message))
}

/// Whether the headers have a digest of the document, or announce one.
fn is_vouched_for(headers: &HeaderMap) -> bool {
    let has_checksum = Checksum::ALL.iter().any(|checksum| headers.contains_key(checksum.header()));
    has_checksum || headers.contains_key("content-md5") || headers.contains_key("x-amz-trailer")
}

#[cfg(test)]
mod tests {
    use super::{OPERATIONS, weight};

    #[test]
    fn no_two_operations_have_the_same_route() {
        for (index, one) in OPERATIONS.iter().enumerate() {
            assert!(weight(&one.route) < 6);
            assert!(
                OPERATIONS.iter().skip(index + 1).all(|other| one.route != other.route),
                "{:?}",
                one.route
            );
        }
    }
}
