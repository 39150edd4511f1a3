//! HTTP: routes, and the gateway's own answers.

use std::time::Duration;

use void_function_sdk::{
    Bytes, HandlerError, Json, VoidContext, VoidHttpRequest, VoidHttpResponse, http::StatusCode,
};
use void_local::{ErrorKind, LocalCloud, timeline::TimelineEvent};

use crate::support::{cloud, entries, route};

async fn status(cloud: &LocalCloud, request: VoidHttpRequest) -> u16 {
    cloud.http(request).await.unwrap().status_code.as_u16()
}

/// Answers with its name, what its placeholders matched, and its route.
async fn deploy_echo(cloud: &LocalCloud, name: &'static str, method: &str, path: &str) {
    let handler = move |request: VoidHttpRequest, _context: VoidContext| async move {
        let text = format!("{name} {:?} {}", request.path_parameters, request.request_context.route);
        Ok(VoidHttpResponse::text(StatusCode::OK, text))
    };
    cloud.deploy(route(name, method, path, "").as_str(), |_| handler).await.unwrap();
}

#[tokio::test]
async fn the_most_specific_route_answers() {
    let cloud = cloud();
    deploy_echo(&cloud, "rest", "ANY", "/{rest+}").await;
    deploy_echo(&cloud, "one", "GET", "/orders/{id}").await;
    deploy_echo(&cloud, "latest", "GET", "/orders/latest").await;
    for (path, expected) in [
        ("/orders/latest", "latest {} GET /orders/latest"),
        ("/orders/a%20b?x=1", "one {\"id\": \"a b\"} GET /orders/{id}"),
        ("/orders/7/items", "rest {\"rest\": \"orders/7/items\"} GET /{rest+}"),
    ] {
        let response = cloud.http(VoidHttpRequest::get(path).build()).await.unwrap();
        assert_eq!(response.text_body().unwrap(), expected);
    }
}

#[tokio::test]
async fn what_no_route_takes_is_refused() {
    let cloud = LocalCloud::builder().seed(1).max_body_bytes(10).build();
    deploy_echo(&cloud, "orders", "POST", "/orders").await;
    deploy_echo(&cloud, "list", "GET", "/orders").await;
    assert_eq!(status(&cloud, VoidHttpRequest::get("/nowhere").build()).await, 404);
    let response = cloud.http(VoidHttpRequest::delete("/orders").build()).await.unwrap();
    assert_eq!((response.status_code.as_u16(), response.header_value("allow")), (405, Some("GET, POST")));
    assert_eq!(status(&cloud, VoidHttpRequest::post("/orders").text("12345678901")).await, 413);
    assert_eq!(status(&cloud, VoidHttpRequest::post("/orders").text("1234567890")).await, 200);
    let timeline = cloud.timeline();
    let refused: Vec<u16> = timeline
        .entries()
        .iter()
        .filter_map(|entry| match entry.event {
            TimelineEvent::Refused { status, .. } => Some(status),
            _ => None,
        })
        .collect();
    assert_eq!(refused, [404, 405, 413]);
    let error = cloud.http(VoidHttpRequest::get("orders").build()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::InvalidRequest(_)), "{error}");
}

#[tokio::test]
async fn a_function_that_fails_is_answered_with_502() {
    let cloud = cloud();
    let handler = |request: VoidHttpRequest, _context: VoidContext| async move {
        match request.path.as_str() {
            "/error" => Err(HandlerError::from("secret detail")),
            "/panic" => panic!("secret detail"),
            _ => Ok(VoidHttpResponse::new(StatusCode::OK)),
        }
    };
    cloud.deploy(route("f", "GET", "/{path}", "").as_str(), |_| handler).await.unwrap();
    let nonsense = |Json(_): Json<serde_json::Value>, _context: VoidContext| async {
        Ok(Json(serde_json::json!({ "statusCode": "teapot" })))
    };
    cloud.deploy(route("g", "PUT", "/{path}", "").as_str(), |_| nonsense).await.unwrap();
    for request in [
        VoidHttpRequest::get("/error").build(),
        VoidHttpRequest::get("/panic").build(),
        VoidHttpRequest::put("/nonsense").build(),
    ] {
        let response = cloud.http(request).await.unwrap();
        assert_eq!(response.status_code, 502);
        assert!(!response.text_body().unwrap().contains("secret"), "the caller does not learn why");
    }
    assert_eq!(status(&cloud, VoidHttpRequest::get("/fine").build()).await, 200);
    let failed = entries(&cloud, "f", |entry| match &entry.event {
        TimelineEvent::Failed { error_type, status, .. } => Some((error_type.clone(), *status)),
        _ => None,
    });
    assert_eq!(failed, [("HandlerError".to_owned(), Some(502)), ("Void.Panic".to_owned(), Some(502))]);
}

#[tokio::test]
async fn a_function_that_is_not_done_at_its_deadline_is_answered_with_504() {
    let cloud = cloud();
    let handler = |_request: VoidHttpRequest, context: VoidContext| async move {
        assert_eq!(context.remaining_time(), Duration::from_secs(3));
        context.clock().sleep_until(context.now() + Duration::from_secs(60)).await;
        Ok(VoidHttpResponse::new(StatusCode::OK))
    };
    cloud.deploy(route("f", "GET", "/", "timeout: 3s\n").as_str(), |_| handler).await.unwrap();
    assert_eq!(status(&cloud, VoidHttpRequest::get("/").build()).await, 504);
    assert_eq!(cloud.now().since(cloud.timeline().origin()), Duration::from_secs(3));
}

#[tokio::test]
async fn a_function_knows_its_invocation() {
    let cloud = cloud();
    let handler = |request: VoidHttpRequest, context: VoidContext| async move {
        assert_eq!(request.request_context.request_id, context.request_id());
        assert!(request.header("x-amzn-trace-id").unwrap().contains(context.correlation_id()));
        let text =
            format!("{} {} {}", context.function_name(), context.memory_limit_mb(), context.is_cold_start());
        Ok(VoidHttpResponse::text(StatusCode::OK, text))
    };
    cloud.deploy(route("f", "GET", "/", "memory: 256MB\n").as_str(), |_| handler).await.unwrap();
    for expected in ["f 256 true", "f 256 false"] {
        let response = cloud.http(VoidHttpRequest::get("/").build()).await.unwrap();
        assert_eq!(response.text_body().unwrap(), expected);
    }
    let root = "1-5759e988-bd862e3fe1be46a994272793";
    let request = VoidHttpRequest::get("/").header("x-amzn-trace-id", &format!("Root={root}")).build();
    cloud.http(request).await.unwrap();
    assert!(cloud.timeline().of_correlation(root).count() >= 2, "the caller's trace goes on");
}

#[tokio::test]
async fn a_function_can_be_called_by_name() {
    let cloud = cloud();
    let double = |Json(number): Json<u32>, _context: VoidContext| async move { Ok(Json(number * 2)) };
    cloud.deploy("name: double\nruntime: rust\nhandler: double\n", |_| double).await.unwrap();
    assert_eq!(cloud.invoke("double", "21").await.unwrap().unwrap(), Bytes::from("42"));
    assert!(cloud.invoke("double", "x").await.unwrap().is_err());
    let error = cloud.invoke("duoble", "1").await.unwrap_err();
    assert_eq!(error.to_string(), "there is no function duoble; did you mean `double`?");
}
