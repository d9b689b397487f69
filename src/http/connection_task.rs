//! The task that drives a connection also runs what reads a large response from it. As separate tasks they would be moved between the byte
//! threads, where each piece costs a wake-up of another thread, and is allocated anew because the one before it is still being read.

use std::fmt;
use std::future::{Future, poll_fn};
use std::mem;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::base::lock::lock;
use crate::http::piece_length::PieceLength;

/// Work that reads a response.
pub type Reading = BoxFuture<'static, ()>;

/// The task that drives a connection.
///
/// It is no channel, because work has a handle of the task that runs it: a channel that has work when its receiver is dropped would never be
/// dropped itself, nor would the work.
#[derive(Clone)]
pub struct ConnectionTask {
    waiting: Arc<Mutex<PendingReadings>>,
    pieces: PieceLength,
}

/// Work for the task of a connection.
pub struct Readings(Arc<Mutex<PendingReadings>>);

/// Work that the task has not seen yet.
#[derive(Default)]
struct PendingReadings {
    readings: Vec<Reading>,
    is_closed: bool,
    waker: Option<Waker>,
}

impl ConnectionTask {
    /// A task that receives such pieces, and the work that it is given.
    pub fn new(pieces: PieceLength) -> (Self, Readings) {
        let waiting = Arc::default();
        (Self { waiting: Arc::clone(&waiting), pieces }, Readings(waiting))
    }

    /// The longest piece that the connection receives at once.
    pub fn pieces(&self) -> &PieceLength {
        &self.pieces
    }

    /// Runs work in this task. It is dropped if the task is aborted, perhaps before it has begun.
    ///
    /// # Errors
    /// The work, if the connection has ended.
    pub fn run(&self, reading: Reading) -> Result<(), Reading> {
        let mut waiting = lock(&self.waiting);
        if waiting.is_closed {
            return Err(reading);
        }
        waiting.readings.push(reading);
        let waker = waiting.waker.take();
        drop(waiting);
        if let Some(waker) = waker {
            waker.wake();
        }
        Ok(())
    }
}

impl fmt::Debug for ConnectionTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConnectionTask")
    }
}

impl Readings {
    /// Drives a connection to its end, and what reads from it to its own end. `ended` runs when the connection has ended.
    pub async fn drive(self, connection: impl Future, ended: impl FnOnce()) {
        let mut readings = FuturesUnordered::new();
        let mut connection = pin!(connection);
        poll_fn(|cx| {
            let end = connection.as_mut().poll(cx).map(drop);
            readings.extend(self.new_ones(cx));
            while let Poll::Ready(Some(())) = readings.poll_next_unpin(cx) {}
            end
        })
        .await;
        ended();
        readings.extend(self.close());
        while readings.next().await.is_some() {}
    }

    /// Takes the work that was added. The task is woken for more.
    fn new_ones(&self, cx: &Context<'_>) -> Vec<Reading> {
        let mut waiting = lock(&self.0);
        waiting.waker = Some(cx.waker().clone());
        mem::take(&mut waiting.readings)
    }

    /// Takes the work that was added, as the last.
    fn close(&self) -> Vec<Reading> {
        let mut waiting = lock(&self.0);
        let last = mem::replace(&mut *waiting, PendingReadings { is_closed: true, ..PendingReadings::default() });
        last.readings
    }
}

impl Drop for Readings {
    fn drop(&mut self) {
        // Outside of the lock: what is dropped may be given to another task.
        drop(self.close());
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn work_runs_beside_the_connection_and_ends_after_it() {
        let (task, readings) = ConnectionTask::new(PieceLength::new(1));
        let (end, connection) = oneshot::channel::<()>();
        let (started, start) = oneshot::channel();
        let (go, wait) = oneshot::channel::<()>();
        let (done, is_done) = oneshot::channel();
        let has_ended = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&has_ended);
        let driving = tokio::spawn(readings.drive(connection, move || ended.store(true, Ordering::Relaxed)));
        let reading = async move {
            started.send(()).expect("it is awaited");
            wait.await.expect("it may go on");
            done.send(()).expect("it is awaited");
        };
        assert!(task.run(reading.boxed()).is_ok());
        start.await.expect("the reading began");
        assert!(!has_ended.load(Ordering::Relaxed));
        end.send(()).expect("the connection is driven");
        while task.run(async {}.boxed()).is_ok() {
            tokio::task::yield_now().await;
        }
        assert!(has_ended.load(Ordering::Relaxed));
        go.send(()).expect("it waits");
        is_done.await.expect("the reading came to its end");
        driving.await.expect("no panic");
    }

    #[tokio::test]
    async fn work_is_dropped_with_its_task() {
        let (task, readings) = ConnectionTask::new(PieceLength::new(1));
        let driving = tokio::spawn(readings.drive(pending::<()>(), || {}));
        let (kept, dropped) = oneshot::channel::<()>();
        let reading = async move {
            let _kept = kept;
            pending::<()>().await;
        };
        assert!(task.run(reading.boxed()).is_ok());
        tokio::task::yield_now().await;
        driving.abort();
        assert!(dropped.await.is_err());
        assert!(task.run(async {}.boxed()).is_err());
    }

    #[tokio::test]
    async fn work_that_has_not_begun_is_dropped_with_its_task() {
        let (task, readings) = ConnectionTask::new(PieceLength::new(1));
        let (kept, dropped) = oneshot::channel::<()>();
        let own = task.clone();
        let reading = async move { drop((kept, own)) };
        assert!(task.run(reading.boxed()).is_ok());
        drop(readings);
        assert!(dropped.await.is_err());
        assert!(task.run(async {}.boxed()).is_err());
    }
}
