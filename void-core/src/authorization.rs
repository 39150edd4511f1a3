//! [`Authorizer`]: what those who sign requests may do.

use std::{fmt, sync::Arc};

use http::{StatusCode, header, request::Parts};

use crate::protocol::server::ServerError;

/// Says what those who sign requests may do. A mock asks before it carries an operation out, and after it has verified the
/// signature, where it verifies signatures.
pub trait Authorizer: fmt::Debug + Send + Sync + 'static {
    /// Whether this caller is limited at all: of what others ask nothing is looked at.
    fn limits(&self, access_key_id: &str) -> bool;

    /// Decides whether a caller may carry out `action` (`sqs:SendMessage`) on `resource`, an ARN, or `*` for what is about no
    /// resource in particular.
    ///
    /// # Errors
    ///
    /// [`Denied`], with what the caller is told.
    fn check(&self, access_key_id: &str, action: &str, resource: &str) -> Result<(), Denied>;
}

/// What a caller may not do, in words for the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Denied(String);

impl Denied {
    /// Makes a refusal that says `message`.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl From<Denied> for ServerError {
    /// As the services of AWS JSON answer, with status 400; the query protocol's code is `AccessDenied`.
    fn from(Denied(message): Denied) -> Self {
        Self::common("AccessDeniedException", message)
            .with_query_code("AccessDenied")
            .with_status(StatusCode::BAD_REQUEST)
    }
}

/// A caller who is limited, and by whom.
#[derive(Clone, Debug)]
pub struct LimitedCaller {
    authorizer: Arc<dyn Authorizer>,
    access_key_id: String,
}

impl LimitedCaller {
    /// The caller who has `access_key_id`; `None` where nobody limits that one.
    #[must_use]
    pub fn find(authorizer: Option<&Arc<dyn Authorizer>>, access_key_id: Option<&str>) -> Option<Self> {
        let (authorizer, access_key_id) = (authorizer?, access_key_id?);
        let limited = || Self { authorizer: Arc::clone(authorizer), access_key_id: access_key_id.to_owned() };
        authorizer.limits(access_key_id).then(limited)
    }

    /// Decides whether the caller may carry out `action` on `resource`: see [`Authorizer::check`].
    ///
    /// # Errors
    ///
    /// [`Denied`].
    pub fn check(&self, action: &str, resource: &str) -> Result<(), Denied> {
        self.authorizer.check(&self.access_key_id, action, resource)
    }
}

/// The access key that a request names, in its header or its query string, whether its signature is good or not.
#[must_use]
pub fn claimed_access_key(parts: &Parts) -> Option<&str> {
    let in_header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let in_header =
        in_header.and_then(|value| value.split_once("Credential=")?.1.split([',', ' ', '/']).next());
    let query = parts.uri.query().unwrap_or_default();
    let in_query = query.split('&').find_map(|pair| pair.strip_prefix("X-Amz-Credential="));
    in_header.or_else(|| in_query?.split(['/', '%']).next())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::Request;

    use super::{Authorizer, Denied, LimitedCaller, claimed_access_key};
    use crate::protocol::server::ServerError;

    #[derive(Debug)]
    struct OnlyReads;

    impl Authorizer for OnlyReads {
        fn limits(&self, access_key_id: &str) -> bool {
            access_key_id == "reader"
        }

        fn check(&self, access_key_id: &str, action: &str, resource: &str) -> Result<(), Denied> {
            let refused = || Denied::new(format!("{access_key_id} may not {action} {resource}"));
            if action == "read" { Ok(()) } else { Err(refused()) }
        }
    }

    #[test]
    fn only_callers_who_are_limited_are_asked_about() {
        let authorizer: Arc<dyn Authorizer> = Arc::new(OnlyReads);
        assert!(LimitedCaller::find(Some(&authorizer), Some("owner")).is_none());
        assert!(LimitedCaller::find(Some(&authorizer), None).is_none());
        assert!(LimitedCaller::find(None, Some("reader")).is_none());
        let reader = LimitedCaller::find(Some(&authorizer), Some("reader")).unwrap();
        assert_eq!(reader.check("read", "a"), Ok(()));
        let error = ServerError::from(reader.check("write", "a").unwrap_err());
        assert_eq!(error.to_string(), "AccessDeniedException: reader may not write a (status 400)");
        assert_eq!(error.query_code(), "AccessDenied");
    }

    #[test]
    fn the_access_key_is_in_the_header_or_in_the_query() {
        let parts = |uri: &str, authorization: Option<&str>| {
            let mut request = Request::builder().uri(uri);
            if let Some(value) = authorization {
                request = request.header("authorization", value);
            }
            request.body(()).unwrap().into_parts().0
        };
        let header =
            "AWS4-HMAC-SHA256 Credential=AK1/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host";
        let query = "/photos/a?X-Amz-Credential=AK2%2F20260101%2Fus-east-1%2Fs3%2Faws4_request";
        assert_eq!(claimed_access_key(&parts("/", Some(header))), Some("AK1"));
        assert_eq!(claimed_access_key(&parts(query, None)), Some("AK2"));
        assert_eq!(claimed_access_key(&parts("/photos/a", None)), None);
    }
}
