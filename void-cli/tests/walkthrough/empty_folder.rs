//! In an empty folder: two functions that `void new` makes, an order, its dead letter, the fix.

use serde_json::{Value, json};

use crate::project::Project;

/// Puts the order into the queue.
const CREATE_ORDER: &str = r#"//! Takes orders.
use void_function_sdk::{FunctionEnv, Handler, HandlerError, VoidContext, VoidHttpRequest, VoidHttpResponse, http::StatusCode};
use void_messaging_sdk::VoidMessagingClient;

/// Takes orders.
#[derive(Debug)]
pub struct CreateOrder {
    messaging: VoidMessagingClient,
    queue_url: String,
}

impl CreateOrder {
    /// Publishes to the queue that the environment names.
    pub fn from_function_env(env: &FunctionEnv) -> Self {
        let queue_url = env.var("ORDER_EVENTS_QUEUE_URL").unwrap_or_default().to_owned();
        Self { messaging: VoidMessagingClient::new(env.config()), queue_url }
    }
}

impl Handler<VoidHttpRequest> for CreateOrder {
    type Output = VoidHttpResponse;

    async fn handle(&self, request: VoidHttpRequest, _context: VoidContext) -> Result<VoidHttpResponse, HandlerError> {
        let order: serde_json::Value = request.json()?;
        self.messaging.send_message(self.queue_url.as_str(), &order).await?;
        tracing::info!("an order");
        Ok(VoidHttpResponse::json(StatusCode::OK, &serde_json::json!({ "message": "Order created." })))
    }
}
"#;

const CREATE_ORDER_MAIN: &str = "//! Runs it.
#[tokio::main(flavor = \"current_thread\")]
async fn main() -> Result<(), void_function_sdk::RuntimeError> {
    void_function_sdk::run_with(create_order::CreateOrder::from_function_env).await
}
";

const ENVIRONMENT: &str = "environment:\n  ORDER_EVENTS_QUEUE_URL: ${VOID_QUEUE_ORDER_EVENTS_QUEUE_URL}\n";

#[test]
fn the_walkthrough_works_as_written() {
    let project = Project::start();
    project.void(&[
        "queue",
        "create",
        "order-events-queue",
        "--visibility-timeout",
        "30",
        "--message-retention-period",
        "345600",
    ]);
    project.void(&["new", "create-order", "--http", "POST /orders"]);
    project.void(&["new", "process-payment", "--queue", "order-events-queue"]);
    project.write("functions/create-order/src/lib.rs", CREATE_ORDER);
    project.write("functions/create-order/src/main.rs", CREATE_ORDER_MAIN);
    project.append("functions/create-order/void.yaml", ENVIRONMENT);
    project.append("functions/create-order/Cargo.toml", &project.messaging());
    // The payment service is down: its messages are dead letters.
    project.replace(
        "functions/process-payment/src/lib.rs",
        "Ok(Outcome::Done)",
        "Ok(Outcome::dead_letter(\"the payment service is down\"))",
    );
    let deployed = project.void(&["deploy"]);
    assert!(deployed.contains("created   process-payment"), "{deployed}");

    project.write("order.json", r#"{"id":"A-1","total":49}"#);
    assert_eq!(project.post_order(), r#"{"message":"Order created."}"#);
    let lines = project.follow(&["logs", "--function", "process-payment", "--tail"], "a message");
    assert!(lines.contains("id=A-1"), "{lines}");
    let lines = project.follow(&["logs", "--function", "create-order", "--tail"], "an order");
    assert!(lines.contains("INFO"), "{lines}");

    let environment = project.void(&["function", "config", "get", "create-order"]);
    assert!(environment.contains("ORDER_EVENTS_QUEUE_URL=http://127.0.0.1:"), "{environment}");
    let queue = project.json(&["queue", "get", "order-events-queue"]);
    assert_eq!(queue["name"], "order-events-queue", "{queue}");
    let letter = project.until(&["queue", "peek", "order-events-dlq"], |letters| letters[0].is_object());
    assert_eq!(letter[0]["dead_letter"]["error"], "the payment service is down", "{letter}");
    assert_eq!(
        serde_json::from_str::<Value>(letter[0]["body"].as_str().unwrap()).unwrap()["id"],
        json!("A-1")
    );

    project.replace(
        "functions/process-payment/src/lib.rs",
        "Ok(Outcome::dead_letter(\"the payment service is down\"))",
        "tracing::info!(\"it is paid\");\n        Ok(Outcome::Done)",
    );
    let fixed = project.void(&["deploy"]);
    assert!(
        fixed.contains("changed   process-payment") && fixed.contains("unchanged create-order"),
        "{fixed}"
    );
    project.void(&["queue", "redrive", "order-events-dlq"]);
    project.follow(&["logs", "--function", "process-payment", "--tail"], "it is paid");
    project.until(&["queue", "peek", "order-events-dlq"], |letters| letters == &json!([]));
}
