//! `void-benches WORK COUNT` does a piece of work so many times, for an instruction count that does not depend on what else
//! the machine does. `benches/micro/count` runs it. A third argument says how many records a stream holds before.

use void_benches::{client::Client, current_thread, engine::Queue, request::Sender, storage, streams};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let work = arguments.next().unwrap_or_default();
    let count: u64 = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1);
    let held: u64 = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(10_000);
    match work.as_str() {
        "send" | "cycle" => calls(&Client::unsigned(), &work, count),
        "send-signed" | "cycle-signed" => calls(&Client::signed(), &work, count),
        "engine" => {
            let mut queue = Queue::holding(1_000);
            (1..=count).for_each(|count| queue.cycle(count));
        }
        "build" => {
            let sender = Sender::default();
            (0..count).for_each(|_| drop(sender.build()));
        }
        "sign" => {
            let sender = Sender::default();
            (0..count).for_each(|_| sender.sign(&mut sender.build()));
        }
        "put" | "get" => records(&streams::Client::new(), &work, count),
        "produce" | "produce-aggregated" => {
            let (client, aggregates) = (streams::client(), work == "produce-aggregated");
            current_thread().block_on(streams::produce(&client, count, aggregates));
        }
        "stream-put" => {
            let mut stream = streams::Stream::holding(held);
            (0..count).for_each(|_| stream.put());
        }
        "stream-iterator" => {
            let stream = streams::Stream::holding(held);
            (0..count).for_each(|_| drop(stream.iterator()));
        }
        "stream-get" => {
            let stream = streams::Stream::holding(held);
            let iterator = stream.iterator();
            (0..count).for_each(|_| stream.get(&iterator));
        }
        "object-put" | "object-get" | "object-head" | "object-list" => objects(&work, count),
        _ => {
            eprintln!(
                "usage: void-benches \
                 send|cycle|send-signed|cycle-signed|engine|build|sign|put|get|produce|produce-aggregated|\
                 stream-put|stream-get|stream-iterator|object-put|object-get|object-head|object-list COUNT [RECORDS]"
            );
            std::process::exit(2);
        }
    }
}

fn calls(client: &Client, work: &str, count: u64) {
    current_thread().block_on(async {
        for _ in 0..count {
            client.send().await;
            if work.starts_with("cycle") {
                client.receive_and_delete().await;
            }
        }
    });
}

fn records(client: &streams::Client, work: &str, count: u64) {
    current_thread().block_on(async {
        for _ in 0..count {
            match work {
                "put" => client.put().await,
                _ => client.get().await,
            }
        }
    });
}

fn objects(work: &str, count: u64) {
    let work = storage::Work::named(work).expect("it was named");
    let client = storage::Client::new();
    current_thread().block_on(async {
        for _ in 0..count {
            client.call(work).await;
        }
    });
}
