//! The tries of one request: which answers end it, what another try waits for, and what is said of those that failed.

use std::time::Duration;

use http::header::WWW_AUTHENTICATE;
use tokio::time::{Instant, sleep_until};

use super::attempt::{Place, Tried, Unsigned};
use super::{Challenged, Pipeline, Read};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact;
use crate::http::failure::{self, Phase, TransportFailure, peer};
use crate::http::retry::{Location, Outcome};
use crate::http::retry_after::{Asked, retry_after};
use crate::http::{Request, Response, body};

/// Whether another try is due.
enum Verdict {
    /// None.
    End,
    /// After the policy's delay, or the service's if that is longer.
    Again(Option<Duration>),
    /// It would be, but the service asks for a longer wait than anybody has patience for.
    TooLongToWait(Asked),
}

impl Pipeline {
    pub(super) async fn tries(&self, request: &mut Request, read: Read) -> Result<Response> {
        let secondary = self.retry.secondary.as_ref().map(|host| (request.url.clone(), host.apply(&request.url)));
        let mut moved = None;
        let mut secondary_missing = false;
        let mut may_be_challenged = true;
        let mut attempt = 1;
        loop {
            if let Some(place) = moved.take() {
                restore(request, place);
            }
            let location = self.retry.location(&request.method, attempt, secondary_missing);
            if let Some((primary, secondary)) = &secondary {
                let url = if location == Location::Primary { primary } else { secondary };
                request.url.clone_from(url);
            }
            let mut tried = self.attempt(request, read, &mut moved).await.map_err(|failed| failed.of_try(attempt))?;
            if may_be_challenged
                && let Tried::Answered(response) = &mut tried
                && self.challenged(response, request).await.map_err(|error| error.with_tries(attempt))?
            {
                may_be_challenged = false;
                tried = self.attempt(request, read, &mut moved).await.map_err(|failed| failed.of_try(attempt + 1))?;
            }
            let wait = match self.judge(&mut tried, attempt, location, request) {
                Verdict::Again(asked) => asked,
                Verdict::End => return ended(tried, attempt, request),
                Verdict::TooLongToWait(asked) => {
                    if let Tried::Answered(response) | Tried::Failed { refusal: Some(response), .. } = &mut tried {
                        response.notes.push(asked.refused(self.retry.most_asked()));
                    }
                    return ended(tried, attempt, request);
                }
            };
            let start = Instant::now();
            if let Tried::Answered(response) = tried {
                secondary_missing |= location == Location::Secondary && response.status == 404;
                body::drain(response.body).await;
            }
            let delay = self.retry.delay(attempt, location, (self.random)(), wait);
            pause(start, delay).await;
            attempt += 1;
        }
    }

    /// Whether the credential wants to answer the challenge in a 401.
    async fn challenged(&self, response: &mut Response, request: &Request) -> Result<bool> {
        if response.status != 401 {
            return Ok(false);
        }
        let lines = response.headers.get_all(WWW_AUTHENTICATE).iter();
        let challenges: Vec<String> = lines.map(|line| redact::latin1(line.as_bytes())).collect();
        if challenges.is_empty() {
            return Ok(false);
        }
        match self.credential.challenged(&challenges, request).await? {
            Challenged::Answered => {
                body::drain(response.body.take()).await;
                Ok(true)
            }
            Challenged::NotAnswered => Ok(false),
            Challenged::Refused(reason) => {
                response.notes.push(reason);
                Ok(false)
            }
        }
    }

    fn judge(&self, tried: &mut Tried, attempt: u32, location: Location, request: &Request) -> Verdict {
        let retries = |outcome: Outcome<'_>| self.retry.retries(attempt, location, request.repeat, &outcome);
        let (again, answer) = match tried {
            Tried::Answered(response) if response.status < 400 => return Verdict::End,
            Tried::Answered(response) => (false, Some(response)),
            Tried::Failed { error, refusal } => {
                let failure = TransportFailure::of(error);
                let unsent = failure.is_some_and(|failure| failure.phase == Phase::Connect);
                let transient = failure.is_some_and(|failure| failure.transient);
                (retries(Outcome::Failed { unsent, transient }), refusal.as_mut())
            }
        };
        let Some(Response { status, headers, .. }) = answer else {
            return if again { Verdict::Again(None) } else { Verdict::End };
        };
        if !again && !retries(Outcome::Answered { status: *status, headers }) {
            return Verdict::End;
        }
        match retry_after(headers, self.now()) {
            None => Verdict::Again(None),
            Some(asked) if asked.wait > self.retry.most_asked() => Verdict::TooLongToWait(asked),
            Some(asked) => Verdict::Again(Some(asked.wait)),
        }
    }
}

impl Unsigned {
    fn of_try(self, attempt: u32) -> Error {
        self.0.with_tries(attempt - 1)
    }
}

/// The next try begins where the first one did, whatever an answer has made of the request since.
fn restore(request: &mut Request, Place { method, url, body }: Place) {
    request.method = method;
    request.url = url;
    request.body = body;
}

fn ended(last: Tried, tries: u32, request: &Request) -> Result<Response> {
    match last {
        Tried::Answered(response) | Tried::Failed { refusal: Some(response), .. } => Ok(Response { tries, ..response }),
        Tried::Failed { error, refusal: None } => Err(explained(&error, tries, request)),
    }
}

/// Says of a transport's error to whom, after how many tries, and what to do.
fn explained(error: &Error, tries: u32, request: &Request) -> Error {
    let failure = TransportFailure::of(error);
    if failure.is_none() && error.kind() != ErrorKind::Protocol {
        // The transport refused the request before it sent anything.
        return error.clone().with_tries(tries - 1);
    }
    let mut message = error.message().to_owned();
    if failure.is_some() {
        let peer = peer(&request.url);
        if !message.contains(&peer) {
            message = format!("{message} ({peer})");
        }
        let times = if tries == 1 { "1 try".to_owned() } else { format!("{tries} tries") };
        message = format!("{message}, after {times}.");
        if let Some(advice) = error.code().and_then(failure::advice) {
            message = format!("{message} {advice}");
        }
    }
    error.clone().with_message(message).with_tries(tries).with_request(request.summary())
}

/// Waits until `delay` after `start`; a delay that is too long for the clock is one that never ends.
async fn pause(start: Instant, delay: Duration) {
    if delay.is_zero() {
        return;
    }
    match start.checked_add(delay) {
        Some(end) => sleep_until(end).await,
        None => std::future::pending().await,
    }
}
