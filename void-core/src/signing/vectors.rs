//! The published vectors of AWS's signing test suite, and our canonical form against that of `aws-sigv4`.

use std::time::Duration;

use http::{Request, header};
use proptest::prelude::*;

use super::Signer;
use crate::{body::Body, clock::Timestamp, credentials::Credentials};

/// 2015-08-30T12:36:00Z
const TIME: Timestamp = Timestamp::from_secs(1_440_938_160);
const TOKEN: &str = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";

struct Vector {
    name: &'static str,
    method: &'static str,
    target: &'static str,
    headers: &'static [(&'static str, &'static str)],
    token: Option<&'static str>,
    header_signature: &'static str,
    query_signature: &'static str,
}

const VECTORS: [Vector; 6] = [
    Vector {
        name: "get-vanilla",
        method: "GET",
        target: "/",
        headers: &[],
        token: None,
        header_signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        query_signature: "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
    },
    Vector {
        name: "post-vanilla",
        method: "POST",
        target: "/",
        headers: &[],
        token: None,
        header_signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        query_signature: "2ce6e6d2e0cf2f9d1b55fafec88cd20574c31dc2e7631979f71ba2310083e95b",
    },
    Vector {
        name: "get-vanilla-with-session-token",
        method: "GET",
        target: "/",
        headers: &[],
        token: Some(TOKEN),
        header_signature: "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        query_signature: "7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c",
    },
    Vector {
        name: "get-header-value-trim",
        method: "GET",
        target: "/",
        headers: &[("my-header1", " value1"), ("my-header2", " \"a   b   c\"")],
        token: None,
        header_signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        query_signature: "e7bb0fd515e125e1aec2ecc4c0c17484fb06f6846b927c35e46005dd3df3acd4",
    },
    Vector {
        name: "get-vanilla-query-order-encoded",
        method: "GET",
        target: "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
        headers: &[],
        token: None,
        header_signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        query_signature: "c5f1848ceec943ac2ca68ee720460c23aaae30a2300586597ada94c4a65e4787",
    },
    Vector {
        name: "get-vanilla-query",
        method: "GET",
        target: "/",
        headers: &[],
        token: None,
        header_signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        query_signature: "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
    },
];

fn credentials(token: Option<&str>) -> Credentials {
    let mut credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    credentials.session_token = token.map(str::to_owned);
    credentials
}

fn signer() -> Signer {
    Signer::new("us-east-1", "service")
}

