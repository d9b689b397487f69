//! The trait of credentials: they sign each attempt, and may respond to a challenge.

use std::any::Any;
use std::time::SystemTime;

use futures_util::future::BoxFuture;

use crate::base::error::Result;
use crate::http::Request;

/// Signs one attempt. Called within the retry loop, once per attempt and per redirect, with the current time.
pub trait Authorize: Any + Send + Sync {
    /// Adds the authorization. Headers of an earlier attempt are still there and must be replaced.
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
        Box::pin(async { Ok(ChallengeOutcome::Unhandled) })
    }
}

/// How a credential responds to a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChallengeOutcome {
    /// The request is authorized and sent again, which does not count as an attempt.
    Authorized,
    /// It does nothing: the 401 is the response.
    Unhandled,
    /// It does nothing, for this reason: the challenge requests something that it must not get. A sentence.
    Rejected(String),
}
