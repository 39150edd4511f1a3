//! What is refused, and with which error.

use std::time::Duration;

use http::{HeaderValue, Request, StatusCode, request::Parts};

use super::{PayloadCover, Rules, Verified, Verifier, VerifyError, properties::Signing};
use crate::{clock::Timestamp, credentials::Credentials, protocol::server::ServerError};

const NOW: Timestamp = Timestamp::from_secs(1_440_938_160);

fn request() -> Request<Vec<u8>> {
    Request::post("http://localhost:4566/")
        .header("x-amz-target", "AmazonSQS.SendMessage")
        .body(b"{}".to_vec())
        .unwrap()
}

fn signed() -> Parts {
    Signing::default().sign(request()).into_parts().0
}

fn presigned(valid_secs: u64) -> Parts {
    Signing { presigned_secs: Some(valid_secs), ..Signing::default() }.sign(request()).into_parts().0
}

fn credentials(id: &str) -> Option<Credentials> {
    (id == "key").then(|| Credentials::new("key", "secret"))
}

fn verify_at(parts: &Parts, now: Timestamp) -> Result<Verified, VerifyError> {
    Verifier::new("sqs").region("eu-central-1").verify(parts, Some(b"{}"), now, credentials)
}

fn verify(parts: &Parts) -> Result<Verified, VerifyError> {
    verify_at(parts, NOW)
}

fn code_of(parts: &Parts) -> (String, String, StatusCode) {
    let error = ServerError::from(verify(parts).unwrap_err());
    (error.code().to_owned(), error.query_code().to_owned(), error.status())
}

#[test]
fn accepts_what_is_signed_and_says_who_did() {
    let verified = verify(&signed()).unwrap();
    assert_eq!(
        verified,
        Verified {
            access_key_id: "key".to_owned(),
            region: "eu-central-1".to_owned(),
            signed_at: NOW,
            payload: PayloadCover::Checked,
            chunks: None,
        }
    );
}

#[test]
fn refuses_what_is_not_signed() {
    let parts = request().into_parts().0;
    assert_eq!(verify(&parts), Err(VerifyError::Missing));
    let (code, query_code, status) = code_of(&parts);
    assert_eq!(code, "MissingAuthenticationTokenException");
    assert_eq!((&*query_code, status), ("MissingAuthenticationToken", StatusCode::FORBIDDEN));
}

