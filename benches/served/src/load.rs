//! Load: the same by some connections at a time.

use std::{
    io,
    time::{Duration, Instant},
};

use crate::connection::Connection;

/// How many connections there are.
pub(crate) const CONNECTIONS: usize = 16;

/// How often something was done, and in which time.
pub(crate) struct Rate {
    pub(crate) done: usize,
    pub(crate) elapsed: Duration,
}

/// How often `act` is done by all connections together, over `span`. It gets a connection and the number of what it does there.
pub(crate) async fn rate<A>(port: u16, span: Duration, act: A) -> io::Result<Rate>
where
    A: AsyncFn(&mut Connection, usize) -> io::Result<()> + Clone + 'static,
{
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..CONNECTIONS {
        let act = act.clone();
        tasks.push(tokio::task::spawn_local(async move {
            let mut connection = Connection::open(port).await?;
            let mut done = 0;
            while begun.elapsed() < span {
                act(&mut connection, done * CONNECTIONS + number).await?;
                done += 1;
            }
            io::Result::Ok(done)
        }));
    }
    let mut done = 0;
    for task in tasks {
        done += task.await??;
    }
    Ok(Rate { done, elapsed: begun.elapsed() })
}

/// Does `act` so many times, by all connections together.
pub(crate) async fn times<A>(port: u16, count: usize, act: A) -> io::Result<()>
where
    A: AsyncFn(&mut Connection, usize) -> io::Result<()> + Clone + 'static,
{
    let mut tasks = Vec::new();
    for number in 0..CONNECTIONS {
        let act = act.clone();
        tasks.push(tokio::task::spawn_local(async move {
            let mut connection = Connection::open(port).await?;
            for done in (number..count).step_by(CONNECTIONS) {
                act(&mut connection, done).await?;
            }
            io::Result::Ok(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

/// A call that has to succeed.
pub(crate) async fn call(connection: &mut Connection, request: &[u8]) -> io::Result<String> {
    match connection.call(request).await? {
        (200..=299, body) => Ok(body),
        (status, body) => Err(io::Error::other(format!("{status}: {body}"))),
    }
}
