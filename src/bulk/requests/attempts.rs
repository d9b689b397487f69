//! Handles each attempt of a job's requests: waits for its turn, counts and retries throttled attempts, and holds
//! requests while a credential is renewed.
//!
//! It is a policy of the pipelines that the job uses, so it sees the listing, the copies and everything else alike.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::SystemTime;

use futures_util::future::BoxFuture;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use crate::base::error::Result;
use crate::base::fragile_names::is_fragile;
use crate::base::lock::lock;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::report::under_way::UnderWay;
use crate::bulk::requests::rejection::has_expired;
use crate::bulk::requests::renewal::{Renewal, Side};
use crate::bulk::requests::stragglers::{Effort, Stragglers};
use crate::bulk::requests::tally::{attempted, copied_bytes, moving};
use crate::bulk::requests::throttled::{Patience, ThrottleCounts, ThrottleKind};
use crate::bulk::requests::turns::{AttemptBytes, Turns};
use crate::http::pace::PaceLimits;
use crate::http::policy::{Next, Policy};
use crate::http::retry_after::retry_after;
use crate::http::retry_policy::took_no_effect;
use crate::http::{Repeat, Request, Response, drain};
use crate::rest::BlobEndpoint;

/// The number of throttled requests that may wait besides those in flight. Each holds the few kilobytes of a blob that is being copied.
const MOST_PARKED: usize = 1000;

/// The number of pending copies that may wait besides those.
const MOST_PENDING: usize = 1000;

/// The shared state of a job's attempts.
#[derive(Default)]
pub struct Attempts {
    /// The number of throttled attempts.
    pub throttled: ThrottleCounts,
    /// The credentials of both sides.
    pub renewal: Renewal,
    /// The destination without the policy of the job. What the caller names by a URL is requested with its options.
    unwatched: OnceLock<BlobEndpoint>,
    /// Whether any blob was copied: then a failure of one need not concern all.
    has_copied: AtomicBool,
    /// The number of throttled requests that wait to be retried.
    parked: AtomicUsize,
    /// The number of pending asynchronous copies.
    pub(in crate::bulk) pending: AtomicUsize,
    /// The blobs that are being copied.
    pub under_way: UnderWay,
    /// The durations of attempts.
    stragglers: Mutex<Stragglers>,
    /// The number that were abandoned because they took far longer than others.
    given_up: AtomicU64,
    /// The number of attempts.
    sent: AtomicU64,
    /// Notifies the job that one more waits: another blob can be copied in the meantime.
    freed: Notify,
}

impl Attempts {
    /// Makes all requests to both containers of a job go through here.
    pub fn watch(
        source: &mut BlobEndpoint,
        destination: &mut BlobEndpoint,
        options: &ContainerCopyOptions,
    ) -> Arc<Self> {
        let attempts = Arc::<Self>::default();
        attempts.renewal.set_giver(options.renews_credentials);
        attempts.renewal.set_purpose(options.purpose());
        let join =
            |endpoint: &BlobEndpoint, limits| Arc::new(endpoint.pipeline.account(&endpoint.url).pace().join(limits));
        let within_account = options.copy.preferences.within_account;
        let mut of_destination = Turns::of(join(destination, options.pace)).within_account(within_account);
        let of_source = if source.same_account(destination) {
            of_destination.clone()
        } else {
            // The bytes count for the destination.
            let to_source = join(source, PaceLimits { bytes: None, ..options.pace });
            of_destination = of_destination.reading(&to_source);
            Turns::of_source(to_source)
        };
        for (side, endpoint, turns) in
            [(Side::Source, source, of_source), (Side::Destination, destination, of_destination)]
        {
            if side == Side::Destination {
                attempts.unwatched.get_or_init(|| endpoint.clone());
            }
            attempts.renewal.begin(side, turns.clone(), endpoint);
            let policy = JobPolicy::new(Arc::clone(&attempts), turns, side, 0, endpoint);
            endpoint.pipeline = Arc::new(endpoint.pipeline.with_further_policy(Arc::new(policy)));
        }
        attempts
    }

    /// The destination without the policy of the job, if there is one.
    pub fn unwatched(&self) -> Option<&BlobEndpoint> {
        self.unwatched.get()
    }

    /// The number of waiting requests that count as in flight. 0 if too many wait already.
    pub fn parked(&self) -> usize {
        let parked = self.parked.load(Ordering::Relaxed);
        let pending = self.pending().min(MOST_PENDING);
        if parked < MOST_PARKED { parked + pending } else { pending }
    }

    /// The number of pending asynchronous copies.
    pub fn pending(&self) -> usize {
        self.pending.load(Ordering::Relaxed)
    }

    /// The number of attempts that were abandoned because they took far longer than others.
    pub fn given_up(&self) -> u64 {
        self.given_up.load(Ordering::Relaxed)
    }

    /// The number of attempts.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Notifies the job that one more waits.
    pub fn free_one(&self) {
        self.freed.notify_one();
    }

    /// A blob was copied.
    pub fn copied(&self) {
        if !self.has_copied() {
            self.has_copied.store(true, Ordering::Relaxed);
        }
    }

