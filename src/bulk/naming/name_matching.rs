//! The caller's regular expressions. The caller evaluates them, a page of names at a time. The engine does not, so that they
//! have JavaScript's semantics.

use std::sync::{Mutex, MutexGuard};

use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;

/// The result of the caller's regular expressions for a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Matched {
    /// Whether an including one matches.
    pub included: bool,
    /// Whether an excluding one matches.
    pub excluded: bool,
}

/// The names of one page, and the receiver of the result.
struct MatchRequest {
    names: Vec<String>,
    answer: oneshot::Sender<Result<Vec<Matched>>>,
}

/// Makes the caller test names.
pub struct NameMatching {
    questions: mpsc::Sender<MatchRequest>,
    asked: AsyncMutex<mpsc::Receiver<MatchRequest>>,
    /// The receiver of the result for the names that were taken.
    waiting: Mutex<Option<oneshot::Sender<Result<Vec<Matched>>>>>,
}

impl std::fmt::Debug for NameMatching {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NameMatching")
    }
}

impl Default for NameMatching {
    fn default() -> Self {
        // Each listing has one request at a time, and reads no further page before it has the result.
        let (questions, asked) = mpsc::channel(1);
        Self { questions, asked: AsyncMutex::new(asked), waiting: Mutex::default() }
    }
}

impl NameMatching {
    /// Tests names. There is one result for each.
    ///
    /// # Errors
    /// The error that the caller threw.
    pub async fn matched(&self, names: Vec<String>) -> Result<Vec<Matched>> {
        let count = names.len();
        let (answer, answered) = oneshot::channel();
        self.questions.send(MatchRequest { names, answer }).await.map_err(|_| unanswered())?;
        let matched = answered.await.map_err(|_| unanswered())??;
        // A name without a result would be copied or deleted by mistake.
        if matched.len() == count { Ok(matched) } else { Err(unanswered()) }
    }

    /// The next names to test, in the order of the listings' requests.
    pub async fn next(&self) -> Option<Vec<String>> {
        let MatchRequest { names, answer } = self.asked.lock().await.recv().await?;
        *self.waiting() = Some(answer);
        Some(names)
    }

    /// The results for the names that were taken last, one character for each: its first bit for including expressions, its second for
    /// excluding ones.
    pub fn answer(&self, answer: &str) {
        let matched = answer.bytes().map(|bits| Matched { included: bits & 1 != 0, excluded: bits & 2 != 0 }).collect();
        self.settle(Ok(matched));
    }

    /// The test failed.
    pub fn fail(&self, error: Error) {
        self.settle(Err(error));
    }

    fn settle(&self, answer: Result<Vec<Matched>>) {
        if let Some(waiting) = self.waiting().take() {
            // The receiver has gone if the job has ended.
            let _ = waiting.send(answer);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Option<oneshot::Sender<Result<Vec<Matched>>>>> {
        lock(&self.waiting)
    }
}

fn unanswered() -> Error {
    Error::new(ErrorKind::Internal, "The names of a page were not tested against the regular expressions.")
}
