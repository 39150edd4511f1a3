//! Several futures at once, in one task, so that a task-local is the same for all.

use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

/// Runs `jobs` in their order, at most `limit` (and at least one) of them at a time. Dropping it drops those that run.
pub async fn run<F: Future<Output = ()>>(limit: usize, mut jobs: impl Iterator<Item = F>) {
    let mut running = Vec::new();
    poll_fn(|task| poll(limit.max(1), &mut jobs, &mut running, task)).await;
}

fn poll<F: Future<Output = ()>>(
    limit: usize,
    jobs: &mut impl Iterator<Item = F>,
    running: &mut Vec<Pin<Box<F>>>,
    task: &mut Context<'_>,
) -> Poll<()> {
    loop {
        running.extend(jobs.take(limit - running.len()).map(Box::pin));
        let started = running.len();
        running.retain_mut(|job| job.as_mut().poll(task).is_pending());
        match running.len() {
            0 if started == 0 => return Poll::Ready(()),
            still if still == started => return Poll::Pending,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use super::run;

    #[tokio::test]
    async fn never_runs_more_than_the_limit_and_ends_when_all_are_done() {
        let (running, most, done) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let job = |waits: usize| {
            let (running, most, done) = (&running, &most, &done);
            async move {
                most.fetch_max(running.fetch_add(1, Relaxed) + 1, Relaxed);
                for _ in 0..waits {
                    tokio::task::yield_now().await;
                }
                running.fetch_sub(1, Relaxed);
                done.fetch_add(1, Relaxed);
            }
        };
        run(3, (0..20).map(job)).await;
        assert_eq!((most.load(Relaxed), done.load(Relaxed)), (3, 20));
        run(0, (0..2).map(job)).await;
        assert_eq!(done.load(Relaxed), 22);
        run(3, std::iter::empty::<std::future::Ready<()>>()).await;
    }
}
