//! With four functions of the order system: the payment service fails, its dead letter is read, the fix is deployed, and what had
//! failed is done.

use serde_json::{Value, json};

use crate::project::Project;

const FUNCTIONS: [&str; 4] = ["create-order", "process-payment", "schedule-shipping", "send-notification"];

const ORDER: &str = r#"{
    "customerInfo": {"name": "Jane Doe", "email": "jane@example.com"},
    "items": [{"productId": "VC-101", "name": "Void Cloud T-Shirt", "quantity": 2, "price": 24.5}],
    "totalAmount": 49
}"#;

const GATEWAY: &str = "functions/process-payment/src/simulated.rs";
/// Where the gateway of the example takes a payment.
const TAKES: &str = "        self.decide(charge)\n";
/// No answer to anybody.
const FAILS: &str = "        if !charge.customer.as_str().is_empty() {
            return Err(PaymentError::Unavailable(\"connection refused\".into()));
        }
        self.decide(charge)\n";
/// The gateway of the example declines a payment of ten; here it takes them all.
const SOME: &str = "const SUCCESS_PERCENT: u64 = 90;";
const ALL: &str = "const SUCCESS_PERCENT: u64 = 100;";

#[test]
fn a_payment_that_failed_is_found_mended_and_made() {
    let project = Project::start();
    project.copy_order_system(&FUNCTIONS);
    project.replace(GATEWAY, SOME, ALL);
    project.replace(GATEWAY, TAKES, FAILS);
    let deployed = project.void(&["deploy"]);
    for line in FUNCTIONS.map(|name| format!("created   {name}")) {
        assert!(deployed.contains(&line), "{deployed}");
    }
    for made in ["queue order-events-queue", "queue payment-events-queue", "bucket invoices"] {
        assert!(deployed.contains(made), "{deployed}");
    }

    project.write("order.json", ORDER);
    let answer: Value = serde_json::from_str(&project.post_order()).unwrap();
    let order = answer["orderId"].as_str().unwrap_or_else(|| panic!("{answer}"));
    project.follow(&["logs", "--function", "schedule-shipping", "--tail"], "a parcel is booked");
    project.follow(&["logs", "--function", "send-notification", "--tail"], "occasion=Placed");

    // Four attempts, which are seven seconds; then it is a dead letter that says why.
    let letters = project.until(&["queue", "peek", "order-events-dlq"], |letters| letters[0].is_object());
    let why = &letters[0]["dead_letter"];
    assert_eq!(letters.as_array().unwrap().len(), 1, "the other functions had no part in it: {letters}");
    assert_eq!(
        (&why["function"], &why["source_queue"], &why["attempts"]),
        (&json!("process-payment"), &json!("order-events-queue"), &json!(4)),
        "{why}"
    );
    assert!(why["error"].as_str().unwrap().starts_with("the payment gateway did not answer"), "{why}");
    let event: Value = serde_json::from_str(letters[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(event["orderId"], order, "{event}");

    project.replace(GATEWAY, FAILS, TAKES);
    let fixed = project.void(&["deploy"]);
    assert!(fixed.contains("changed   process-payment"), "{fixed}");
    for other in ["create-order", "schedule-shipping", "send-notification"] {
        assert!(fixed.contains(&format!("unchanged {other}")), "{fixed}");
    }
    let redriven = project.void(&["queue", "redrive", "order-events-dlq"]);
    assert!(redriven.contains("moved 1 of 1"), "{redriven}");

    project.follow(&["logs", "--function", "process-payment", "--tail"], "an order is paid");
    project.follow(&["logs", "--function", "send-notification", "--tail"], "occasion=Paid");
    assert_eq!(project.json(&["queue", "peek", "order-events-dlq"]), json!([]));
    let invoice = project.void(&["storage", "cat", &format!("invoices/{order}.txt")]);
    assert!(invoice.contains("Total") && invoice.contains("49.00"), "{invoice}");
    // Whoever had done its part did not do it again.
    let parcels = project.void(&["logs", "--function", "schedule-shipping"]);
    assert_eq!(parcels.matches("a parcel is booked").count(), 1, "{parcels}");
    let mails = project.void(&["logs", "--function", "send-notification"]);
    assert_eq!(mails.matches("occasion=Placed").count(), 1, "{mails}");

    let id = why["correlation_id"].as_str().unwrap();
    let trace = project.void(&["trace", id]);
    for (part, times) in [
        ("POST /orders", 1),
        ("process-payment", 5),
        ("retried after", 3),
        ("dead-lettered in order-events-dlq: ", 1),
        ("queue payment-events-queue", 1),
    ] {
        assert_eq!(trace.matches(part).count(), times, "{part} in {trace}");
    }
    let roots = project.json(&["trace", id])["invocations"].clone();
    assert_eq!(roots.as_array().unwrap().len(), 1, "all of it came of one request: {roots}");
}
