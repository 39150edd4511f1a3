//! HTTP from pages of other origins.

use void_function_sdk::{VoidContext, VoidHttpRequest, VoidHttpResponse, http::StatusCode};
use void_local::LocalCloud;

use crate::support::cloud;

/// A function that says what it likes of origins, on a route with these rules.
async fn deploy(cloud: &LocalCloud, name: &str, method: &str, cors: &str) {
    let manifest = format!(
        "name: {name}\nruntime: rust\nhandler: {name}\nevents:\n  - http: {{path: /orders, method: {method}, cors: {cors}}}\n"
    );
    let handler = |request: VoidHttpRequest, _context: VoidContext| async move {
        let status = if request.header("x-fail").is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
        Ok(VoidHttpResponse::text(status, "the function")
            .header("access-control-allow-origin", "https://its.own"))
    };
    cloud.deploy(manifest.as_str(), |_| handler).await.unwrap();
}

fn preflight(origin: &str, method: &str) -> VoidHttpRequest {
    let request = VoidHttpRequest::builder("OPTIONS".parse().unwrap(), "/orders").header("origin", origin);
    let request = request.header("access-control-request-method", method);
    request.header("access-control-request-headers", "content-type,x-team").build()
}

fn post(origin: &str) -> VoidHttpRequest {
    VoidHttpRequest::post("/orders").header("origin", origin).build()
}

/// What an answer says to browsers.
fn said(response: &VoidHttpResponse) -> Vec<(String, String)> {
    let names = response
        .headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("access-control-") || name.as_str() == "vary");
    let mut said: Vec<_> =
        names.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    said.sort();
    said
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

const NAMED: &str = "{origins: ['https://shop.example'], headers: [content-type], exposeHeaders: [x-total], maxAge: 10m, \
                     credentials: true}";

#[tokio::test]
async fn true_lets_any_page_call() {
    let cloud = cloud();
    deploy(&cloud, "orders", "POST", "true").await;
    let response = cloud.http(preflight("https://any.example", "POST")).await.unwrap();
    assert_eq!(response.status_code, StatusCode::NO_CONTENT);
    let expected = [
        ("access-control-allow-headers", "content-type,x-team"),
        ("access-control-allow-methods", "POST"),
        ("access-control-allow-origin", "*"),
    ];
    assert_eq!(said(&response), pairs(&expected));
    let response = cloud.http(post("https://any.example")).await.unwrap();
    assert_eq!(response.text_body().unwrap(), "the function");
    assert_eq!(
        said(&response),
        pairs(&[("access-control-allow-origin", "*")]),
        "in place of the function's own"
    );
}

#[tokio::test]
async fn named_origins_may_call_and_others_may_not() {
    let cloud = cloud();
    deploy(&cloud, "orders", "POST", NAMED).await;
    let response = cloud.http(preflight("https://shop.example", "POST")).await.unwrap();
    let expected = [
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-headers", "content-type"),
        ("access-control-allow-methods", "POST"),
        ("access-control-allow-origin", "https://shop.example"),
        ("access-control-max-age", "600"),
        ("vary", "Origin"),
    ];
    assert_eq!(said(&response), pairs(&expected));
    let response = cloud.http(post("https://shop.example")).await.unwrap();
    let expected = [
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-origin", "https://shop.example"),
        ("access-control-expose-headers", "x-total"),
        ("vary", "Origin"),
    ];
    assert_eq!(said(&response), pairs(&expected));
    for refused in [preflight("https://other.example", "POST"), post("https://other.example")] {
        assert_eq!(said(&cloud.http(refused).await.unwrap()), pairs(&[("vary", "Origin")]));
    }
}

#[tokio::test]
async fn an_answer_that_is_an_error_can_be_read_too() {
    let cloud = cloud();
    deploy(&cloud, "orders", "ANY", "true").await;
    let failing =
        VoidHttpRequest::post("/orders").header("origin", "https://a.example").header("x-fail", "1");
    let response = cloud.http(failing.build()).await.unwrap();
    assert_eq!(response.status_code, StatusCode::CONFLICT);
    assert_eq!(said(&response), pairs(&[("access-control-allow-origin", "*")]));
}

#[tokio::test]
async fn a_route_without_rules_is_left_to_its_function() {
    let cloud = cloud();
    deploy(&cloud, "orders", "POST", "false").await;
    assert_eq!(cloud.http(preflight("https://any.example", "POST")).await.unwrap().status_code.as_u16(), 405);
    deploy(&cloud, "preflights", "OPTIONS", "false").await;
    deploy(&cloud, "orders", "POST", "true").await;
    let response = cloud.http(preflight("https://any.example", "POST")).await.unwrap();
    assert_eq!(response.text_body().unwrap(), "the function", "a route of the method OPTIONS answers itself");
    let response = cloud.http(post("https://any.example")).await.unwrap();
    assert_eq!(said(&response), pairs(&[("access-control-allow-origin", "*")]));
}

#[tokio::test]
async fn what_is_wrong_in_the_rules_is_said() {
    for (cors, expected) in [
        ("{origin: x}", "unknown key `origin`"),
        ("{origins: [shop.example]}", "is no origin such as `https://shop.example`"),
        ("{origins: ['https://shop.example/path']}", "without a path"),
        ("{credentials: true}", "`credentials` needs `origins`"),
        ("{headers: ['a b']}", "is no name of a header"),
        ("{maxAge: 2d}", "expected a duration from 0s to 1d"),
        ("often", "`cors`, where it is neither true nor false, is a mapping"),
    ] {
        let manifest = format!(
            "name: a\nruntime: rust\nhandler: a\nevents:\n  - http: {{path: /orders, method: POST, cors: {cors}}}\n"
        );
        let error = void_local::FunctionManifest::parse("void.yaml", &manifest).unwrap_err().to_string();
        assert!(error.contains(expected), "{cors}: {error}");
    }
}
