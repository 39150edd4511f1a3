//! What functions log stands in the timeline.

use tracing_subscriber::prelude::*;
use void_function_sdk::{HandlerError, VoidContext, VoidQueueEvent};
use void_local::timeline::TimelineEvent;

use crate::support::{cloud, entries, subscriber};

#[tokio::test]
async fn lines_of_an_invocation_are_attributed_to_it() {
    let cloud = cloud();
    let _guard = tracing_subscriber::registry().with(cloud.log_layer(tracing::Level::INFO)).set_default();
    let handler = |event: VoidQueueEvent, _: VoidContext| async move {
        tracing::warn!(order = 7, card = "expired", "declined");
        tracing::info!(records = event.records.len());
        tracing::debug!("too much");
        Ok::<_, HandlerError>(())
    };
    cloud.deploy(subscriber("pay", "orders", &[]).as_str(), |_| handler).await.unwrap();
    tracing::info!("from outside");
    cloud.queue("orders").send("1");
    cloud.settle().await;
    let lines = entries(&cloud, "pay", |entry| match &entry.event {
        TimelineEvent::Logged { level, message } => {
            Some((level.clone(), message.clone(), entry.request_id.is_some()))
        }
        _ => None,
    });
    assert_eq!(
        lines,
        [
            ("WARN".to_owned(), "declined order=7 card=expired".to_owned(), true),
            ("INFO".to_owned(), "records=1".to_owned(), true)
        ]
    );
}
