//! `served-bench NAME WHAT COMMAND…` starts an emulator and prints lines `WHAT<tab>NAME<tab>NUMBER`. See `run`.

mod connection;
mod emulator;
mod load;
mod request;

use std::{
    io,
    time::{Duration, Instant},
};

use connection::Connection;
use emulator::Emulator;
use load::{Rate, call, rate, times};

const SPAN: Duration = Duration::from_secs(2);
/// Messages that wait, of 1 KiB each.
const WAITING: usize = 1_000_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, what, command @ ..] = &arguments[..] else {
        return Err(io::Error::other("served-bench NAME start|queues|waiting|streams|objects COMMAND…"));
    };
    tokio::task::LocalSet::new()
        .run_until(async {
            let measured = Measured { name, emulator: Emulator::start(command).await? };
            match what.as_str() {
                "start" => {
                    measured.show("1 start to first answer, ms", measured.emulator.start.as_secs_f64() * 1e3);
                    measured.show("1 memory then, MB", measured.emulator.memory_mb()? as f64);
                }
                "queues" => {
                    let queue = Queue::create(measured.emulator.port).await?;
                    measured.rate("2 sends", queue.sends()).await?;
                    measured.rate("2 receives and deletes", queue.receives_and_deletes()).await?;
                    measured.rate("2 of ten messages: batches sent", queue.sends_of_ten()).await?;
                    measured.rate("2 of ten messages: receives and deletes", queue.tens()).await?;
                }
                "waiting" => {
                    let queue = Queue::create(measured.emulator.port).await?;
                    queue.fill(WAITING).await?;
                    let memory = measured.emulator.memory_mb()? as f64;
                    measured.show("3 memory with 10⁶ messages of 1 KiB, MB", memory);
                    measured.rate("3 beside 10⁶ messages: sends", queue.sends()).await?;
                    measured
                        .rate("3 beside 10⁶ messages: receives and deletes", queue.receives_and_deletes())
                        .await?;
                }
                "streams" => streams(&measured).await?,
                "objects" => objects(&measured).await?,
                _ => {
                    return Err(io::Error::other(format!(
                        "{what}: one of start, queues, waiting, streams, objects"
                    )));
                }
            }
            Ok(())
        })
        .await
}

/// An emulator, and where its numbers go.
struct Measured<'a> {
    name: &'a str,
    emulator: Emulator,
}

impl Measured<'_> {
    fn show(&self, measure: &str, number: f64) {
        println!("{measure}\t{}\t{number:.1}", self.name);
    }

    /// Shows how often a second, and what each costs the emulator: which the load beside it on the machine does not change.
    async fn rate(&self, what: &str, load: impl Future<Output = io::Result<Rate>>) -> io::Result<()> {
        let before = self.emulator.cpu()?;
        let Rate { done, elapsed } = load.await?;
        let cpu = self.emulator.cpu()?.saturating_sub(before);
        self.show(&format!("{what}/s"), done as f64 / elapsed.as_secs_f64());
        self.show(&format!("{what}, us of CPU each"), cpu.as_secs_f64() * 1e6 / done as f64);
        Ok(())
    }
}

struct Queue {
    port: u16,
    url: String,
}

impl Queue {
    async fn create(port: u16) -> io::Result<Self> {
        let body = r#"{"QueueName":"orders","Attributes":{"VisibilityTimeout":"300"}}"#;
        let answer = call(&mut Connection::open(port).await?, &request::sqs("CreateQueue", body)).await?;
        let url = request::string(&answer, "QueueUrl").ok_or_else(|| io::Error::other(answer.clone()))?;
        Ok(Self { port, url: url.to_owned() })
    }

