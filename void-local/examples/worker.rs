//! A function that does what its event says, for the tests of function processes: an order `{"do": …}` in, what came of it out.
//!
//! `echo` answers with the event, `fail` with an error, `panic` panics, `exit` ends the process, `hang` never ends, `block` never
//! ends and lets nothing else run, `fill` takes memory without end, `environment` answers with the environment, `pid` with the
//! process id, `send` sends a message to the queue whose URL is in `SEND_TO` and answers with the correlation id, `relay …` sends
//! the messages that it got there, with a pause of `PAUSE_MS` after each. With `FAIL_INIT` in the environment it can't be set up;
//! with `CRASH_INIT` it ends before it asks for an event.

use std::{collections::BTreeMap, process::ExitCode, time::Duration};

use serde_json::{Value, json};
use void_core::{Clock, Config, SystemClock};
use void_function_sdk::{HandlerError, Json, VoidContext};
use void_messaging_sdk::VoidMessagingClient;

async fn work(Json(event): Json<Value>, context: VoidContext) -> Result<Json<Value>, HandlerError> {
    println!("working on {event}");
    println!(
        "{}",
        json!({ "level": "WARN", "message": "at work", "requestId": context.request_id(), "size": event.to_string().len() })
    );
    let record = &event["Records"][0];
    let body = event["body"].as_str().or_else(|| record["body"].as_str());
    let json = body.and_then(|body| serde_json::from_str::<Value>(body).ok());
    let in_body = json.as_ref().and_then(|json| json["do"].as_str());
    let order = event["do"].as_str().or(in_body).or(body).or_else(|| record["s3"]["object"]["key"].as_str());
    let order = order.unwrap_or("echo");
    match order {
        "fail" => Err(HandlerError::new("told to fail")),
        "panic" => panic!("told to panic"),
        "exit" => std::process::exit(3),
        "hang" => std::future::pending().await,
        "block" => loop {
            std::thread::park();
        },
        "fill" => {
            let mut memory: Vec<Vec<u8>> = Vec::new();
            loop {
                memory.push(vec![1; 8 * 1024 * 1024]);
            }
        }
        "environment" => Ok(Json(json!(std::env::vars().collect::<BTreeMap<_, _>>()))),
        "send" => {
            send("sent by a function").await?;
            Ok(Json(json!({ "correlationId": context.correlation_id() })))
        }
        "pid" => Ok(Json(json!(std::process::id()))),
        order if order.starts_with("relay ") => {
            for record in event["Records"].as_array().into_iter().flatten() {
                send(record["body"].as_str().unwrap_or_default()).await?;
                pause().await;
            }
            Ok(Json(Value::Null))
        }
        _ => Ok(Json(event)),
    }
}

/// Takes its time, where `PAUSE_MS` in the environment says how much.
async fn pause() {
    let time = std::env::var("PAUSE_MS").ok().and_then(|time| time.parse().ok());
    if let Some(time) = time.map(Duration::from_millis) {
        let clock = SystemClock::new();
        clock.sleep_until(clock.now() + time).await;
    }
}

/// Sends a message as a function does that makes its client from its environment.
async fn send(body: &str) -> Result<(), HandlerError> {
    let queue = std::env::var("SEND_TO")?;
    let client = VoidMessagingClient::new(Config::from_env()?);
    client.send_message(queue, body).await?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if std::env::var_os("CRASH_INIT").is_some() {
        eprintln!("told to crash");
        return ExitCode::from(9);
    }
    let made = void_function_sdk::run_with(|env: &void_function_sdk::FunctionEnv| {
        if env.var("FAIL_INIT").is_some() { Err(HandlerError::new("told to fail")) } else { Ok(work) }
    });
    match made.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
