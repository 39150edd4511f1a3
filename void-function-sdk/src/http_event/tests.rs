use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use void_core::Timestamp;

use super::*;
use crate::{Event, Reply, fixtures};

fn decode(payload: &str) -> VoidHttpRequest {
    VoidHttpRequest::decode(payload.as_bytes()).unwrap()
}

fn assert_order(request: &VoidHttpRequest) {
    assert_eq!((&request.method, request.path.as_str()), (&Method::POST, "/orders/7"));
    assert_eq!(request.path_parameter("orderId"), Some("7"));
    assert_eq!(request.query_all("tag").collect::<Vec<_>>(), ["a&b", "b c"]);
    assert_eq!((request.query("expand"), request.query("none")), (Some("customer"), None));
    assert_eq!(request.header("Content-Type"), Some("application/json"));
    assert_eq!(request.cookies().collect::<Vec<_>>(), [("session", "abc"), ("theme", "dark")]);
    assert_eq!((request.cookie("theme"), request.cookie("none")), (Some("dark"), None));
    assert_eq!(request.stage_variables["table"], "orders");
    assert_eq!(request.json::<Value>().unwrap(), json!({"quantity": 2}));
    let context = &request.request_context;
    assert_eq!(context.account_id, "123456789012");
    assert_eq!(context.protocol, "HTTP/1.1");
}

#[test]
fn reads_a_rest_apis_request() {
    let request = decode(fixtures::API_GATEWAY_REST);
    assert_order(&request);
    assert_eq!(request.version, PayloadVersion::V1);
    let tags: Vec<_> = request.headers.get_all("x-tag").iter().collect();
    assert_eq!(tags, ["red", "blue"]);
    let context = &request.request_context;
    assert_eq!((context.stage.as_str(), context.route.as_str()), ("Prod", "/orders/{orderId}"));
    assert_eq!((context.source_ip.as_str(), context.user_agent.as_str()), ("52.255.255.12", "curl/8.5.0"));
    assert_eq!(context.time, Some(Timestamp::from_millis(1_583_798_639_428)));
    let claims: Value = context.authorizer().unwrap().unwrap();
    assert_eq!(claims["claims"]["sub"], "user-1");
}

#[test]
fn reads_an_http_apis_request_of_either_version() {
    let request = decode(fixtures::API_GATEWAY_HTTP_V2);
    assert_order(&request);
    assert_eq!(request.version, PayloadVersion::V2);
    assert_eq!(request.header("x-tag"), Some("red,blue"));
    let context = &request.request_context;
    assert_eq!((context.stage.as_str(), context.route.as_str()), ("prod", "POST /orders/{orderId}"));
    assert_eq!((context.source_ip.as_str(), context.user_agent.as_str()), ("192.0.2.1", "agent"));
    assert_eq!(context.request_id, "JKJaXmPLvHcESHA=");
    assert_eq!(context.time, Some(Timestamp::from_millis(1_583_817_383_220)));

    let request = decode(fixtures::API_GATEWAY_HTTP_V1);
    assert_eq!((request.version, request.path.as_str()), (PayloadVersion::V1, "/my/path"));
    assert_eq!(request.query_all("parameter1").collect::<Vec<_>>(), ["value1", "value2"]);
    assert_eq!(request.headers.get_all("header2").iter().count(), 2);
    assert_eq!(request.body, None);
}

#[test]
fn reads_a_function_urls_request() {
    let request = decode(fixtures::FUNCTION_URL);
    assert_eq!((&request.method, request.path.as_str()), (&Method::GET, "/"));
    assert_eq!((request.version, request.body.as_ref()), (PayloadVersion::V2, None));
    assert_eq!(request.request_context.route, "$default");
    assert!(request.request_context.authorizer::<Value>().is_none());
}

