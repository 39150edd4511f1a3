//! The signed requests that AWS publishes as test vectors ("aws-sig-v4-test-suite"), each by header and by query string.

use http::{HeaderName, HeaderValue, Request, request::Parts};

use super::{PayloadCover, Rules, Verifier};
use crate::{clock::Timestamp, credentials::Credentials};

/// 2015-08-30T12:36:00Z
const NOW: Timestamp = Timestamp::from_secs(1_440_938_160);
const TOKEN: &str = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";

fn parts(head: &str) -> Parts {
    let mut lines = head.lines();
    let mut line = lines.next().unwrap().split(' ');
    let request = Request::builder().method(line.next().unwrap()).uri(line.next().unwrap());
    let mut parts = request.body(()).unwrap().into_parts().0;
    for (name, value) in lines.map(|line| line.split_once(':').unwrap()) {
        parts
            .headers
            .append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value.trim()).unwrap());
    }
    parts
}

fn credentials(access_key_id: &str, token: bool) -> Option<Credentials> {
    let secret = match access_key_id {
        "AKIDEXAMPLE" => "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        "AKIAIOSFODNN7EXAMPLE" => "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        _ => return None,
    };
    let session_token = token.then(|| TOKEN.to_owned());
    Some(Credentials { session_token, ..Credentials::new(access_key_id, secret) })
}

#[test]
fn accepts_the_published_requests() {
    for (name, head, body) in VECTORS {
        let find = |id: &str| credentials(id, name.contains("token"));
        let verified = Verifier::new("service").region("us-east-1").verify(
            &parts(head),
            Some(body.as_bytes()),
            NOW,
            find,
        );
        let verified = verified.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            (&*verified.access_key_id, verified.payload),
            ("AKIDEXAMPLE", PayloadCover::Checked),
            "{name}"
        );
    }
}

#[test]
fn refuses_the_published_requests_with_another_body_or_secret() {
    for (name, head, body) in VECTORS {
        let token = name.contains("token");
        let verify = |body: String, secret: &str| {
            let find = |id: &str| {
                credentials(id, token)
                    .map(|found| Credentials { secret_access_key: secret.to_owned(), ..found })
            };
            Verifier::new("service").verify(&parts(head), Some(body.as_bytes()), NOW, find)
        };
        assert!(verify(format!("{body} "), "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY").is_err(), "{name}");
        assert!(verify(body.to_string(), "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEZ").is_err(), "{name}");
    }
}

/// The examples of "Authenticating Requests" in the documentation of S3: by header with and without a body, and presigned.
#[test]
fn accepts_the_examples_of_the_s3_documentation() {
    let examples = [
        (
            "GET /test.txt HTTP/1.1\nHost:examplebucket.s3.amazonaws.com\nRange:bytes=0-9\n\
             x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\
             x-amz-date:20130524T000000Z\n\
             Authorization:AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
             SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,\
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            "",
        ),
        (
            "PUT /test%24file.text HTTP/1.1\nHost:examplebucket.s3.amazonaws.com\nDate:Fri, 24 May 2013 00:00:00 GMT\n\
             x-amz-date:20130524T000000Z\nx-amz-storage-class:REDUCED_REDUNDANCY\n\
             x-amz-content-sha256:44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072\n\
             Authorization:AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
             SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,\
             Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            "Welcome to Amazon S3.",
        ),
        (
            "GET /?lifecycle HTTP/1.1\nHost:examplebucket.s3.amazonaws.com\nx-amz-date:20130524T000000Z\n\
             x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\
             Authorization:AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
             SignedHeaders=host;x-amz-content-sha256;x-amz-date,\
             Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            "",
        ),
        (
            "GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1\
             %2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=\
             aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1\nHost:examplebucket.s3.amazonaws.com",
            "",
        ),
    ];
    // 2013-05-24T00:00:00Z
    let now = Timestamp::from_secs(1_369_353_600);
    for (head, body) in examples {
        let verifier = Verifier::new("s3").rules(Rules::S3);
        let verified = verifier.verify(&parts(head), Some(body.as_bytes()), now, |id| credentials(id, false));
        assert_eq!(verified.map(|verified| verified.region).as_deref(), Ok("us-east-1"), "{head}");
    }
}

