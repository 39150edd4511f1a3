//! The examples that the S3 API reference publishes, for what is signed under S3's rules.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html> and
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html>.

use std::time::Duration;

use http::{Request, header};

use super::{PolicyClaim, Rules, Signer, Verifier};
use crate::{body::Body, clock::Timestamp, credentials::Credentials};

/// 2013-05-24T00:00:00Z
pub(crate) const TIME: Timestamp = Timestamp::from_secs(1_369_353_600);

pub(crate) fn credentials() -> Credentials {
    Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
}

pub(crate) fn signer() -> Signer {
    Signer::new("us-east-1", "s3").rules(Rules::S3)
}

pub(crate) fn verifier() -> Verifier {
    Verifier::new("s3").rules(Rules::S3)
}

pub(crate) fn request(
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Request<Body> {
    let mut request =
        Request::builder().method(method).uri(format!("https://examplebucket.s3.amazonaws.com{target}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).unwrap()
}

pub(crate) fn signature(request: &Request<Body>) -> String {
    let authorization = request.headers()[header::AUTHORIZATION].to_str().unwrap();
    authorization.split_once("Signature=").unwrap().1.to_owned()
}

#[test]
fn headers_are_signed_as_the_s3_reference_publishes() {
    let put_headers =
        [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")];
    for (mut request, expected) in [
        (
            request("GET", "/test.txt", &[("range", "bytes=0-9")], ""),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            request("PUT", "/test$file.text", &put_headers, "Welcome to Amazon S3."),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            request("PUT", "/test%24file.text", &put_headers, "Welcome to Amazon S3."),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            request("GET", "/?lifecycle", &[], ""),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            request("GET", "/?lifecycle=", &[], ""),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            request("GET", "/?max-keys=2&prefix=J", &[], ""),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ] {
        let target = request.uri().clone();
        signer().sign(&mut request, &credentials(), TIME).unwrap();
        assert_eq!(signature(&request), expected, "{target}");
        let body = request.body().as_bytes().unwrap().to_vec();
        let (parts, _) = request.into_parts();
        verifier().verify(&parts, Some(&body), TIME, |_| Some(credentials())).unwrap();
    }
}

#[test]
fn a_url_is_signed_as_the_s3_reference_publishes() {
    let request = request("GET", "/test.txt", &[], "");
    let url = signer().presign(&request, &credentials(), TIME, Duration::from_secs(86_400)).unwrap();
    let expected = "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    assert!(url.query().unwrap().split('&').any(|pair| pair == expected), "{url}");
    let (parts, ()) = Request::builder().uri(url).body(()).unwrap().into_parts();
    verifier().verify(&parts, None, TIME, |_| Some(credentials())).unwrap();
}

#[test]
fn a_policy_is_signed_as_the_s3_reference_publishes() {
    let policy = "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";
    let now = Timestamp::parse_amz_date("20151229T000000Z").unwrap();
    let signer = signer().policy(&credentials(), now);
    let signature = signer.sign(policy);
    assert_eq!(signer.credential, "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request");
    assert_eq!(signature, "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e");
    let claim = PolicyClaim {
        policy_base64: policy,
        algorithm: "AWS4-HMAC-SHA256",
        credential: &signer.credential,
        date: &signer.date,
        signature: &signature,
        session_token: None,
    };
    let check = |claim: &PolicyClaim<'_>| verifier().verify_policy(claim, now, |_| Some(credentials()));
    assert_eq!(check(&claim).unwrap().access_key_id, "AKIAIOSFODNN7EXAMPLE");
    assert!(check(&PolicyClaim { policy_base64: &policy[4..], ..claim }).is_err());
    assert!(check(&PolicyClaim { session_token: Some("token"), ..claim }).is_err());
    assert!(check(&PolicyClaim { algorithm: "AWS2", ..claim }).is_err());
    assert!(check(&PolicyClaim { date: "20151230T000000Z", ..claim }).is_err());
    let late = now + Duration::from_secs(7 * 86_400 + 1);
    assert!(verifier().verify_policy(&claim, late, |_| Some(credentials())).is_err());
}
