//! Whatever `aws-sigv4` signs is accepted, and refused once any of it is another.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials as AwsCredentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
        SigningSettings, UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use http::{HeaderName, HeaderValue, Request, Uri};
use proptest::prelude::*;

use super::{Rules, Verifier};
use crate::{
    body::Body,
    clock::Timestamp,
    credentials::Credentials,
    signing::{Payload, Signer},
};

const SIGNED_AT_SECS: u64 = 1_440_938_160;
const NOW: Timestamp = Timestamp::from_secs(SIGNED_AT_SECS);

/// How to sign a request with `aws-sigv4`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signing {
    pub(super) access_key_id: &'static str,
    pub(super) secret: &'static str,
    pub(super) token: Option<&'static str>,
    pub(super) region: &'static str,
    pub(super) service: &'static str,
    pub(super) rules: Rules,
    pub(super) presigned_secs: Option<u64>,
    pub(super) unsigned_payload: bool,
}

impl Default for Signing {
    fn default() -> Self {
        Self {
            access_key_id: "key",
            secret: "secret",
            token: None,
            region: "eu-central-1",
            service: "sqs",
            rules: Rules::Standard,
            presigned_secs: None,
            unsigned_payload: false,
        }
    }
}

impl Signing {
    pub(super) fn sign(self, mut request: Request<Vec<u8>>) -> Request<Vec<u8>> {
        let identity =
            AwsCredentials::new(self.access_key_id, self.secret, self.token.map(str::to_owned), None, "test")
                .into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(UNIX_EPOCH + Duration::from_secs(SIGNED_AT_SECS))
            .settings(self.settings())
            .build()
            .unwrap()
            .into();
        let body = match self.unsigned_payload {
            true => SignableBody::UnsignedPayload,
            false => SignableBody::Bytes(request.body()),
        };
        let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
        let signable =
            SignableRequest::new(request.method().as_str(), request.uri().to_string(), headers, body)
                .unwrap();
        let (instructions, _signature) = sign(signable, &params).unwrap().into_parts();
        instructions.apply_to_request_http1x(&mut request);
        request
    }

