//! A rule while it is set: how often it counted and fired, and the error that it causes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use http::HeaderName;

use crate::failure::Failure;
use crate::faults::events::Event;
use crate::faults::rule::{OneOrMany, Rule};
use crate::interned::intern;

/// A rule, and how often it counted and fired.
#[derive(Debug)]
pub struct ActiveRule {
    /// The rule.
    pub rule: Rule,
    /// Its name in the log.
    pub name: String,
    pub(super) matched: AtomicU64,
    pub(super) fired: AtomicU64,
    pub(super) refused: Mutex<Vec<String>>,
}

impl ActiveRule {
    /// The events when it fires.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.rule.then.iter().flat_map(OneOrMany::all)
    }

    /// Records that the service rejected an event.
    pub fn was_rejected(&self, failure: &Failure) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).push(failure.code.to_owned());
    }

    /// Fires, if the rule may do so once more.
    pub(super) fn fire(&self) -> bool {
        let times = self.rule.when.times.unwrap_or(u64::MAX);
        let more = |fired| if fired < times { Some(fired + 1) } else { None };
        self.fired.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }

    /// The error that the client sees, if any.
    pub fn failure(&self) -> Option<Failure> {
        let what = &self.rule.what;
        let status = what.status?;
        let code = what.code.as_deref().unwrap_or_else(|| usual_code(status));
        let message = what.message.clone().unwrap_or_else(|| usual_message(status).to_owned());
        let mut failure = Failure { message: message.into(), ..Failure::new(status, intern(code), "") };
        for (name, value) in &what.headers {
            if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
                failure = failure.with_header(name, value.as_str());
            }
        }
        Some(failure)
    }
}

/// <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes>
fn usual_code(status: u16) -> &'static str {
    match status {
        401 => "NoAuthenticationInformation",
        403 => "AuthenticationFailed",
        404 => "ResourceNotFound",
        408 => "RequestTimeout",
        409 => "BlobAlreadyExists",
        412 => "ConditionNotMet",
        429 | 503 => "ServerBusy",
        _ => "InternalError",
    }
}

fn usual_message(status: u16) -> &'static str {
    match status {
        429 | 503 => "The server is busy.",
        500 => "Server encountered an internal error. Please try again after some time.",
        _ => "A fault was scripted for this request.",
    }
}
