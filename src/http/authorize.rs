//! What the pipeline knows of a credential: it signs each attempt, and may answer a challenge.

use std::any::Any;
use std::time::SystemTime;

use futures_util::future::BoxFuture;

use crate::base::error::Result;
use crate::http::Request;

/// Signs one attempt. Called inside the retry loop, once per attempt and per redirect, with the time at that moment.
pub trait Authorize: Any + Send + Sync {
    /// Adds what the service needs to know who asks. Headers of an earlier attempt are still there and must be replaced.
    ///
    /// # Errors
    /// The credential failed; the request is not sent.
    fn authorize<'a>(&'a self, request: &'a mut Request, now: SystemTime) -> BoxFuture<'a, Result<()>>;

    /// The service rejected the request with 401 and these `WWW-Authenticate` headers.
    ///
    /// # Errors
    /// The credential failed.
    fn challenged<'a>(
        &'a self,
        challenges: &'a [String],
        request: &'a Request,
    ) -> BoxFuture<'a, Result<ChallengeOutcome>> {
        let _ = (challenges, request);
        Box::pin(async { Ok(ChallengeOutcome::NotAnswered) })
    }
}

/// What a credential does about a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChallengeOutcome {
    /// Authorize again and send once more, which is not counted as an attempt.
    Answered,
    /// Nothing: the 401 is the response.
    NotAnswered,
    /// The same, for this reason: the challenge asks for what it is not given. A sentence.
    Rejected(String),
}
