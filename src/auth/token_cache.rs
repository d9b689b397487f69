//! Caches the access token of one scope and tenant, and keeps it fresh.
//!
//! A token is renewed in the background while the old one is still valid. Callers wait only when there is no valid one.
//! One request is pending at a time. It runs in its own task, and its callers wait for the result. They continue in the
//! order in which they arrived, and are not overtaken.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, join};
use http::HeaderValue;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

use super::token::{AccessToken, TokenRequest, TokenSource};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::http::caller::{current, inherited};

/// A token is renewed from this long before it expires.
const REFRESH_WINDOW: Duration = Duration::from_secs(120);

/// A token that expires sooner than this is not used: it could expire in transit.
const FORCED_REFRESH_WINDOW: Duration = Duration::from_secs(1);

/// The pause between two attempts to renew a token that is still valid.
const RETRY_INTERVAL: Duration = Duration::from_secs(3);

/// The maximum number of attempts in a row to renew a valid token. After that, the next request of a caller starts again. A
/// token may be valid forever, and a source that returns no other token must not be called forever.
const MAX_RENEWALS: u32 = 10;

/// A pending request for a token. Its result is the header that carries the token.
type PendingToken = Shared<BoxFuture<'static, Result<HeaderValue>>>;

pub(super) struct TokenCache {
    inner: Arc<SharedCache>,
    /// The queue of callers that wait for a token.
    line: Semaphore,
}

struct SharedCache {
    source: Arc<dyn TokenSource>,
    clock: Clock,
    /// The request for a token, unless a challenge requests claims.
    usual: TokenRequest,
    state: Mutex<CachedState>,
}

/// Returns the time.
pub(super) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

#[derive(Default)]
struct CachedState {
    current: Option<CachedToken>,
    under_way: Option<PendingRequest>,
}

/// A cached token.
struct CachedToken {
    header: HeaderValue,
    /// The request that returned it.
    request: TokenRequest,
    obtained_on: SystemTime,
    expires_on: SystemTime,
    refresh_after: Option<SystemTime>,
}

/// A request for a token that is pending.
struct PendingRequest {
    request: TokenRequest,
    outcome: PendingToken,
    task: AbortHandle,
}

/// How a caller gets its header.
enum TokenLookup {
    /// The cached header.
    Have(HeaderValue),
    /// The result of a pending request.
    Take(PendingToken),
    /// A pending request for something else: wait for it, then check again.
    LetPass(PendingToken),
}

impl CachedToken {
    /// Whether the token is valid for at least `window`.
    fn lasts(&self, now: SystemTime, window: Duration) -> bool {
        self.expires_on.duration_since(now).is_ok_and(|left| left >= window)
    }

    fn is_due(&self, now: SystemTime) -> bool {
        let due = !self.lasts(now, REFRESH_WINDOW) || self.refresh_after.is_some_and(|time| time < now);
        // A source with its own cache may return the same token again. Calling it for every request would be useless.
        due && now.duration_since(self.obtained_on).map_or(true, |age| age >= RETRY_INTERVAL)
    }
}

impl TokenCache {
    /// Creates an empty cache. The usual request has no claims.
    pub(super) fn new(source: Arc<dyn TokenSource>, usual: TokenRequest, clock: Clock) -> Self {
        let inner = Arc::new(SharedCache { source, clock, usual, state: Mutex::default() });
        Self { inner, line: Semaphore::new(1) }
    }

    /// The usual request.
    pub(super) fn usual(&self) -> &TokenRequest {
        &self.inner.usual
    }

    /// The cached header.
    pub(super) fn kept(&self) -> Option<HeaderValue> {
        self.inner.lock().current.as_ref().map(|kept| kept.header.clone())
    }

    /// When the token of this header expired, if it had already expired when the source returned it.
    pub(super) fn expired_before_it_came(&self, header: &HeaderValue) -> Option<SystemTime> {
        let state = self.inner.lock();
        let kept =
            state.current.as_ref().filter(|kept| kept.header == header && kept.expires_on <= kept.obtained_on)?;
        Some(kept.expires_on)
    }

    /// Waits for the pending request, if there is one. Returns whether there is a token then.
    pub(super) async fn settled(&self) -> bool {
        let outcome = self.inner.lock().under_way.as_ref().map(|under_way| under_way.outcome.clone());
        if let Some(outcome) = outcome {
            drop(outcome.await);
        }
        self.inner.lock().current.is_some()
    }

    /// The header with a valid token.
    pub(super) async fn header(&self, now: SystemTime) -> Result<HeaderValue> {
        let way = match self.way_to_header(now)? {
            TokenLookup::Have(header) if self.line.available_permits() > 0 => return Ok(header),
            way => way,
        };
        // The place in the queue is taken now, and kept until the earlier callers have continued.
        let (turn, header) = join(self.line.acquire(), self.header_by(way)).await;
        drop(turn);
        header
    }

