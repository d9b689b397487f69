//! Signs each attempt, and responds to a challenge once.

use std::time::SystemTime;

use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};

use crate::base::error::Result;
use crate::base::redact;
use crate::http::clock_skew::clock_skew;
use crate::http::layer::Layer;
use crate::http::{Authorize, ChallengeOutcome, Request, Response, body};

/// The layer that has the credential. Only the transport sees what it adds.
pub struct Sign<'p, Next> {
    pub credential: &'p dyn Authorize,
    pub clock: fn() -> SystemTime,
    pub next: Next,
}

impl<Next: Layer> Layer for Sign<'_, Next> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
        let own = request.headers.get(AUTHORIZATION).cloned();
        let outcome = self.send_signed(request).await;
        // No layer around this one sees the signature, and no log of the request does.
        let mut signature = match own {
            None => request.headers.remove(AUTHORIZATION),
            Some(own) => request.headers.insert(AUTHORIZATION, own),
        };
        if let Some(signature) = &mut signature {
            signature.set_sensitive(true);
        }
        request.attempt.authorization = signature;
        outcome
    }
}

impl<Next: Layer> Sign<'_, Next> {
    async fn send_signed(&self, request: &mut Request) -> Result<Response> {
        self.credential.authorize(request, (self.clock)()).await?;
        let mut response = self.next.send(request).await?;
        if response.status == 401 && response.broken.is_none() && self.meets_challenge(&mut response, request).await? {
            // The time that the credential takes does not count.
            request.attempt.deadline = None;
            self.credential.authorize(request, (self.clock)()).await?;
            response = self.next.send(request).await?;
        }
        response.notes.extend(clock_skew(response.status, &response.headers, (self.clock)()));
        Ok(response)
    }

    /// Whether the credential can respond to the challenge.
    async fn meets_challenge(&self, response: &mut Response, request: &mut Request) -> Result<bool> {
        let lines = response.headers.get_all(WWW_AUTHENTICATE).iter();
        let challenges: Vec<String> = lines.map(|line| redact::latin1(line.as_bytes())).collect();
        if challenges.is_empty() {
            return Ok(false);
        }
        request.attempt.was_challenged = true;
        match self.credential.challenged(&challenges, request).await? {
            ChallengeOutcome::Authorized => {
                body::drain(response.body.take()).await;
                Ok(true)
            }
            ChallengeOutcome::Unhandled => Ok(false),
            ChallengeOutcome::Rejected(reason) => {
                response.notes.push(reason);
                Ok(false)
            }
        }
    }
}
