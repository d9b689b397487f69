//! The caller's regular expressions. The caller evaluates them, a page of names at a time. The engine does not, so that they
//! have JavaScript's semantics.

use std::sync::{Mutex, MutexGuard};

use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;

/// The result of the caller's regular expressions for a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PatternMatches {
    /// Whether an including one matches.
    pub included: bool,
    /// Whether an excluding one matches.
    pub excluded: bool,
}

/// The names of one page, and the receiver of the result.
struct MatchRequest {
    names: Vec<String>,
    results: oneshot::Sender<Result<Vec<PatternMatches>>>,
}

/// Makes the caller test names.
pub struct NameMatching {
    requests: mpsc::Sender<MatchRequest>,
    received: AsyncMutex<mpsc::Receiver<MatchRequest>>,
    /// The receiver of the result for the names that were taken.
    waiting: Mutex<Option<oneshot::Sender<Result<Vec<PatternMatches>>>>>,
}

impl std::fmt::Debug for NameMatching {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NameMatching")
    }
}

impl Default for NameMatching {
    fn default() -> Self {
        // Each listing has one request at a time, and reads no further page before it has the result.
        let (requests, received) = mpsc::channel(1);
        Self { requests, received: AsyncMutex::new(received), waiting: Mutex::default() }
    }
}

impl NameMatching {
    /// Tests names. There is one result for each.
    ///
    /// # Errors
    /// The error that the caller threw.
    pub async fn matched(&self, names: Vec<String>) -> Result<Vec<PatternMatches>> {
        let count = names.len();
        let (results, receiver) = oneshot::channel();
        self.requests.send(MatchRequest { names, results }).await.map_err(|_| not_tested())?;
        let matched = receiver.await.map_err(|_| not_tested())??;
        // A name without a result would be copied or deleted by mistake.
        if matched.len() == count { Ok(matched) } else { Err(not_tested()) }
    }

    /// The next names to test, in the order of the listings' requests.
    pub async fn next(&self) -> Option<Vec<String>> {
        let MatchRequest { names, results } = self.received.lock().await.recv().await?;
        *self.waiting() = Some(results);
        Some(names)
    }

    /// The results for the names that were taken last, one character for each: its first bit for including expressions, its second for
    /// excluding ones.
    pub fn resolve(&self, results: &str) {
        let matched =
            results.bytes().map(|bits| PatternMatches { included: bits & 1 != 0, excluded: bits & 2 != 0 }).collect();
        self.settle(Ok(matched));
    }

    /// The test failed.
    pub fn fail(&self, error: Error) {
        self.settle(Err(error));
    }

    fn settle(&self, results: Result<Vec<PatternMatches>>) {
        if let Some(waiting) = self.waiting().take() {
            // The receiver has gone if the job has ended.
            let _ = waiting.send(results);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Option<oneshot::Sender<Result<Vec<PatternMatches>>>>> {
        lock(&self.waiting)
    }
}

fn not_tested() -> Error {
    Error::new(ErrorKind::Internal, "The names of a page were not tested against the regular expressions.")
}