    async fn header_by(&self, mut way: TokenLookup) -> Result<HeaderValue> {
        loop {
            match way {
                TokenLookup::Have(header) => return Ok(header),
                TokenLookup::Take(outcome) => return outcome.await,
                // Whether it succeeded concerns only its own callers.
                TokenLookup::LetPass(outcome) => drop(outcome.await),
            }
            way = self.way_to_header((self.inner.clock)())?;
        }
    }

    fn way_to_header(&self, now: SystemTime) -> Result<TokenLookup> {
        let mut state = self.inner.lock();
        if let Some(current) = &state.current
            && current.lasts(now, FORCED_REFRESH_WINDOW)
        {
            let header = current.header.clone();
            if state.under_way.is_none() && current.is_due(now) {
                let request = self.inner.usual.clone();
                // No caller waits for this one. If it fails, the next caller without a valid token gets the error.
                let _ = self.way_to_new(&mut state, request);
            }
            return Ok(TokenLookup::Have(header));
        }
        self.way_to_new(&mut state, self.inner.usual.clone())
    }

    /// Gets a token, with these claims if any, in place of one that the service rejected.
    pub(super) async fn replace(&self, rejected: Option<&HeaderValue>, claims: Option<&String>) -> Result<()> {
        let request = TokenRequest { claims: claims.cloned(), ..self.inner.usual.clone() };
        loop {
            let way = {
                let mut state = self.inner.lock();
                if let Some(current) = &state.current {
                    if rejected == Some(&current.header) {
                        state.current = None;
                    } else if current.request == request {
                        // Another rejected request has already done this.
                        return Ok(());
                    }
                }
                self.way_to_new(&mut state, request.clone())?
            };
            match way {
                TokenLookup::Have(_) => return Ok(()),
                TokenLookup::Take(outcome) => return outcome.await.map(drop),
                TokenLookup::LetPass(outcome) => drop(outcome.await),
            }
        }
    }

    /// Joins the pending request for a token, or starts one.
    fn way_to_new(&self, state: &mut CachedState, request: TokenRequest) -> Result<TokenLookup> {
        // A task that has ended but is still here was dropped with its runtime.
        if let Some(under_way) = state.under_way.as_ref().filter(|under_way| !under_way.task.is_finished()) {
            let outcome = under_way.outcome.clone();
            return Ok(if under_way.request == request {
                TokenLookup::Take(outcome)
            } else {
                TokenLookup::LetPass(outcome)
            });
        }
        let runtime = Handle::try_current().map_err(|error| {
            Error::new(ErrorKind::Internal, "A token was requested outside of the runtime.").with_source(error)
        })?;
        let task = runtime.spawn(inherited(current(), Arc::clone(&self.inner).renew(request.clone())));
        let abort = task.abort_handle();
        let outcome = task.map(|joined| joined.unwrap_or_else(|_| Err(Error::aborted()))).boxed().shared();
        state.under_way = Some(PendingRequest { request, outcome: outcome.clone(), task: abort });
        Ok(TokenLookup::Take(outcome))
    }
}

impl Drop for TokenCache {
    fn drop(&mut self) {
        if let Some(under_way) = self.inner.lock().under_way.take() {
            under_way.task.abort();
        }
    }
}

impl SharedCache {
    fn lock(&self) -> MutexGuard<'_, CachedState> {
        // No panic can leave the state half changed.
        lock(&self.state)
    }

    /// Gets a token and caches it. Runs as a task, one at a time.
    async fn renew(self: Arc<Self>, request: TokenRequest) -> Result<HeaderValue> {
        let obtained = AssertUnwindSafe(self.obtain(&request))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, "The source of access tokens panicked.")))
            .and_then(|token| Ok((header_value(&token.token)?, token)));
        let mut state = self.lock();
        state.under_way = None;
        let (header, token) = obtained?;
        state.current = Some(CachedToken {
            header: header.clone(),
            request,
            obtained_on: (self.clock)(),
            expires_on: token.expires_on,
            refresh_after: token.refresh_after,
        });
        Ok(header)
    }

    /// Calls the source, repeatedly while the token to be renewed is still valid.
    async fn obtain(&self, request: &TokenRequest) -> Result<AccessToken> {
        let mut renewals = 1..MAX_RENEWALS;
        loop {
            match self.source.get_token(request.clone()).await {
                Err(_) if self.still_serves(request) && renewals.next().is_some() => {
                    tokio::time::sleep(RETRY_INTERVAL).await;
                }
                outcome => return outcome,
            }
        }
    }

    /// Whether this request is only a renewal, because there is a valid token. The response to a challenge never is.
    fn still_serves(&self, request: &TokenRequest) -> bool {
        let state = self.lock();
        self.usual == *request && state.current.as_ref().is_some_and(|kept| kept.expires_on > (self.clock)())
    }
}

/// The header for a token, without the trailing line breaks of a token that was read from a file.
fn header_value(token: &str) -> Result<HeaderValue> {
    let token: String = token.trim().chars().filter(|character| !matches!(character, '\r' | '\n')).collect();
    let mut header = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| {
        Error::new(
            ErrorKind::Credential,
            "The credential gave an access token with a character that cannot be sent in a header. Check what its \
             getToken returns.",
        )
    })?;
    header.set_sensitive(true);
    Ok(header)
}
