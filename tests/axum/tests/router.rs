//! The router is run as a host runs it: from the payload of a gateway to the answer that the gateway reads.

use serde_json::{Value, json};
use void_axum_tests::router;
use void_function_sdk::{
    BoxFunction, Bytes, PayloadVersion, ServiceHandler, VoidContext, VoidHttpRequest, VoidHttpResponse,
    fixtures,
};

async fn answer(payload: impl Into<Bytes>, version: PayloadVersion) -> VoidHttpResponse {
    let function = BoxFunction::new(ServiceHandler::new(router()));
    let reply = function.invoke(payload.into(), VoidContext::for_test()).await.unwrap();
    VoidHttpResponse::from_payload(&reply, version).unwrap()
}

#[tokio::test]
async fn extractors_see_the_gateways_request() {
    for (payload, version, stage) in [
        (fixtures::API_GATEWAY_REST, PayloadVersion::V1, "Prod"),
        (fixtures::API_GATEWAY_HTTP_V2, PayloadVersion::V2, "prod"),
    ] {
        let response = answer(payload, version).await;
        assert_eq!(response.status_code, 201);
        assert_eq!(response.header_value("content-type"), Some("application/json"));
        assert_eq!(
            response.json_body::<Value>().unwrap(),
            json!({
                "id": 7, "quantity": 2, "expand": "customer", "stage": stage,
                "request_id": VoidContext::for_test().request_id(),
            })
        );
    }
}

#[tokio::test]
async fn axums_own_refusals_come_through() {
    for (request, status) in [
        (VoidHttpRequest::get("/nowhere").build(), 404),
        (VoidHttpRequest::get("/orders/7").build(), 405),
        (VoidHttpRequest::post("/orders/seven").json(&json!({"quantity": 1})), 400),
        (VoidHttpRequest::post("/orders/7").json(&json!({"quantity": "two"})), 422),
        (VoidHttpRequest::post("/orders/7").text("{}"), 415),
    ] {
        let response = answer(request.to_payload(), PayloadVersion::V2).await;
        assert_eq!(response.status_code, status, "{request:?}");
    }
}

#[tokio::test]
async fn binary_bodies_and_cookies_come_through() {
    for version in [PayloadVersion::V1, PayloadVersion::V2] {
        let logo = answer(VoidHttpRequest::get("/logo").version(version).build().to_payload(), version).await;
        assert_eq!(
            (logo.header_value("content-type"), logo.body.as_bytes()),
            (Some("image/png"), &b"\x89PNG\xff"[..])
        );
        let cookies =
            answer(VoidHttpRequest::get("/cookies").version(version).build().to_payload(), version).await;
        assert_eq!(cookies.cookies().collect::<Vec<_>>(), ["a=1", "b=2"]);
    }
}
