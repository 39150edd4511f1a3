//! The runtime loop, against a Runtime API on loopback that answers at once.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use criterion::Criterion;
use tokio::sync::oneshot;
use void_function_sdk::{FunctionEnv, HandlerError, VoidContext, VoidQueueEvent, run_on};

use crate::current_thread;

const EVENT: &str = r#"{"Records":[]}"#;

async fn handle(_event: VoidQueueEvent, _context: VoidContext) -> Result<(), HandlerError> {
    Ok(())
}

/// Handles `count` invocations, and gives the time from the first question to the last answer.
///
/// # Panics
///
/// When the loop ends on its own, or there is no loopback.
#[must_use]
pub fn invocations(count: u64) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
    let address = listener.local_addr().expect("it is bound");
    let (done, waits) = oneshot::channel();
    thread::spawn(move || {
        let took = serve(&listener, count).expect("the function talks HTTP");
        // Nobody waits where the loop broke off, which panics there.
        let _ = done.send(took);
    });
    current_thread().block_on(async {
        tokio::select! {
            ended = run(address) => panic!("the loop ended: {ended}"),
            took = waits => took.expect("the server says when it is done"),
        }
    })
}

async fn run(address: SocketAddr) -> String {
    let env = FunctionEnv::builder().var("AWS_LAMBDA_RUNTIME_API", address.to_string()).build();
    format!("{:?}", run_on(&env, |_env: &FunctionEnv| handle).await)
}

/// Hands out `count` invocations, and leaves the question after the last one open.
fn serve(listener: &TcpListener, count: u64) -> io::Result<Duration> {
    let (stream, _) = listener.accept()?;
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let (mut handed_out, mut started) = (0, None);
    while read_request(&mut reader)?.contains("/invocation/next") {
        let started = *started.get_or_insert_with(now);
        if handed_out == count {
            return Ok(started.elapsed());
        }
        handed_out += 1;
        write!(
            writer,
            "HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-id: {handed_out}\r\nlambda-runtime-deadline-ms: 4102444800000\r\n\
             lambda-runtime-invoked-function-arn: arn:aws:lambda:us-east-1:000000000000:function:bench\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{EVENT}",
            EVENT.len()
        )?;
        read_request(&mut reader)?;
        writer.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")?;
    }
    Err(io::ErrorKind::InvalidData.into())
}

#[expect(clippy::disallowed_methods, reason = "a bench measures the ambient time")]
fn now() -> Instant {
    Instant::now()
}

/// Reads a request and its body; gives its first line.
fn read_request(reader: &mut BufReader<TcpStream>) -> io::Result<String> {
    let (mut first, mut line, mut length) = (String::new(), String::new(), 0);
    reader.read_line(&mut first)?;
    while reader.read_line(&mut line)? > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    io::copy(&mut reader.take(length), &mut io::sink())?;
    Ok(first)
}

/// An invocation, the server's share included.
pub fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("runtime loop");
    group.bench_function("an invocation", |bencher| bencher.iter_custom(invocations));
    group.finish();
}