    /// Sends of 100 bytes.
    async fn sends(&self) -> io::Result<Rate> {
        let body = format!(r#"{{"QueueUrl":"{}","MessageBody":"{}"}}"#, self.url, "x".repeat(100));
        let send = request::sqs("SendMessage", &body);
        rate(self.port, SPAN, async move |connection, _| call(connection, &send).await.map(drop)).await
    }

    /// One message is received and deleted at a time.
    async fn receives_and_deletes(&self) -> io::Result<Rate> {
        let receive = request::sqs("ReceiveMessage", &format!(r#"{{"QueueUrl":"{}"}}"#, self.url));
        let url = self.url.clone();
        rate(self.port, SPAN, async move |connection, _| {
            let answer = call(connection, &receive).await?;
            let handle = request::string(&answer, "ReceiptHandle")
                .ok_or_else(|| io::Error::other("no message is left"))?;
            let delete = format!(r#"{{"QueueUrl":"{url}","ReceiptHandle":"{handle}"}}"#);
            call(connection, &request::sqs("DeleteMessage", &delete)).await.map(drop)
        })
        .await
    }

    /// Ten messages of 100 bytes at a time.
    async fn sends_of_ten(&self) -> io::Result<Rate> {
        let batch = self.batch(100);
        rate(self.port, SPAN, async move |connection, _| call(connection, &batch).await.map(drop)).await
    }

    /// Up to ten messages are received, and deleted together.
    async fn tens(&self) -> io::Result<Rate> {
        let receive = format!(r#"{{"QueueUrl":"{}","MaxNumberOfMessages":10}}"#, self.url);
        let receive = request::sqs("ReceiveMessage", &receive);
        let url = self.url.clone();
        rate(self.port, SPAN, async move |connection, _| {
            let answer = call(connection, &receive).await?;
            let messages = answer.split(r#""MessageId""#).skip(1);
            let handles = messages.filter_map(|message| request::string(message, "ReceiptHandle"));
            let entries: Vec<_> = handles
                .enumerate()
                .map(|(id, handle)| format!(r#"{{"Id":"{id}","ReceiptHandle":"{handle}"}}"#))
                .collect();
            if entries.is_empty() {
                return Err(io::Error::other("no message is left"));
            }
            let delete = format!(r#"{{"QueueUrl":"{url}","Entries":[{}]}}"#, entries.join(","));
            call(connection, &request::sqs("DeleteMessageBatch", &delete)).await.map(drop)
        })
        .await
    }

    /// Ten messages of so many bytes.
    fn batch(&self, bytes: usize) -> Vec<u8> {
        let body = "x".repeat(bytes);
        let entries: Vec<_> =
            (0..10).map(|id| format!(r#"{{"Id":"{id}","MessageBody":"{body}"}}"#)).collect();
        let batch = format!(r#"{{"QueueUrl":"{}","Entries":[{}]}}"#, self.url, entries.join(","));
        request::sqs("SendMessageBatch", &batch)
    }

    /// Sends so many messages of 1 KiB, ten at a time.
    async fn fill(&self, count: usize) -> io::Result<()> {
        let batch = self.batch(1024);
        times(self.port, count / 10, async move |connection, _| call(connection, &batch).await.map(drop))
            .await
    }
}

/// Ten records of 1 KiB at a time, into a stream of many shards, so that no limit of a shard is in the way.
async fn streams(measured: &Measured<'_>) -> io::Result<()> {
    let port = measured.emulator.port;
    let mut connection = Connection::open(port).await?;
    call(&mut connection, &request::kinesis("CreateStream", r#"{"StreamName":"ledger","ShardCount":100}"#))
        .await?;
    loop {
        let body = r#"{"StreamName":"ledger"}"#;
        let summary = call(&mut connection, &request::kinesis("DescribeStreamSummary", body)).await?;
        if request::string(&summary, "StreamStatus") == Some("ACTIVE") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let data = "eHh4".repeat(1024 / 3);
    let put = move |number: usize| {
        let records: Vec<_> = (0..10)
            .map(|record| format!(r#"{{"PartitionKey":"{number}-{record}","Data":"{data}"}}"#))
            .collect();
        request::kinesis(
            "PutRecords",
            &format!(r#"{{"StreamName":"ledger","Records":[{}]}}"#, records.join(",")),
        )
    };
    let put = async move |connection: &mut Connection, number| call(connection, &put(number)).await.map(drop);
    measured.rate("4 PutRecords of ten records of 1 KiB", rate(port, SPAN, put)).await?;
    let body =
        r#"{"StreamName":"ledger","ShardId":"shardId-000000000000","ShardIteratorType":"TRIM_HORIZON"}"#;
    let iterator = call(&mut connection, &request::kinesis("GetShardIterator", body)).await?;
    let iterator =
        request::string(&iterator, "ShardIterator").ok_or_else(|| io::Error::other("no iterator"))?;
    let get = request::kinesis("GetRecords", &format!(r#"{{"ShardIterator":"{iterator}","Limit":10}}"#));
    let get = async move |connection: &mut Connection, _| call(connection, &get).await.map(drop);
    measured.rate("4 GetRecords of ten records of 1 KiB", rate(port, SPAN, get)).await
}

/// Objects of 1 KiB, and a listing of a thousand keys.
async fn objects(measured: &Measured<'_>) -> io::Result<()> {
    let port = measured.emulator.port;
    let mut connection = Connection::open(port).await?;
    for bucket in ["objects", "listed"] {
        call(&mut connection, &request::s3("PUT", &format!("/{bucket}"), "")).await?;
    }
    let body = "x".repeat(1024);
    let put = async move |connection: &mut Connection, number| {
        call(connection, &request::s3("PUT", &format!("/objects/{number}"), &body)).await.map(drop)
    };
    measured.rate("5 puts of objects of 1 KiB", rate(port, SPAN, put)).await?;
    let get = async |connection: &mut Connection, number| {
        call(connection, &request::s3("GET", &format!("/objects/{}", number % 100), "")).await.map(drop)
    };
    measured.rate("5 gets of objects of 1 KiB", rate(port, SPAN, get)).await?;
    let listed = async |connection: &mut Connection, number| {
        call(connection, &request::s3("PUT", &format!("/listed/key-{number:06}"), "x")).await.map(drop)
    };
    times(port, 1_000, listed).await?;
    let list = request::s3("GET", "/listed?list-type=2", "");
    let mut best = Duration::MAX;
    for _ in 0..20 {
        let begun = Instant::now();
        call(&mut connection, &list).await?;
        best = best.min(begun.elapsed());
    }
    measured.show("5 listing of 1,000 keys, ms", best.as_secs_f64() * 1e3);
    Ok(())
}
