//! A shop's API as its author would write it with axum.

use axum::{
    Extension, Json, Router,
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use void_function_sdk::{VoidContext, VoidHttpRequest};

#[derive(Debug, Deserialize)]
struct Filter {
    expand: Option<String>,
}

/// An order as a client sends it.
#[derive(Debug, Deserialize)]
struct Order {
    quantity: u32,
}

/// What the shop made of it.
#[derive(Debug, Serialize)]
struct Placed {
    id: u32,
    quantity: u32,
    expand: Option<String>,
    request_id: String,
    stage: String,
}

/// The routes.
pub fn router() -> Router {
    Router::new()
        .route("/orders/{id}", post(place))
        .route("/logo", get(|| async { ([(header::CONTENT_TYPE, "image/png")], &b"\x89PNG\xff"[..]) }))
        .route(
            "/cookies",
            get(|| async { AppendHeaders([(header::SET_COOKIE, "a=1"), (header::SET_COOKIE, "b=2")]) }),
        )
}

async fn place(
    Path(id): Path<u32>,
    Query(filter): Query<Filter>,
    Extension(context): Extension<VoidContext>,
    Extension(event): Extension<VoidHttpRequest>,
    Json(order): Json<Order>,
) -> impl IntoResponse {
    let placed = Placed {
        id,
        quantity: order.quantity,
        expand: filter.expand,
        request_id: context.request_id().to_owned(),
        stage: event.request_context.stage,
    };
    (StatusCode::CREATED, Json(placed))
}
