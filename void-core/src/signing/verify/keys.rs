//! Any key of an object, however it is written in the path: signed by us, accepted by us, and still the same key.

use std::time::Duration;

use http::Uri;
use proptest::prelude::*;

use crate::{
    body::Body,
    clock::Timestamp,
    signing::s3_vectors::{TIME, credentials, signer, verifier},
};

/// A key, and a path that it is written as.
fn any_key() -> impl Strategy<Value = (Vec<u8>, String)> {
    let piece = prop_oneof![
        Just("/".to_owned()),
        Just("../".to_owned()),
        Just("./".to_owned()),
        Just("//".to_owned()),
        "[-a-zA-Z0-9._~]{1,6}",
        "[ +%!*'()@:,;=$&?#|^\\\\\"<>{}`\\[\\]]{1,4}",
        "\\PC{1,3}",
    ];
    (proptest::collection::vec((piece, 0..3_u8), 0..8)).prop_map(|pieces| {
        let (mut key, mut path) = (Vec::new(), "/".to_owned());
        for (piece, way) in pieces {
            key.extend_from_slice(piece.as_bytes());
            for byte in piece.bytes() {
                let is_plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
                let may_be_plain = is_plain || b"!$&'()*+,;=:@|^".contains(&byte);
                match way {
                    0 if is_plain => path.push(char::from(byte)),
                    1 if may_be_plain => path.push(char::from(byte)),
                    2 => path.push_str(&format!("%{byte:02x}")),
                    _ => path.push_str(&format!("%{byte:02X}")),
                }
            }
        }
        (key, path)
    })
}

fn key_of(uri: &Uri) -> Vec<u8> {
    percent_encoding::percent_decode_str(&uri.path()[1..]).collect()
}

fn accepts(request: http::Request<Body>) -> bool {
    let (parts, body) = request.into_parts();
    verifier().verify(&parts, body.as_bytes(), TIME, |_| Some(credentials())).is_ok()
}

proptest! {
    #[test]
    fn any_key_is_signed_and_accepted(
        (key, path) in any_key(),
        query in "(&?[a-z+%*~ü -]{0,6}=?[a-z+*~ -]{0,6}){0,4}",
        header in "([!-~]([ -~]{0,12}[!-~])?)?",
        seconds in 1_u64..600_000,
    ) {
        let query = query.replace(' ', "%20").replace('%', "%25").replace("%2520", "%20");
        let target = if query.is_empty() { path.clone() } else { format!("{path}?{query}") };
        let build = || crate::signing::s3_vectors::request("PUT", &target, &[("x-amz-meta-a", &header)], "body");
        if target.parse::<Uri>().is_ok() {
            let mut request = build();
            signer().sign(&mut request, &credentials(), TIME).unwrap();
            prop_assert_eq!(&key_of(request.uri()), &key);
            prop_assert_eq!(request.uri().path(), path);
            prop_assert!(accepts(request), "{target}");

            let mut presigned = build();
            let expires_in = Duration::from_secs(seconds);
            *presigned.uri_mut() = signer().presign(&build(), &credentials(), TIME, expires_in).unwrap();
            *presigned.body_mut() = Body::from("another");
            prop_assert_eq!(key_of(presigned.uri()), key);
            prop_assert!(accepts(presigned), "{target}");
        }
    }

    /// What our canonical form is without `aws-sigv4`, it is with it.
    #[test]
    fn both_ways_to_sign_give_the_same(
        (_, path) in any_key(),
        query in proptest::collection::btree_map("[a-z]{1,3}", "([a-z]|%20|%2F){0,3}", 0..3),
        body in proptest::collection::vec(any::<u8>(), 0..50),
    ) {
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let target = [path, query.join("&")].join(if query.is_empty() { "" } else { "?" });
        let build = || crate::signing::s3_vectors::request("GET", &target, &[], body.clone());
        let (mut ours, mut theirs) = (build(), build());
        signer().sign(&mut ours, &credentials(), TIME).unwrap();
        theirs.headers_mut().insert("host", "examplebucket.s3.amazonaws.com".parse().unwrap());
        theirs.headers_mut().insert("x-amz-content-sha256", ours.headers()["x-amz-content-sha256"].clone());
        signer().sign_any(&mut theirs, &credentials(), Timestamp::from_secs(TIME.as_secs())).unwrap();
        prop_assert_eq!(ours.headers(), theirs.headers());
    }
}
