//! [`Connection`]: one HTTP/1.1 connection that is kept, with as little of its own as it can have.

use std::io;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// One connection, made anew where the server ends it.
pub(crate) struct Connection {
    port: u16,
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(port: u16) -> io::Result<Self> {
        Ok(Self { port, stream: connect(port).await?, received: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request, and gives status and body of the answer.
    pub(crate) async fn call(&mut self, request: &[u8]) -> io::Result<(u16, String)> {
        let (answer, is_kept) = match self.exchange(request).await {
            // A kept connection may have been ended meanwhile.
            Err(_) => {
                self.stream = connect(self.port).await?;
                self.exchange(request).await?
            }
            answered => answered?,
        };
        if !is_kept {
            self.stream = connect(self.port).await?;
        }
        Ok(answer)
    }

    async fn exchange(&mut self, request: &[u8]) -> io::Result<((u16, String), bool)> {
        self.received.clear();
        self.stream.write_all(request).await?;
        let body_at = loop {
            if let Some(end) = find(&self.received, b"\r\n\r\n") {
                break end + 4;
            }
            self.receive().await?;
        };
        let head = String::from_utf8_lossy(&self.received[..body_at]).into_owned();
        let status = head.get(9..12).and_then(|code| code.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
        let header = |name: &str| {
            let mut headers = head.lines().filter_map(|line| line.split_once(':'));
            headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
        };
        let body = if let Some(length) = header("content-length") {
            let length: usize = length.parse().map_err(io::Error::other)?;
            while self.received.len() < body_at + length {
                self.receive().await?;
            }
            self.received[body_at..].to_vec()
        } else if header("transfer-encoding") == Some("chunked") {
            while !self.received[body_at - 2..].ends_with(b"\r\n0\r\n\r\n") {
                self.receive().await?;
            }
            self.received[body_at..].to_vec()
        } else {
            Vec::new()
        };
        let is_closed = header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let is_kept = !is_closed && !head.starts_with("HTTP/1.0");
        Ok(((status, String::from_utf8_lossy(&body).into_owned()), is_kept))
    }

    async fn receive(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

async fn connect(port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