#[test]
fn refuses_keys_that_nobody_has() {
    let stranger = Signing { access_key_id: "stranger", ..Signing::default() }.sign(request()).into_parts().0;
    let (code, query_code, status) = code_of(&stranger);
    assert_eq!((&*code, &*query_code), ("UnrecognizedClientException", "InvalidClientTokenId"));
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[test]
fn refuses_signatures_by_another_secret_or_for_another_service_or_region() {
    for signing in [
        Signing { secret: "other", ..Signing::default() },
        Signing { service: "kinesis", ..Signing::default() },
        Signing { region: "us-east-1", ..Signing::default() },
    ] {
        let (code, query_code, status) = code_of(&signing.sign(request()).into_parts().0);
        assert_eq!((&*code, &*query_code), ("InvalidSignatureException", "SignatureDoesNotMatch"));
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
}

#[test]
fn allows_clocks_to_differ_by_a_quarter_of_an_hour() {
    let parts = signed();
    let skew = Duration::from_secs(15 * 60);
    let second = Duration::from_secs(1);
    assert!(verify_at(&parts, NOW + skew).is_ok());
    assert!(verify_at(&parts, NOW - skew).is_ok());
    let late = verify_at(&parts, NOW + skew + second).unwrap_err();
    assert_eq!(
        late.to_string(),
        "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z - 15 min.)"
    );
    let early = verify_at(&parts, NOW - skew - second).unwrap_err();
    assert!(
        matches!(&early, VerifyError::Expired(text) if text.starts_with("Signature not yet current")),
        "{early}"
    );
    let strict = Verifier::new("sqs").max_skew(Duration::from_secs(300));
    assert!(strict.verify(&parts, Some(b"{}"), NOW + Duration::from_secs(301), credentials).is_err());
}

#[test]
fn lets_presigned_urls_expire() {
    let parts = presigned(3_600);
    let hour = Duration::from_secs(3_600);
    assert!(verify_at(&parts, NOW + hour).is_ok());
    assert!(matches!(verify_at(&parts, NOW + hour + Duration::from_secs(1)), Err(VerifyError::Expired(_))));
    assert!(verify(&presigned(604_800)).is_ok());
    assert!(matches!(verify(&presigned(604_801)), Err(VerifyError::Incomplete(_))));
    assert!(matches!(verify(&presigned(0)), Err(VerifyError::Incomplete(_))));
}

#[test]
fn asks_for_signatures_over_all_that_decides() {
    for header in ["x-amz-target", "x-amz-other"] {
        let mut parts =
            Signing::default().sign(Request::post("http://h/").body(b"{}".to_vec()).unwrap()).into_parts().0;
        parts.headers.insert(header, HeaderValue::from_static("AmazonSQS.DeleteQueue"));
        assert!(matches!(verify(&parts), Err(VerifyError::Mismatch(_))), "{header}");
    }
    let mut parts = signed();
    rewrite(&mut parts, "host;", "");
    let error = verify(&parts).unwrap_err();
    assert!(error.to_string().contains("'Host'"), "{error}");
}

#[test]
fn compares_session_tokens() {
    let find = |token: Option<&'static str>, expires_at| {
        move |id: &str| {
            credentials(id).map(|found| Credentials {
                session_token: token.map(str::to_owned),
                expires_at,
                ..found
            })
        }
    };
    let verifier = Verifier::new("sqs");
    let with_token = Signing { token: Some("token"), ..Signing::default() };
    for signing in [with_token, Signing { presigned_secs: Some(60), ..with_token }] {
        let parts = signing.sign(request()).into_parts().0;
        let verify = |token, expires_at| verifier.verify(&parts, Some(b"{}"), NOW, find(token, expires_at));
        assert!(verify(Some("token"), Some(NOW + Duration::from_secs(1))).is_ok());
        assert_eq!(verify(Some("token"), Some(NOW)), Err(VerifyError::ExpiredToken));
        assert_eq!(verify(Some("other"), None), Err(VerifyError::UnknownKey));
        assert_eq!(verify(None, None), Err(VerifyError::UnknownKey));
    }
    assert_eq!(
        verifier.verify(&signed(), Some(b"{}"), NOW, find(Some("token"), None)),
        Err(VerifyError::UnknownKey)
    );
}

#[test]
fn tells_what_the_signature_says_of_the_body() {
    let s3 = Verifier::new("sqs").rules(Rules::S3);
    let unsigned = Signing { unsigned_payload: true, rules: Rules::S3, ..Signing::default() };
    let parts = unsigned.sign(request()).into_parts().0;
    let any_body = s3.verify(&parts, Some(b"anything"), NOW, credentials).unwrap();
    assert_eq!(any_body.payload, PayloadCover::Unsigned);
    let signed = Signing { rules: Rules::S3, ..Signing::default() }.sign(request()).into_parts().0;
    let later = s3.verify(&signed, None, NOW, credentials).unwrap();
    let digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    assert_eq!(later.payload, PayloadCover::Declared(digest.to_owned()));
    assert!(s3.verify(&signed, Some(b"{ }"), NOW, credentials).is_err());
    assert!(matches!(
        Verifier::new("sqs").verify(&self::signed(), None, NOW, credentials),
        Err(VerifyError::Incomplete(_))
    ));
}

#[test]
fn refuses_signatures_that_are_not_whole() {
    for (from, to) in [
        ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"),
        ("Credential=", "Principal="),
        ("/aws4_request", ""),
        ("/aws4_request", "/aws5_request"),
        (", Signature=", ", Signature"),
        (", Signature=", ", Credential=a/b/c/d/e, Signature="),
        ("SignedHeaders=", "SignedHeaders=x-none;"),
    ] {
        let mut parts = signed();
        rewrite(&mut parts, from, to);
        assert!(matches!(verify(&parts), Err(VerifyError::Incomplete(_))), "{from} -> {to}");
        assert_eq!(code_of(&parts).1, "IncompleteSignature");
    }
    for name in ["authorization", "x-amz-date"] {
        let mut parts = signed();
        let value = parts.headers[name].clone();
        parts.headers.append(name, value);
        assert!(matches!(verify(&parts), Err(VerifyError::Incomplete(_))), "{name} twice");
    }
    let mut both = presigned(60);
    both.headers.insert("authorization", signed().headers["authorization"].clone());
    assert!(matches!(verify(&both), Err(VerifyError::Incomplete(_))));
}

#[test]
fn keeps_no_key_that_belongs_to_another_secret_or_day() {
    let verifier = Verifier::new("sqs");
    let parts = signed();
    let verify = |secret: &str| {
        verifier.verify(&parts, Some(b"{}"), NOW, |id| Some(Credentials::new(id, secret))).is_ok()
    };
    assert_eq!(
        [verify("secret"), verify("other"), verify("secret"), verify("secret")],
        [true, false, true, true]
    );
    let elsewhere = Signing { region: "us-east-1", ..Signing::default() }.sign(request()).into_parts().0;
    assert!(verifier.verify(&elsewhere, Some(b"{}"), NOW, credentials).is_ok());
    assert!(verify("secret"));
    assert!(!format!("{verifier:?}").contains("secret"));
}

#[test]
fn takes_the_host_from_the_uri_or_the_header() {
    let mut parts = signed();
    parts.headers.insert("host", HeaderValue::from_static("localhost:4566"));
    parts.uri = http::Uri::from_static("/");
    assert!(verify(&parts).is_ok());
    parts.headers.insert("host", HeaderValue::from_static("localhost:4567"));
    assert!(verify(&parts).is_err());
}

fn rewrite(parts: &mut Parts, from: &str, to: &str) {
    let text = parts.headers["authorization"].to_str().unwrap().replacen(from, to, 1);
    parts.headers.insert("authorization", text.try_into().unwrap());
}
