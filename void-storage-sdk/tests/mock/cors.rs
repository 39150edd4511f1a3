//! What pages of other origins are told.

use http::{Request, Response};
use void_core::{Body, Transport};
use void_storage_sdk::{mock::MockStorage, types::CorsRule};

async fn ask(storage: &MockStorage, method: &str, headers: &[(&str, &str)]) -> Response<()> {
    let mut request = Request::builder().method(method).uri("http://localhost:4566/photos/a");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = storage.transport().send(request.body(Body::empty()).expect("a request")).await;
    response.expect("the mock answers").map(|_| ())
}

fn header<'r>(response: &'r Response<()>, name: &str) -> Option<&'r str> {
    response.headers().get(name).and_then(|value| value.to_str().ok())
}

async fn with_rules(rules: impl IntoIterator<Item = CorsRule>) -> MockStorage {
    let storage = MockStorage::new();
    let client = storage.client();
    storage.create_bucket("photos");
    client.put_object("photos", "a", "x").await.expect("it is written");
    client.put_bucket_cors("photos", rules).await.expect("the rules are good");
    storage
}

#[tokio::test]
async fn a_preflight_request_is_answered_by_the_first_rule_that_fits() {
    let storage = with_rules([
        CorsRule::new(["https://a.example"], ["PUT"])
            .allow_header("x-amz-*")
            .expose_header("ETag")
            .max_age_seconds(60),
        CorsRule::new(["*"], ["GET"]),
    ])
    .await;
    let origin = ("origin", "https://a.example");
    let method = ("access-control-request-method", "PUT");
    let answer =
        ask(&storage, "OPTIONS", &[origin, method, ("access-control-request-headers", "X-Amz-Date")]).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "access-control-allow-origin"), Some("https://a.example"));
    assert_eq!(header(&answer, "access-control-allow-credentials"), Some("true"));
    assert_eq!(header(&answer, "access-control-allow-methods"), Some("PUT"));
    assert_eq!(header(&answer, "access-control-allow-headers"), Some("x-amz-date"));
    assert_eq!(header(&answer, "access-control-expose-headers"), Some("ETag"));
    assert_eq!(header(&answer, "access-control-max-age"), Some("60"));

    let anybody = [("origin", "https://b.example"), ("access-control-request-method", "GET")];
    let answer = ask(&storage, "OPTIONS", &anybody).await;
    assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
    assert_eq!(header(&answer, "access-control-allow-credentials"), None);

    for refused in [
        vec![origin, method, ("access-control-request-headers", "content-type")],
        vec![("origin", "https://b.example"), method],
        vec![origin, ("access-control-request-method", "DELETE")],
    ] {
        assert_eq!(ask(&storage, "OPTIONS", &refused).await.status(), 403, "{refused:?}");
    }
    assert_eq!(ask(&storage, "OPTIONS", &[method]).await.status(), 400);
    assert_eq!(ask(&storage, "OPTIONS", &[origin]).await.status(), 400);
}

#[tokio::test]
async fn an_answer_may_be_read_where_a_rule_lets_it() {
    let storage = with_rules([CorsRule::new(["https://*.example"], ["GET"])]).await;
    let answer = ask(&storage, "GET", &[("origin", "https://a.example")]).await;
    assert_eq!(header(&answer, "access-control-allow-origin"), Some("https://a.example"));
    for (method, origin) in [("HEAD", "https://a.example"), ("GET", "https://a.other")] {
        let answer = ask(&storage, method, &[("origin", origin)]).await;
        assert_eq!((answer.status().as_u16(), header(&answer, "access-control-allow-origin")), (200, None));
    }
    storage.client().delete_bucket_cors("photos").await.unwrap();
    let preflight = [("origin", "https://a.example"), ("access-control-request-method", "GET")];
    assert_eq!(ask(&storage, "OPTIONS", &preflight).await.status(), 403);
}