#[rustfmt::skip]
const VECTORS: &[(&str, &str, &str)] = &[
    (
        "get-vanilla (header)",
        "GET / HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "",
    ),
    (
        "get-vanilla (query)",
        "GET /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "get-vanilla-query-order-encoded (header)",
        "GET /?Param-3=Value3&Param=Value2&%E1%88%B4=Value1 HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        "",
    ),
    (
        "get-vanilla-query-order-encoded (query)",
        "GET /?Param-3=Value3&Param=Value2&%E1%88%B4=Value1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=c5f1848ceec943ac2ca68ee720460c23aaae30a2300586597ada94c4a65e4787 HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "get-vanilla-query-order-key-case (header)",
        "GET /?Param2=value2&Param1=value1 HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "",
    ),
    (
        "get-vanilla-query-order-key-case (query)",
        "GET /?Param2=value2&Param1=value1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=86012e2c9ad4d77369f5d81c11f75158aae4f895a085212cc6d3f923d300bed5 HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "get-vanilla-empty-query-key (header)",
        "GET /?Param1=value1 HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
        "",
    ),
    (
        "get-vanilla-empty-query-key (query)",
        "GET /?Param1=value1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=49096700cbbaa5753443850f40df10f904fc2fdb544dc9512203cc77c471a9de HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "get-vanilla-query-unreserved (header)",
        "GET /?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
        "",
    ),
    (
        "get-vanilla-query-unreserved (query)",
        "GET /?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=8e76a88a7433637b12778d5592799b29ad21ecd6cf6325051c21d86f0acda2bf HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "get-unreserved (header)",
        "GET /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        "",
    ),
    (
        "get-unreserved (query)",
        "GET /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=95968482db1b9e0fadef6efc1bd24689f77c77d9ef56919c96a28cc92e0d6005 HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "get-header-key-duplicate (header)",
        "GET / HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         My-Header1:value2\n\
         My-Header1:value2\n\
         My-Header1:value1\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;my-header1;x-amz-date, Signature=c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        "",
    ),
    (
        "get-header-key-duplicate (query)",
        "GET /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host%3Bmy-header1&X-Amz-Expires=3600&X-Amz-Signature=3349ee0b81b4b589da0ff28a395c3591e04de515651dd74f298fa992d1507a97 HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         My-Header1:value2\n\
         My-Header1:value2\n\
         My-Header1:value1",
        "",
    ),
    (
        "get-header-value-trim (header)",
        "GET / HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         My-Header1: value1\n\
         My-Header2: \"a   b   c\"\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;my-header1;my-header2;x-amz-date, Signature=acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        "",
    ),
    (
        "get-header-value-trim (query)",
        "GET /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host%3Bmy-header1%3Bmy-header2&X-Amz-Expires=3600&X-Amz-Signature=e7bb0fd515e125e1aec2ecc4c0c17484fb06f6846b927c35e46005dd3df3acd4 HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         My-Header1: value1\n\
         My-Header2: \"a   b   c\"",
        "",
    ),
    (
        "get-relative-relative-normalized (header)",
        "GET /example1/example2/../.. HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "",
    ),
    (
        "get-relative-relative-normalized (query)",
        "GET /example1/example2/../..?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "get-slash-dot-slash-normalized (header)",
        "GET /./ HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "",
    ),
    (
        "get-slash-dot-slash-normalized (query)",
        "GET /./?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "get-slashes-normalized (header)",
        "GET //example// HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
        "",
    ),
    (
        "get-slashes-normalized (query)",
        "GET //example//?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=c1834e8fb0307243711f0f907f6ab7311ed300d87f13792d7ee4da89ab93e082 HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "get-vanilla-with-session-token (header)",
        "GET / HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Security-Token:6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        "",
    ),
    (
        "get-vanilla-with-session-token (query)",
        "GET /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Security-Token=6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267&X-Amz-Signature=7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "post-header-key-sort (header)",
        "POST / HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         My-Header1:value1\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;my-header1;x-amz-date, Signature=c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
        "",
    ),
    (
        "post-header-key-sort (query)",
        "POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host%3Bmy-header1&X-Amz-Expires=3600&X-Amz-Signature=c09d07e0d55871f10f2a6d350d994acf6825a3cae70673d7def55616e6119dd7 HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         My-Header1:value1",
        "",
    ),
    (
        "post-header-value-case (header)",
        "POST / HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         My-Header1:VALUE1\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;my-header1;x-amz-date, Signature=cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
        "",
    ),
    (
        "post-header-value-case (query)",
        "POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host%3Bmy-header1&X-Amz-Expires=3600&X-Amz-Signature=0698bc9e4f7f9139065ba2909c0e99da257e8e2a42492a097bcd46d792391fed HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         My-Header1:VALUE1",
        "",
    ),
    (
        "post-vanilla-empty-query-value (header)",
        "POST /?Param1=value1 HTTP/1.1\n\
         Host:example.amazonaws.com\n\
         X-Amz-Date:20150830T123600Z\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
        "",
    ),
    (
        "post-vanilla-empty-query-value (query)",
        "POST /?Param1=value1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=a9ef26247f293bffe40eeff86a0480ba8c14d31503b2e0c3399e3a16bf1a3682 HTTP/1.1\n\
         Host:example.amazonaws.com",
        "",
    ),
    (
        "post-x-www-form-urlencoded (header)",
        "POST / HTTP/1.1\n\
         Content-Type:application/x-www-form-urlencoded\n\
         Host:example.amazonaws.com\n\
         Content-Length:13\n\
         X-Amz-Date:20150830T123600Z\n\
         x-amz-content-sha256:9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-content-sha256;x-amz-date, Signature=d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
        "Param1=value1",
    ),
    (
        "post-x-www-form-urlencoded (query)",
        "POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&X-Amz-Expires=3600&X-Amz-Signature=89a40deed0f26f9461242825a082d2222717248abc7ab41f552ad84a94ad46e9 HTTP/1.1\n\
         Content-Type:application/x-www-form-urlencoded\n\
         Host:example.amazonaws.com\n\
         Content-Length:13",
        "Param1=value1",
    ),
    (
        "post-x-www-form-urlencoded-parameters (header)",
        "POST / HTTP/1.1\n\
         Content-Type:application/x-www-form-urlencoded; charset=utf-8\n\
         Host:example.amazonaws.com\n\
         Content-Length:13\n\
         X-Amz-Date:20150830T123600Z\n\
         x-amz-content-sha256:9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e\n\
         Authorization:AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-content-sha256;x-amz-date, Signature=328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422",
        "Param1=value1",
    ),
    (
        "post-x-www-form-urlencoded-parameters (query)",
        "POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&X-Amz-Expires=3600&X-Amz-Signature=0dbeb9b026c7b6675f266b8427efec9b4fa8b1f6ef1477d717aea231106eab4d HTTP/1.1\n\
         Content-Type:application/x-www-form-urlencoded; charset=utf-8\n\
         Host:example.amazonaws.com\n\
         Content-Length:13",
        "Param1=value1",
    ),
];