#[test]
fn a_missing_and_an_empty_body_are_both_no_body() {
    for body in ["", r#","body":null"#, r#","body":"""#, r#","body":"","isBase64Encoded":true"#] {
        let request = decode(&format!(r#"{{"httpMethod":"POST","path":"/"{body}}}"#));
        assert_eq!(request.body, None, "{body}");
        assert!(matches!(request.json::<Value>(), Err(BodyError::Missing)));
        assert!(matches!(request.text(), Err(BodyError::Missing)));
    }
    assert_eq!(VoidHttpRequest::post("/").bytes("").body, None);
}

#[test]
fn a_body_that_is_not_what_is_asked_for_is_an_error_that_names_the_field() {
    #[derive(Debug, serde::Deserialize)]
    struct Order {
        #[expect(dead_code, reason = "only read")]
        quantity: u32,
    }
    let request = VoidHttpRequest::post("/").json(&json!({"quantity": "two"}));
    let error = request.json::<Order>().unwrap_err();
    assert_eq!(error.to_string(), "quantity: invalid type: string \"two\", expected u32 at line 1 column 17");
    let binary = VoidHttpRequest::post("/").bytes(&b"\xff"[..]);
    assert!(matches!(binary.text(), Err(BodyError::NotUtf8(_))));
}

#[test]
fn the_stage_is_no_part_of_the_path() {
    for (stage, raw, path) in [
        ("$default", "/prod/x", "/prod/x"),
        ("prod", "/prod/x", "/x"),
        ("prod", "/prod", "/"),
        ("prod", "/production/x", "/production/x"),
        ("prod", "/x", "/x"),
    ] {
        let payload = json!({
            "version": "2.0", "rawPath": raw,
            "requestContext": {"stage": stage, "http": {"method": "GET"}},
        });
        assert_eq!(decode(&payload.to_string()).path, path, "{stage} {raw}");
    }
}

#[test]
fn what_is_no_request_says_why() {
    for (payload, why) in [
        ("", "EOF"),
        ("[]", "invalid length 0"),
        ("{}", "it has neither `version` nor `httpMethod`"),
        (r#"{"version":"3.0"}"#, "payload version \"3.0\" is not known"),
        (r#"{"version":"2.0"}"#, "it has no `requestContext`"),
        (r#"{"version":"2.0","requestContext":{}}"#, "it has no `requestContext.http.method`"),
        (r#"{"version":"1.0"}"#, "it has no `httpMethod`"),
        (r#"{"httpMethod":"GET"}"#, "it has no `path`"),
        (r#"{"httpMethod":"G T","path":"/"}"#, "\"G T\" is not an HTTP method"),
        (r#"{"httpMethod":"GET","path":"/","headers":{"a b":"c"}}"#, "the header \"a b\" is not valid"),
        (r#"{"httpMethod":"GET","path":"/","headers":{"a":"b\nc"}}"#, "the header \"a\" is not valid"),
        (r#"{"httpMethod":"GET","path":"/","body":"?","isBase64Encoded":true}"#, "the body is not Base64"),
        (r#"{"httpMethod":7}"#, "httpMethod: invalid type"),
    ] {
        let error = VoidHttpRequest::decode(payload.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("the payload is not an HTTP request: ") && error.contains(why), "{error}");
    }
}

#[test]
fn a_request_goes_through_its_payload_unchanged() {
    for version in [PayloadVersion::V1, PayloadVersion::V2] {
        for request in [
            VoidHttpRequest::get("/a b/ü").version(version).build(),
            VoidHttpRequest::post("/orders/7?z=1&a=x%20y&a=&=v")
                .version(version)
                .header("x-tag", "red")
                .cookie("a", "1")
                .cookie("b", "2")
                .path_parameter("orderId", "7")
                .route("POST /orders/{orderId}")
                .request_id("r-1")
                .source_ip("192.0.2.1")
                .time(Timestamp::from_millis(5))
                .authorizer(&json!({"sub": "user-1"}))
                .json(&json!({"q": 1})),
            VoidHttpRequest::put("/").version(version).bytes(&b"\xff\x00"[..]),
        ] {
            let read = VoidHttpRequest::decode(&request.to_payload()).unwrap();
            assert_eq!((&read.method, &read.path), (&request.method, &request.path));
            assert_eq!((&read.body, read.version), (&request.body, version));
            assert_eq!(read.cookies().collect::<Vec<_>>(), request.cookies().collect::<Vec<_>>());
            assert_eq!(read.header("x-tag"), request.header("x-tag"));
            assert_eq!(read.path_parameters, request.path_parameters);
            let mut sorted = request.query.clone();
            if version == PayloadVersion::V1 {
                sorted.sort_by(|one, two| one.0.cmp(&two.0));
            }
            assert_eq!(read.query, sorted);
            let (read, sent) = (read.request_context, request.request_context);
            assert_eq!(
                (read.request_id, read.source_ip, read.time),
                (sent.request_id, sent.source_ip, sent.time)
            );
            assert_eq!(read.route, sent.route);
            let authorizer =
                |raw: Option<Box<serde_json::value::RawValue>>| raw.map(|raw| raw.get().to_owned());
            assert_eq!(authorizer(read.authorizer), authorizer(sent.authorizer));
        }
    }
    let fixture: Value = serde_json::from_str(fixtures::FUNCTION_URL).unwrap();
    let written: Value = serde_json::from_slice(&decode(fixtures::FUNCTION_URL).to_payload()).unwrap();
    for (name, value) in written.as_object().unwrap() {
        if name != "requestContext" {
            assert_eq!(value, &fixture[name], "{name}");
        }
    }
}

#[test]
fn debug_shows_nothing_secret() {
    let request = VoidHttpRequest::post("/?token=s3cret").header("authorization", "s3cret").text("s3cret");
    assert!(!format!("{request:?}").contains("s3cret"));
}

fn order_response() -> VoidHttpResponse {
    let mut response =
        VoidHttpResponse::json(StatusCode::OK, &json!({"a": 1})).cookie("a=1").cookie("b=2; HttpOnly");
    response.headers.append("x-tag", "red".parse().unwrap());
    response.headers.append("x-tag", "blue".parse().unwrap());
    response
}

#[test]
fn a_response_has_the_form_of_the_requests_version() {
    let written =
        |version| -> Value { serde_json::from_slice(&order_response().encode(version).unwrap()).unwrap() };
    assert_eq!(
        written(PayloadVersion::V1),
        json!({
            "statusCode": 200,
            "multiValueHeaders": {
                "content-type": ["application/json"],
                "set-cookie": ["a=1", "b=2; HttpOnly"],
                "x-tag": ["red", "blue"],
            },
            "body": "{\"a\":1}",
            "isBase64Encoded": false,
        })
    );
    assert_eq!(
        written(PayloadVersion::V2),
        json!({
            "statusCode": 200,
            "headers": {"content-type": "application/json", "x-tag": "red, blue"},
            "cookies": ["a=1", "b=2; HttpOnly"],
            "body": "{\"a\":1}",
            "isBase64Encoded": false,
        })
    );
}

#[test]
fn a_response_goes_through_its_payload_unchanged() {
    let responses = [
        order_response(),
        VoidHttpResponse::new(StatusCode::NO_CONTENT),
        VoidHttpResponse::binary(StatusCode::OK, "image/png", &b"\x89PNG"[..]),
        VoidHttpResponse::text(StatusCode::BAD_REQUEST, "why"),
    ];
    for response in responses {
        let read =
            VoidHttpResponse::from_payload(&response.to_payload(PayloadVersion::V1), PayloadVersion::V1);
        assert_eq!(read.unwrap(), response);
    }
}

#[test]
fn a_response_is_read_as_a_gateway_reads_it() {
    let read = |payload: &str, version| VoidHttpResponse::from_payload(payload.as_bytes(), version);
    let response = read(
        r#"{"statusCode":"201","headers":{"x":1},"body":"aGk=","isBase64Encoded":true}"#,
        PayloadVersion::V1,
    )
    .unwrap();
    assert_eq!((response.status_code.as_u16(), response.header_value("x")), (201, Some("1")));
    assert_eq!(response.body.as_bytes(), b"hi");

    let bare = read(r#"{"message":"hello"}"#, PayloadVersion::V2).unwrap();
    assert_eq!((bare.status_code.as_u16(), bare.text_body().unwrap()), (200, r#"{"message":"hello"}"#));
    assert_eq!(read(r#""hello""#, PayloadVersion::V2).unwrap().text_body().unwrap(), "hello");
    assert_eq!(read("null", PayloadVersion::V2).unwrap().text_body().unwrap(), "null");
    for (payload, version) in [
        ("", PayloadVersion::V2),
        (r#"{"statusCode":99}"#, PayloadVersion::V2),
        (r#"{"statusCode":200,"headers":{"a b":"c"}}"#, PayloadVersion::V2),
        (r#"{"statusCode":200,"headers":{"a":[]}}"#, PayloadVersion::V2),
        (r#"{"statusCode":200,"body":"?","isBase64Encoded":true}"#, PayloadVersion::V2),
        (r#"{"message":"hello"}"#, PayloadVersion::V1),
        ("null", PayloadVersion::V1),
    ] {
        assert!(read(payload, version).is_err(), "{payload}");
    }
}

#[test]
fn a_body_that_is_no_json_is_answered_with_500() {
    let map = std::collections::HashMap::from([((1, 2), 3)]);
    assert_eq!(VoidHttpResponse::json(StatusCode::OK, &map).status_code, 500);
}

#[test]
fn requests_become_those_of_the_http_crate_and_back() {
    let request =
        VoidHttpRequest::post("/a b/%20?q=1&q=x y").header("x-tag", "red").cookie("a", "1").json(&7);
    let converted = http::Request::<Bytes>::from(request.clone());
    assert_eq!(converted.method(), "POST");
    assert_eq!(converted.uri(), "/a%20b/%20?q=1&q=x+y");
    assert_eq!(converted.headers()["x-tag"], "red");
    assert_eq!(converted.headers()["cookie"], "a=1");
    assert_eq!(converted.body(), "7");
    assert_eq!(converted.extensions().get::<VoidHttpRequest>().unwrap().path, "/a b/%20");

    let back = VoidHttpRequest::from(converted);
    assert_eq!((back.method.as_str(), back.path.as_str()), ("POST", "/a%20b/%20"));
    assert_eq!((back.query, back.body), (request.query, request.body));
    assert_eq!(back.headers, request.headers);
}

#[test]
fn responses_of_the_http_crate_are_text_where_their_type_says_so() {
    let convert = |headers: &[(&str, &str)], body: &'static [u8]| {
        let mut builder = http::Response::builder().status(201);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        VoidHttpResponse::from(builder.body(body).unwrap())
    };
    let text = ResponseBody::Text("hi".to_owned());
    let binary = ResponseBody::Binary(Bytes::from_static(b"hi"));
    for (headers, body) in [
        (&[][..], &text),
        (&[("content-type", "text/html")], &text),
        (&[("content-type", "application/problem+json; charset=utf-8")], &text),
        (&[("content-type", "image/svg+xml")], &text),
        (&[("content-type", "image/png")], &binary),
        (&[("content-type", "text/html"), ("content-encoding", "gzip")], &binary),
        (&[("content-type", "text/html"), ("content-encoding", "identity")], &text),
    ] {
        assert_eq!(&convert(headers, b"hi").body, body, "{headers:?}");
    }
    assert_eq!(
        convert(&[("content-type", "text/plain")], b"\xff").body,
        ResponseBody::Binary(Bytes::from_static(b"\xff"))
    );
    assert_eq!(convert(&[], b"").body, ResponseBody::Empty);

    let response = http::Response::<Bytes>::from(order_response());
    assert_eq!((response.status().as_u16(), response.body().as_ref()), (200, &b"{\"a\":1}"[..]));
    assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
    assert_eq!(VoidHttpResponse::from(StatusCode::GONE).status_code, 410);
}
