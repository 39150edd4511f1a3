//! Measures how many records a second go through a producer into the in-process backend.
//!
//! `cargo run --release -p void-streams-sdk --example producer-throughput [records]`
//!
//! One task puts, the producer's task makes batches, each call is JSON both ways, and the backend stores. Keys are as
//! many as records (`many keys`), or 16.

use std::time::Duration;

use bytes::Bytes;
use void_core::{Clock, SystemClock};
use void_streams_sdk::{Delivery, Error, Producer, ProducerBuilder, mock::MockStreams};

const SHARDS: u32 = 8;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let records = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(200_000);
    println!("{records} records, {SHARDS} shards");
    for bytes in [100, 1024] {
        let plain = |builder| builder;
        measure("one by one, many keys", bytes, records, usize::MAX, plain).await?;
        measure("one by one, 16 keys", bytes, records / 10, 16, plain).await?;
        measure("one by one, 16 keys, no order", bytes, records, 16, ProducerBuilder::unordered).await?;
        measure("aggregated, many keys", bytes, records, usize::MAX, ProducerBuilder::aggregate).await?;
        measure("aggregated, 16 keys", bytes, records, 16, ProducerBuilder::aggregate).await?;
    }
    Ok(())
}

async fn measure(
    what: &str,
    bytes: usize,
    records: usize,
    keys: usize,
    set_up: impl FnOnce(ProducerBuilder) -> ProducerBuilder,
) -> Result<(), Error> {
    let mock = MockStreams::new();
    mock.create_stream("orders", SHARDS);
    let producer = set_up(Producer::builder(&mock.client(), "orders")).start();
    let data = Bytes::from(vec![b'x'; bytes]);
    let clock = SystemClock::new();
    let started = clock.now();
    let mut deliveries: Vec<Delivery> = Vec::with_capacity(records);
    for number in 0..records {
        deliveries.push(producer.put(format!("key-{}", number % keys), data.clone()).await?);
    }
    producer.flush().await;
    for delivery in deliveries {
        delivery.await?;
    }
    let took = clock.now().since(started).max(Duration::from_millis(1));
    let stats = producer.stats();
    println!(
        "{bytes:>5} bytes  {what:<30} {:>9.0} records/s {:>6.0} MB/s  {} calls, {} records of the stream",
        records as f64 / took.as_secs_f64(),
        stats.bytes_put as f64 / 1e6 / took.as_secs_f64(),
        stats.calls,
        stats.stream_records_put,
    );
    producer.close().await;
    Ok(())
}
