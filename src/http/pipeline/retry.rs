//! Sends a request again after a failed attempt. It decides which results end the request, how long the next attempt
//! waits, and what the error says about the attempts.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::{Instant, sleep_until};
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::account::{Account, Accounts};
use crate::http::failure::{self, AttemptPhase, TransportFailure, peer};
use crate::http::layer::{Layer, Transport};
use crate::http::retry_after::{RetryAfter, retry_after};
use crate::http::retry_policy::{AttemptResult, Location, RetryPolicy};
use crate::http::throttling::Throttling;
use crate::http::{Request, Response, body};

/// The query parameter that limits how long the service works on one attempt.
const TIMEOUT: &str = "timeout";

/// The layer that makes attempts. Each goes through all layers below it.
pub struct Retry<'p, Next> {
    pub policy: &'p RetryPolicy,
    pub accounts: &'p Accounts,
    pub clock: fn() -> SystemTime,
    pub random: fn() -> f64,
    pub transport: &'p dyn Transport,
    pub next: Next,
}

/// Whether another attempt is due.
enum RetryDecision {
    /// No attempt.
    End,
    /// An attempt after the delay of the policy, or that of the service if it is longer.
    Again(Option<Duration>),
    /// No attempt, because the service requests a longer delay than the policy allows.
    TooLongToWait(RetryAfter),
}

impl<Next: Layer> Layer for Retry<'_, Next> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
        let policy = self.policy;
        if let Some(seconds) = policy.server_timeout() {
            set_parameter(&mut request.url, TIMEOUT, &seconds.to_string());
        }
        let secondary = policy.secondary.as_ref().map(|host| (request.url.clone(), host.apply(&request.url)));
        let mut secondary_missing = false;
        let mut throttled: Option<(Arc<Account>, Throttling)> = None;
        let mut attempt = 1;
        loop {
            request.begin_attempt();
            let location = policy.location(&request.method, attempt, secondary_missing);
            if let Some((primary, secondary)) = &secondary {
                let url = if location == Location::Primary { primary } else { secondary };
                request.url.clone_from(url);
            }
            let mut outcome = self.next.send(request).await;
            let before = throttled.take();
            let throttling = outcome.as_ref().ok().and_then(Throttling::of);
            if let (Some((account, kind)), None) = (before, throttling) {
                account.recovered(kind);
            }
            let retry_after = match self.judge(&mut outcome, attempt, location, request) {
                RetryDecision::Again(retry_after) => retry_after,
                RetryDecision::End => return ended(outcome, attempt, request, self.transport),
                RetryDecision::TooLongToWait(retry_after) => {
                    if let Ok(response) = &mut outcome {
                        response.notes.push(retry_after.rejected(policy.longest_retry_after()));
                    }
                    return ended(outcome, attempt, request, self.transport);
                }
            };
            let start = Instant::now();
            if let Some(kind) = throttling {
                let account = self.accounts.account(&request.url);
                account.throttled(kind, retry_after);
                throttled = Some((account, kind));
            }
            if let Ok(response) = outcome {
                secondary_missing |= location == Location::Secondary && response.status == 404;
                body::drain(response.body).await;
            }
            pause(start, policy.delay(attempt, location, (self.random)(), retry_after)).await;
            if let Some((account, kind)) = &throttled {
                account.retry_turn(*kind).await;
            }
            attempt += 1;
        }
    }
}

impl<Next> Retry<'_, Next> {
    fn judge(
        &self,
        outcome: &mut Result<Response>,
        attempt: u32,
        location: Location,
        request: &Request,
    ) -> RetryDecision {
        let retries = |outcome: AttemptResult<'_>| self.policy.retries(attempt, location, request.repeat, &outcome);
        let retries_failure = |error: &Error| {
            let failure = TransportFailure::of(error);
            let unsent = failure.is_some_and(|failure| failure.phase == AttemptPhase::Connect);
            let transient = failure.is_some_and(|failure| failure.transient);
            retries(AttemptResult::Failed { unsent, transient })
        };
        let response = match outcome {
            Err(error) if retries_failure(error) => return RetryDecision::Again(None),
            Err(_) => return RetryDecision::End,
            Ok(response) => response,
        };
        let Response { status, headers, broken, .. } = response;
        let again = match broken {
            Some(error) if retries_failure(error) => true,
            None if *status < 400 => false,
            _ => retries(AttemptResult::Responded { status: *status, headers }),
        };
        if !again {
            return RetryDecision::End;
        }
        match retry_after(headers, (self.clock)()) {
            None => RetryDecision::Again(None),
            Some(retry_after) if retry_after.wait > self.policy.longest_retry_after() => {
                RetryDecision::TooLongToWait(retry_after)
            }
            Some(retry_after) => RetryDecision::Again(Some(retry_after.wait)),
        }
    }
}

fn ended(last: Result<Response>, attempts: u32, request: &Request, transport: &dyn Transport) -> Result<Response> {
    match last {
        Ok(response) => Ok(Response { attempts, ..response }),
        Err(error) => Err(explained(&error, attempts, request, transport)),
    }
}

/// Adds to an error which server failed, after how many attempts, and what to do.
fn explained(error: &Error, attempts: u32, request: &Request, transport: &dyn Transport) -> Error {
    let failure = TransportFailure::of(error);
    if failure.is_none() && error.kind() != ErrorKind::Protocol {
        // The last attempt was never sent, because the credential failed or the request is invalid. A challenge is a
        // response.
        let sent = if request.attempt.was_challenged { attempts } else { attempts - 1 };
        return error.clone().with_attempts(sent);
    }
    let mut message = error.message().to_owned();
    if let Some(failure) = failure {
        let peer = peer(&request.url);
        let proxy = transport.proxy_of(&request.url);
        if let Some(proxy) = &proxy {
            message = format!("{message} ({peer}, through the proxy {proxy})");
        } else if !message.contains(&peer) {
            message = format!("{message} ({peer})");
        }
        let times = if attempts == 1 { "1 attempt".to_owned() } else { format!("{attempts} attempts") };
        message = format!("{message}, after {times}.");
        // The last word of the message is the server that could not be reached.
        let is_proxy = |proxy: &String| error.message().rsplit(' ').next().is_some_and(|last| proxy.starts_with(last));
        let about_proxy = proxy.filter(is_proxy).map(|_| failure::PROXY_ADVICE);
        if let Some(advice) = about_proxy.or_else(|| failure::advice(failure.code)) {
            message = format!("{message} {advice}");
        }
    }
    error.clone().with_message(message).with_attempts(attempts).with_request(request.summary())
}

/// Waits until `delay` after `start`. A delay that is too long for the clock never ends.
async fn pause(start: Instant, delay: Duration) {
    if delay.is_zero() {
        return;
    }
    match start.checked_add(delay) {
        Some(end) => sleep_until(end).await,
        None => std::future::pending().await,
    }
}

/// Sets a query parameter as the last one and leaves all others as they are written: a signature may cover them.
pub(super) fn set_parameter(url: &mut Url, name: &str, value: &str) {
    let kept = url.query().unwrap_or_default().split('&').filter(|pair| {
        let key = pair.split_once('=').map_or(*pair, |(key, _)| key);
        !pair.is_empty() && key != name
    });
    let mut query = kept.collect::<Vec<_>>().join("&");
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    query.push_str(value);
    url.set_query(Some(&query));
}