    /// Whether any was.
    pub fn has_copied(&self) -> bool {
        self.has_copied.load(Ordering::Relaxed)
    }

    /// Resolves when another request waits.
    pub async fn freed(&self) {
        self.freed.notified().await;
    }
}

/// The policy of one pipeline.
pub(super) struct JobPolicy {
    attempts: Arc<Attempts>,
    turns: Turns,
    side: Side,
    /// The pipeline's credential: the first one, or a later one.
    generation: u64,
    /// The container or account with that credential.
    endpoint: BlobEndpoint,
}

impl JobPolicy {
    pub fn new(attempts: Arc<Attempts>, turns: Turns, side: Side, generation: u64, endpoint: &BlobEndpoint) -> Self {
        Self { attempts, turns, side, generation, endpoint: endpoint.clone() }
    }

    /// Sends with the current credential. Returns the time, and the credential.
    async fn send_once(
        &self,
        request: &mut Request,
        (operation, effort, taken): (Option<&'static str>, Effort, AttemptBytes),
        next: Next<'_>,
    ) -> (Instant, u64, Result<Response>) {
        let renewal = &self.attempts.renewal;
        renewal.usable(self.side).await;
        let sent = self.turns.wait(taken).await;
        self.attempts.sent.fetch_add(1, Ordering::Relaxed);
        let stragglers = &self.attempts.stragglers;
        // A request that must not be sent twice may take as long as the pipeline allows.
        let limit = (request.repeat == Repeat::Safe).then(|| lock(stragglers).limit(effort));
        request.attempt.limit = limit;
        let began = Instant::now();
        let outcome = self.send_with(sent, request, next).await;
        let took = began.elapsed();
        attempted(operation, outcome.2.as_ref().is_ok_and(|response| response.status < 400));
        if outcome.2.is_ok() {
            lock(stragglers).took(effort, took);
        } else if let Some(limit) = limit.filter(|limit| took >= *limit) {
            lock(stragglers).took(effort, limit);
            self.attempts.given_up.fetch_add(1, Ordering::Relaxed);
        }
        outcome
    }

    /// Whether the current credential is one for this request. The source of an entry may be in another container of the account.
    fn is_of_credential(&self, request: &Request) -> bool {
        match self.attempts.renewal.renewed(self.side) {
            Some((_, endpoint, _)) => endpoint.is_credential_for(&request.url),
            None => self.endpoint.is_credential_for(&request.url),
        }
    }

    async fn send_with(
        &self,
        sent: Instant,
        request: &mut Request,
        next: Next<'_>,
    ) -> (Instant, u64, Result<Response>) {
        let renewal = &self.attempts.renewal;
        match renewal.renewed(self.side) {
            Some((generation, endpoint, _)) if generation != self.generation => {
                if endpoint.is_credential_for(&request.url) {
                    endpoint.replace_signature(&mut request.url);
                }
                (sent, generation, Box::pin(endpoint.pipeline.send_attempt(request)).await)
            }
            _ => (sent, self.generation, next.send(request).await),
        }
    }
}

impl Policy for JobPolicy {
    fn send<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Result<Response>> {
        Box::pin(async move {
            let Attempts { throttled, renewal, parked, freed, .. } = &*self.attempts;
            let mut patience = Patience::new(self.endpoint.pipeline.retry_delays());
            let (operation, effort) = (moving(request), Effort::of(request, copied_bytes()));
            let taken = self.turns.taken(request, effort, operation);
            loop {
                let (sent, generation, outcome) = self.send_once(request, (operation, effort, taken), next).await;
                // The service may reject a signature because the name was changed in transit.
                if let Some(needed) = renewal.needed_after(self.side, &outcome)
                    && !is_fragile(request.url.path())
                    && self.is_of_credential(request)
                    && renewal
                        .another(needed, generation, (outcome.is_err(), has_expired(&request.url, &outcome)))
                        .await
                {
                    if let Ok(response) = outcome {
                        drain(response.body).await;
                    }
                    self.turns.moved_nothing(taken);
                    request.attempt.deadline = None;
                    continue;
                }
                let Ok(response) = outcome else { return outcome };
                let Some(kind) = ThrottleKind::of(&response) else {
                    self.turns.responded(taken, response.status);
                    return Ok(response);
                };
                let requested_wait =
                    retry_after(&response.headers, SystemTime::now()).map(|requested_wait| requested_wait.wait);
                throttled.requested_wait(kind, requested_wait.unwrap_or_default());
                let limit = self.turns.throttled(kind, taken, &response, sent);
                throttled.add(kind, limit);
                // An attempt that may have taken effect counts as failed; its effect is checked elsewhere.
                if !took_no_effect(response.status, &response.headers) {
                    return Ok(response);
                }
                self.turns.rejected(taken, limit);
                let Some(wait) = patience.wait(limit, requested_wait, fastrand::f64()) else { return Ok(response) };
                drain(response.body).await;
                let _parked = WaitingRequest::new(parked);
                freed.notify_one();
                sleep(wait).await;
                request.attempt.deadline = None;
            }
        })
    }
}

/// A request that waits.
struct WaitingRequest<'a>(&'a AtomicUsize);

impl<'a> WaitingRequest<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for WaitingRequest<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
