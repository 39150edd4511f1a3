//! [`Access`]: who may call.

use http::{Method, StatusCode, request::Parts};
use void_core::{
    Credentials, authorization::claimed_access_key, protocol::server::ServerError, signing::Verifier,
};

use super::{
    api::{FUNCTIONS, MAPPINGS},
    name::FunctionName,
    refusal::Refused,
};
use crate::{cloud::REGION, routing::segments, served::Functions};

/// Who may call: the owner, or anybody where there is none. Functions may not.
pub(super) struct Access {
    owner: Option<(Credentials, Verifier)>,
}

impl Access {
    /// With `owner`, requests must be signed by it.
    pub(super) fn new(owner: Option<Credentials>) -> Self {
        Self { owner: owner.map(|owner| (owner, Verifier::new("lambda").region(REGION))) }
    }

    /// Checks who calls, and that it is no function.
    ///
    /// # Errors
    ///
    /// What the signature is refused with, and `AccessDeniedException`.
    pub(super) fn check(&self, functions: &Functions, parts: &Parts, body: &[u8]) -> Result<(), Refused> {
        let verified = self.owner.as_ref().map(|(owner, verifier)| {
            let find = |key: &str| {
                let function = || functions.credentials(key).map(|(_, credentials)| credentials);
                if key == owner.access_key_id { Some(owner.clone()) } else { function() }
            };
            verifier.verify(parts, Some(body), functions.cloud().now(), find)
        });
        let verified = verified.transpose().map_err(ServerError::from)?;
        let verified = verified.as_ref().map(|verified| verified.access_key_id.as_str());
        let Some(permissions) =
            verified.or_else(|| claimed_access_key(parts)).and_then(|key| functions.permissions(key))
        else {
            return Ok(());
        };
        let (action, resource) = called(parts);
        let denied = permissions.check(&format!("lambda:{action}"), &resource);
        denied.map_err(|denied| {
            Refused::new(StatusCode::FORBIDDEN, "AccessDeniedException", denied.to_string())
        })
    }
}

/// The action that is asked for, and the ARN of the function that it is about.
fn called(parts: &Parts) -> (&'static str, String) {
    let path = parts.uri.path();
    if path.starts_with(MAPPINGS) {
        return ("ListEventSourceMappings", "*".to_owned());
    }
    let path = segments(path.strip_prefix(FUNCTIONS).unwrap_or_default().trim_matches('/'));
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let action = match (&parts.method, path.as_slice()) {
        (_, []) => "ListFunctions",
        (_, [_, "configuration"]) => "GetFunctionConfiguration",
        (_, [_, "invocations"]) => "InvokeFunction",
        (&Method::DELETE, _) => "DeleteFunction",
        _ => "GetFunction",
    };
    let name = path.first().and_then(|name| FunctionName::parse(name).ok());
    (action, name.map_or_else(|| "*".to_owned(), |name| name.arn()))
}

impl std::fmt::Debug for Access {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_tuple("Access")
            .field(&self.owner.as_ref().map(|(owner, _)| &owner.access_key_id))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::called;

    #[test]
    fn what_is_asked_for_is_known_by_method_and_path() {
        for (method, path, action, name) in [
            ("POST", "/functions/pay/invocations", "InvokeFunction", Some("pay")),
            ("GET", "/functions/", "ListFunctions", None),
            ("GET", "/functions/pay:$LATEST", "GetFunction", Some("pay:$LATEST")),
            ("GET", "/functions/pay/configuration", "GetFunctionConfiguration", Some("pay")),
            ("DELETE", "/functions/pay", "DeleteFunction", Some("pay")),
            ("GET", "/event-source-mappings/", "ListEventSourceMappings", None),
        ] {
            let uri = format!("/2015-03-31{path}");
            let (parts, ()) = Request::builder().method(method).uri(uri).body(()).unwrap().into_parts();
            let arn = |name| format!("arn:aws:lambda:us-east-1:000000000000:function:{name}");
            assert_eq!(called(&parts), (action, name.map_or_else(|| "*".to_owned(), arn)), "{method} {path}");
        }
    }
}