    fn settings(self) -> SigningSettings {
        let mut settings = SigningSettings::default();
        if self.rules == Rules::S3 {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        if let Some(seconds) = self.presigned_secs {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(Duration::from_secs(seconds));
        }
        settings
    }

    fn accepts(self, request: &Request<Vec<u8>>) -> bool {
        let (parts, body) = request.clone().into_parts();
        let verifier = Verifier::new(self.service).region(self.region).rules(self.rules);
        let find = |id: &str| (id == self.access_key_id).then(|| self.credentials());
        verifier.verify(&parts, Some(&body), NOW, find).is_ok()
    }

    fn credentials(self) -> Credentials {
        let session_token = self.token.map(str::to_owned);
        Credentials { session_token, ..Credentials::new(self.access_key_id, self.secret) }
    }
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

prop_compose! {
    fn any_request()(
        method in prop_oneof![Just("GET"), Just("POST"), Just("PUT")],
        host in "[a-z]{1,8}(:[1-9][0-9]{1,3})?",
        path in proptest::collection::vec("[\\PC&&[^/]]{0,6}|\\.|\\.\\.|[a-zA-Z0-9_.~-]{1,8}", 0..4),
        query in proptest::collection::vec(("\\PC{1,6}", "\\PC{0,6}"), 0..4),
        headers in proptest::collection::vec(("x-[a-z]{1,4}(-[a-z]{1,4})?", "[!-~]([ -~]{0,12}[!-~])?"), 0..4),
        body in proptest::collection::vec(any::<u8>(), 0..64),
    ) -> Request<Vec<u8>> {
        // What is unreserved stays as it is, as a canonical path has it; an encoded slash is a plain one to S3.
        let path: Vec<String> = path
            .iter()
            .map(|segment| match segment.as_bytes() {
                bytes if bytes.iter().all(|byte| b"-._~".contains(byte) || byte.is_ascii_alphanumeric()) => segment.clone(),
                _ => segment.chars().filter(|character| !"-._~".contains(*character)).map(|character| encoded(&character.to_string())).collect(),
            })
            .collect();
        let query: Vec<String> =
            query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let uri = format!("http://{host}/{}?{}", path.join("/"), query.join("&"));
        let mut request = Request::builder().method(method).uri(uri).body(body).unwrap();
        for (name, value) in headers {
            request.headers_mut().append(name.parse::<HeaderName>().unwrap(), HeaderValue::try_from(value).unwrap());
        }
        request
    }
}

prop_compose! {
    fn any_signing()(
        s3 in any::<bool>(),
        token in any::<bool>(),
        presigned in any::<bool>(),
        unsigned in any::<bool>(),
    ) -> Signing {
        Signing {
            rules: if s3 { Rules::S3 } else { Rules::Standard },
            token: token.then_some("a/token+with=signs"),
            presigned_secs: presigned.then_some(60),
            // In S3 a presigned URL never covers the body; elsewhere it always does.
            unsigned_payload: s3 && (presigned || unsigned),
            ..Signing::default()
        }
    }
}

proptest! {
    #[test]
    fn accepts_what_the_signer_signs(request in any_request(), signing in any_signing()) {
        prop_assert!(signing.accepts(&signing.sign(request)));
    }

    /// The same of our own signer, which signs most requests without `aws-sigv4`.
    #[test]
    fn accepts_what_our_signer_signs(request in any_request(), signing in any_signing()) {
        let signer = Signer::new(signing.region, signing.service).rules(signing.rules);
        let mut signed = request.clone().map(Body::from);
        if signing.unsigned_payload {
            signed.extensions_mut().insert(Payload::Unsigned);
        }
        match signing.presigned_secs {
            None => signer.sign(&mut signed, &signing.credentials(), NOW).unwrap(),
            Some(seconds) => {
                let expires_in = Duration::from_secs(seconds);
                *signed.uri_mut() = signer.presign(&signed, &signing.credentials(), NOW, expires_in).unwrap();
            }
        }
        prop_assert!(signing.accepts(&signed.map(|_| request.body().clone())));
    }

    #[test]
    fn refuses_another_byte_anywhere(
        request in any_request(),
        signing in any_signing(),
        place in any::<proptest::sample::Index>(),
        flip in 1..=127_u8,
    ) {
        let signed = signing.sign(request);
        let mut places: Vec<Mutation> = Vec::new();
        places.extend((0..signed.uri().path_and_query().unwrap().as_str().len()).map(Mutation::Uri));
        for (index, (_, value)) in signed.headers().iter().enumerate() {
            places.extend((0..value.len()).map(|at| Mutation::Header(index, at)));
        }
        if !signing.unsigned_payload {
            places.extend((0..signed.body().len()).map(Mutation::Body));
        }
        let mutation = place.get(&places);
        if let Some(mutated) = mutation.apply(&signed, flip) {
            prop_assert!(!signing.accepts(&mutated), "{mutation:?}: {mutated:?}");
        }
    }

    #[test]
    fn never_panics_on_any_header(authorization in "(AWS4-HMAC-SHA256 )?[ -~]{0,80}", date in "[ -~]{0,20}") {
        let request = Request::post("/").header("authorization", authorization).header("x-amz-date", date);
        prop_assert!(!Signing::default().accepts(&request.body(Vec::new()).unwrap()));
    }

    #[test]
    fn never_panics_on_any_query(query in "(&?X-Amz-(Signature|Algorithm|Credential|Date|Expires|SignedHeaders)=[!-~&&[^#]]{0,20}){0,8}") {
        if let Ok(uri) = format!("/?{query}").parse::<Uri>() {
            let mut request = Request::new(Vec::new());
            *request.uri_mut() = uri;
            prop_assert!(!Signing::default().accepts(&request));
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Mutation {
    Uri(usize),
    /// Which header, and which byte of its value.
    Header(usize, usize),
    Body(usize),
}

impl Mutation {
    /// The request with one byte another; `None` where that means the same, or is no request.
    fn apply(self, request: &Request<Vec<u8>>, flip: u8) -> Option<Request<Vec<u8>>> {
        let mut mutated = request.clone();
        match self {
            Self::Uri(at) => {
                let mut bytes = request.uri().path_and_query()?.as_str().as_bytes().to_vec();
                bytes[at] ^= flip;
                let text = String::from_utf8(bytes).ok()?;
                let uri = format!("http://{}{text}", request.uri().authority()?).parse::<Uri>().ok()?;
                if meaning(&uri) == meaning(request.uri()) || is_relative(&uri) || is_relative(request.uri())
                {
                    return None;
                }
                *mutated.uri_mut() = uri;
            }
            Self::Header(index, at) => {
                let (name, value) = request.headers().iter().nth(index)?;
                let mut bytes = value.as_bytes().to_vec();
                bytes[at] ^= flip;
                let same = |bytes: &[u8]| {
                    let text = String::from_utf8_lossy(bytes).into_owned();
                    text.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
                };
                if same(&bytes) == same(value.as_bytes()) {
                    return None;
                }
                let changed = HeaderValue::from_bytes(&bytes).ok()?;
                let values: Vec<HeaderValue> = request
                    .headers()
                    .get_all(name)
                    .iter()
                    .map(|other| if other == value { changed.clone() } else { other.clone() })
                    .collect();
                mutated.headers_mut().remove(name);
                for value in values {
                    mutated.headers_mut().append(name, value);
                }
            }
            Self::Body(at) => mutated.body_mut()[at] ^= flip,
        }
        Some(mutated)
    }
}

/// What a URI means to a server: its path decoded and its parameters decoded, in any order.
fn meaning(uri: &Uri) -> (Vec<u8>, Vec<(String, String)>) {
    let path = percent_encoding::percent_decode_str(uri.path()).collect();
    let mut query: Vec<(String, String)> =
        form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    query.sort();
    (path, query)
}

/// Whether the path has dots or empty segments, of which many ways lead to one place.
fn is_relative(uri: &Uri) -> bool {
    uri.path() != "/" && uri.path().split('/').skip(1).any(|segment| matches!(segment, "" | "." | ".."))
}
