//! The loopback server that both sides are measured against: the cheapest one that answers rightly.
//!
//! `compare-server sqs` answers every request as SendMessage with the digest of the one body that the clients send;
//! `compare-server runtime N` is a Runtime API that hands out N invocations and then keeps `next` waiting,
//! saying `done`.
//! Prints its address on the first line, ends with its standard input.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

/// MD5 of `SENT_BODY`, as SQS returns it.
const SENT_BODY_MD5: &str = "4656b3109e263bb2364d6f6a67a90e57";

static LEFT: AtomicU64 = AtomicU64::new(0);

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mode = arguments.next().unwrap_or_default();
    LEFT.store(arguments.next().and_then(|count| count.parse().ok()).unwrap_or(0), Ordering::SeqCst);
    let md5 = std::env::var("COMPARE_BODY_MD5").unwrap_or_else(|_| SENT_BODY_MD5.to_owned());
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (mode, md5) = (mode.clone(), md5.clone());
            thread::spawn(move || serve(&mode, &md5, stream));
        }
    });
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn serve(mode: &str, md5: &str, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    while let Some(path) = read_request(&mut reader)? {
        let answer = match mode {
            "sqs" => sent(md5),
            _ if path.ends_with("/invocation/next") => next(),
            _ => "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n".to_owned(),
        };
        writer.write_all(answer.as_bytes())?;
    }
    Ok(())
}

fn read_request(reader: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let (mut line, mut path, mut length) = (String::new(), String::new(), 0);
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if path.is_empty() {
            path = line.split(' ').nth(1).unwrap_or("/").to_owned();
        } else if line == "\r\n" {
            break;
        } else if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    io::copy(&mut reader.take(length), &mut io::sink())?;
    Ok(Some(path))
}

fn sent(md5: &str) -> String {
    let body =
        format!(r#"{{"MD5OfMessageBody":"{md5}","MessageId":"4f9c1f3c-5b2e-4c47-9d37-0a3f4c2b8a11"}}"#);
    format!(
        "HTTP/1.1 200 OK\r\nx-amzn-RequestId: 0c4b5f0e-7d5c-5a6b-9e4f-3f1d2c8b7a65\r\n\
         Content-Type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn next() -> String {
    if LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err() {
        println!("done");
        loop {
            thread::park();
        }
    }
    let body = r#"{"orderId":"7a1c","items":[{"productId":"VC-101","quantity":1}],"note":"one small event"}"#;
    format!(
        "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n\
         Lambda-Runtime-Deadline-Ms: 32503680000000\r\n\
         Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:compare\r\n\
         Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1\r\n\
         Content-Type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}
