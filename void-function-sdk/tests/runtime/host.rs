//! A Runtime API on loopback that does as the test says.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Mutex, mpsc},
};
use void_core::{SystemClock, time::timeout};
use void_function_sdk::FunctionEnv;

/// What the host answers to one `next`.
#[derive(Clone, Debug)]
pub(crate) struct Next {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// Closes the connection instead of answering.
    pub(crate) dies: bool,
}

/// What the function posted.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// How the host answers to one post; without a word from the test it takes it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Taking {
    Status(u16),
    /// Takes it, and closes the connection instead of saying so.
    LoseAnswer,
    /// Takes it and closes the connection behind the answer.
    CloseAfter,
}

pub(crate) struct Host {
    address: String,
    nexts: mpsc::UnboundedSender<Next>,
    takings: mpsc::UnboundedSender<Taking>,
    posts: mpsc::UnboundedReceiver<Post>,
}

#[derive(Clone)]
struct Script {
    nexts: Arc<Mutex<mpsc::UnboundedReceiver<Next>>>,
    takings: Arc<Mutex<mpsc::UnboundedReceiver<Taking>>>,
    posts: mpsc::UnboundedSender<Post>,
}

impl Host {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (nexts, next_receiver) = mpsc::unbounded_channel();
        let (takings, taking_receiver) = mpsc::unbounded_channel();
        let (post_sender, posts) = mpsc::unbounded_channel();
        let script = Script {
            nexts: Arc::new(Mutex::new(next_receiver)),
            takings: Arc::new(Mutex::new(taking_receiver)),
            posts: post_sender,
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone()));
            }
        });
        Self { address, nexts, takings, posts }
    }

    /// An environment that names this host.
    pub(crate) fn env(&self) -> FunctionEnv {
        FunctionEnv::builder()
            .var("VOID_RUNTIME_API", &self.address)
            .var("AWS_LAMBDA_FUNCTION_NAME", "echo")
            .var("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .build()
    }

    pub(crate) fn env_with(&self, name: &str, value: &str) -> FunctionEnv {
        FunctionEnv::builder().var("AWS_LAMBDA_RUNTIME_API", &self.address).var(name, value).build()
    }

    /// Hands out an invocation that may take `milliseconds`.
    pub(crate) fn invoke_within(&self, id: &str, milliseconds: u64, body: impl Into<Vec<u8>>) {
        let deadline = now_ms() + milliseconds;
        self.next(Next {
            status: 200,
            headers: vec![
                ("Lambda-Runtime-Aws-Request-Id", id.to_owned()),
                ("Lambda-Runtime-Deadline-Ms", deadline.to_string()),
                (
                    "Lambda-Runtime-Invoked-Function-Arn",
                    "arn:aws:lambda:us-east-1:000000000000:function:echo".to_owned(),
                ),
                (
                    "Lambda-Runtime-Trace-Id",
                    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Hops=2"
                        .to_owned(),
                ),
            ],
            body: body.into(),
            dies: false,
        });
    }

    pub(crate) fn invoke(&self, id: &str, body: impl Into<Vec<u8>>) {
        self.invoke_within(id, 10_000, body);
    }

    pub(crate) fn next(&self, next: Next) {
        self.nexts.send(next).unwrap();
    }

    pub(crate) fn will_take(&self, taking: Taking) {
        self.takings.send(taking).unwrap();
    }

    /// Where it listens: `host:port`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What the function posts next. Panics when it posts nothing for 20 s: a test fails instead of waiting for ever.
    pub(crate) async fn posted(&mut self) -> Post {
        let posted = timeout(&SystemClock::new(), Duration::from_secs(20), self.posts.recv()).await;
        posted.expect("the function posts something").unwrap()
    }
}

impl Post {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

fn now_ms() -> u64 {
    use void_core::Clock;
    void_core::SystemClock::new().now().as_millis()
}

async fn serve(stream: TcpStream, script: Script) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (method, path, headers) = head(&mut stream).await?;
        let length = headers.iter().find(|(key, _)| key.eq_ignore_ascii_case("content-length"));
        let mut body = vec![0; length.map_or(0, |(_, value)| value.parse().unwrap())];
        stream.read_exact(&mut body).await.ok()?;
        if method == "GET" {
            assert_eq!(path, "/2018-06-01/runtime/invocation/next");
            let next = script.nexts.lock().await.recv().await?;
            if next.dies {
                return None;
            }
            let fields: String =
                next.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            answer(&mut stream, next.status, &fields, &next.body).await?;
            continue;
        }
        let taking = script.takings.lock().await.try_recv().unwrap_or(Taking::Status(202));
        script.posts.send(Post { path, headers, body: String::from_utf8(body).unwrap() }).ok()?;
        match taking {
            Taking::Status(status) => answer(&mut stream, status, "", b"{}").await?,
            Taking::LoseAnswer => return None,
            Taking::CloseAfter => {
                answer(&mut stream, 202, "", b"{}").await?;
                return None;
            }
        }
    }
}

async fn answer(stream: &mut BufReader<TcpStream>, status: u16, fields: &str, body: &[u8]) -> Option<()> {
    let head = format!("HTTP/1.1 {status} x\r\n{fields}Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).await.ok()
}

async fn head(stream: &mut BufReader<TcpStream>) -> Option<(String, String, Vec<(String, String)>)> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut first = lines.first()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers = lines[1..].iter().filter_map(|line| line.split_once(": "));
    Some((method, path, headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()))
}