fn request(vector: &Vector) -> Request<Body> {
    let mut request = Request::builder()
        .method(vector.method)
        .uri(format!("https://example.amazonaws.com{}", vector.target));
    for (name, value) in vector.headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

fn authorization(request: &Request<Body>) -> &str {
    request.headers()[header::AUTHORIZATION].to_str().unwrap()
}

#[test]
fn headers_are_signed_as_published() {
    let signer = signer();
    for vector in &VECTORS {
        let mut request = request(vector);
        signer.sign(&mut request, &credentials(vector.token), TIME).unwrap();
        let (_, signature) = authorization(&request).split_once("Signature=").unwrap();
        assert_eq!(signature, vector.header_signature, "{}", vector.name);
        assert_eq!(request.headers()["x-amz-date"], "20150830T123600Z");
        assert_eq!(request.headers().get("x-amz-security-token").is_some(), vector.token.is_some());
    }
}

#[test]
fn urls_are_signed_as_published() {
    for vector in &VECTORS {
        let url = signer()
            .presign(&request(vector), &credentials(vector.token), TIME, Duration::from_secs(3600))
            .unwrap();
        let signature =
            url.query().unwrap().split('&').find_map(|pair| pair.strip_prefix("X-Amz-Signature="));
        assert_eq!(signature, Some(vector.query_signature), "{}", vector.name);
    }
}

#[test]
fn a_presigned_url_is_good_for_a_second_to_a_week() {
    for seconds in [0, 7 * 24 * 3600 + 1] {
        let limit = Duration::from_secs(seconds);
        let error = signer().presign(&request(&VECTORS[0]), &credentials(None), TIME, limit).unwrap_err();
        assert!(error.to_string().contains("1 s to 7 days"), "{error}");
    }
}

#[test]
fn signing_again_replaces_the_signature() {
    let signer = signer();
    let mut twice = request(&VECTORS[2]);
    let later = TIME + Duration::from_secs(24 * 60 * 60);
    signer.sign(&mut twice, &credentials(Some("another")), later).unwrap();
    signer.sign(&mut twice, &credentials(Some(TOKEN)), TIME).unwrap();
    assert!(authorization(&twice).ends_with(VECTORS[2].header_signature), "{twice:?}");
    // And without temporary credentials, the token goes.
    signer.sign(&mut twice, &credentials(None), TIME).unwrap();
    assert!(authorization(&twice).ends_with(VECTORS[0].header_signature), "{twice:?}");
}

#[test]
fn the_kept_key_is_for_one_day_and_one_secret() {
    let kept = signer();
    let other = Credentials::new("AKIDEXAMPLE", "another secret");
    for (time, credentials) in
        [(TIME, credentials(None)), (TIME, other.clone()), (TIME + Duration::from_secs(86_400), other)]
    {
        let (mut one, mut two) = (request(&VECTORS[0]), request(&VECTORS[0]));
        kept.sign(&mut one, &credentials, time).unwrap();
        signer().sign(&mut two, &credentials, time).unwrap();
        assert_eq!(authorization(&one), authorization(&two));
    }
}

#[test]
fn a_body_that_is_not_in_memory_is_declared_unsigned() {
    let mut request = Request::builder()
        .uri("https://example.amazonaws.com/")
        .body(Body::from_stream(Body::empty()))
        .unwrap();
    signer().sign(&mut request, &credentials(None), TIME).unwrap();
    assert_eq!(request.headers()["x-amz-content-sha256"], "UNSIGNED-PAYLOAD");
    assert!(authorization(&request).contains("host;x-amz-content-sha256;x-amz-date"), "{request:?}");
}

#[test]
fn secrets_do_not_show() {
    let mut request = request(&VECTORS[2]);
    let signer = signer();
    signer.sign(&mut request, &credentials(Some(TOKEN)), TIME).unwrap();
    let shown = format!("{request:?} {signer:?} {:?}", credentials(Some(TOKEN)));
    for secret in [TOKEN, "wJalrX", VECTORS[2].header_signature] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_url_without_a_host_is_an_error() {
    let mut request = Request::builder().uri("/").body(Body::empty()).unwrap();
    assert!(signer().sign(&mut request, &credentials(None), TIME).is_err());
    assert!(signer().presign(&request, &credentials(None), TIME, Duration::from_secs(60)).is_err());
}

proptest! {
    /// What we write down ourselves, `aws-sigv4` writes the same.
    #[test]
    fn our_canonical_form_is_that_of_aws_sigv4(
        body in proptest::collection::vec(any::<u8>(), 0..300),
        headers in proptest::collection::btree_map("x-[a-z-]{1,12}", "[!-~]([ -~]{0,20}[!-~])?", 0..6),
        host in prop_oneof![
            Just("http://localhost:4566"), Just("http://localhost:80"), Just("https://localhost:443"),
            Just("https://sqs.eu-central-1.amazonaws.com"), Just("http://[::1]:443"),
        ],
        token in proptest::option::of("[!-~]{1,40}"),
        seconds in 0_u64..4_000_000_000,
    ) {
        let build = || {
            let mut request = Request::builder().method("POST").uri(format!("{host}/"));
            for (name, value) in &headers {
                request = request.header(name, value);
            }
            request.header("user-agent", "void").body(Body::from(body.clone())).unwrap()
        };
        let (mut ours, mut theirs) = (build(), build());
        let credentials = credentials(token.as_deref());
        let now = Timestamp::from_secs(seconds);
        signer().sign(&mut ours, &credentials, now).unwrap();
        signer().sign_any(&mut theirs, &credentials, now).unwrap();
        let host = ours.headers_mut().remove(header::HOST).unwrap();
        prop_assert!(host == ours.uri().authority().unwrap().as_str() || host == ours.uri().host().unwrap());
        prop_assert_eq!(ours.headers(), theirs.headers());
    }
}
