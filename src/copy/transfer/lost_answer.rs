//! Answers that were lost: a request that failed may have made the destination all the same, and one that was tried more than once and
//! then refused for what the destination is may be told of its own earlier try.

use std::time::Duration;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::transfer::job::{CANCELLED, CANNOT_VERIFY, Job, Made};
use crate::copy::transfer::source::seen;
use crate::copy::transfer::verify::{Verify, verify};
use crate::rest::blob::BlobGetPropertiesOptions;
use crate::rest::execute::execute;

/// The codes of failures before anything was sent.
const NOT_SENT: [&str; 7] =
    ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL", "EMFILE"];

/// Whether a request that failed may have taken effect: by this try, whose answer was lost or speaks of a failure of the service's own, or
/// by an earlier one, of which a refusal may be the echo.
pub fn may_have_taken_effect(error: &Error) -> bool {
    match error.status() {
        Some(409 | 412) => error.tries() > 1,
        Some(status) => status == 408 || (status >= 500 && status != 501 && status != 503),
        None => error.kind() == ErrorKind::Aborted || may_be_on_its_way(error),
    }
}

/// Whether a request that was never answered may still arrive.
fn may_be_on_its_way(error: &Error) -> bool {
    error.kind() == ErrorKind::Transport && error.code().is_none_or(|code| !NOT_SENT.contains(&code))
}

/// What a look at the destination told of a request that may have taken effect.
pub enum Outcome {
    /// It has.
    Made(Box<Made>),
    /// It has not, as far as can be seen.
    NotYet,
    /// Nobody knows.
    Unseen,
}

/// The error for a request that failed: it says when nobody knows whether that made the destination.
pub fn unsettled(job: &Job, error: Error, looked: &Outcome) -> Error {
    let unseen = matches!(looked, Outcome::Unseen) && may_have_taken_effect(&error);
    let aborted = error.kind() == ErrorKind::Aborted;
    // What the service answered, it will not do later.
    let may_arrive = error.status().is_none() && may_be_on_its_way(&error);
    if !(aborted || unseen || may_arrive) {
        return error;
    }
    let message = format!(
        "{} Whether the destination {} was written is not known: look at it before it is copied again.",
        error.message().trim_end(),
        job.destination.shown()
    );
    let error = error.with_message(message);
    if aborted { error.with_code(CANCELLED) } else { error }
}

/// For a destination that one request makes: it is what was wanted when it changed since the copy began and has the
/// source's size and hash. Then it does not matter which try made it. Without hashes the contents are compared, by this
/// process: that costs less than to be told of a failure that was none.
///
/// # Errors
/// The refusal, when the destination is something else.
pub async fn adopt(job: &Job, refusal: Error) -> Result<Made> {
    // A source that is gone by the second try may have been copied by the first.
    let source_refused = refusal.tries() > 1 && refusal.code() == Some(CANNOT_VERIFY);
    // Who has aborted does not wait for a look.
    if job.cancel.is_cancelled() || (!may_have_taken_effect(&refusal) && !source_refused) {
        return Err(refusal);
    }
    match look(job).await {
        Outcome::Made(made) => Ok(*made),
        looked => Err(unsettled(job, refusal, &looked)),
    }
}

async fn look(job: &Job) -> Outcome {
    let operation = BlobGetPropertiesOptions {
        customer_provided_key: job.options.customer_provided_key.clone(),
        ..Default::default()
    };
    let destination = &job.destination;
    let answer = execute(&destination.pipeline, &operation, destination.url.clone(), &job.cancel).await;
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) if error.status() == Some(404) => return Outcome::NotYet,
        Err(_) => return Outcome::Unseen,
    };
    let (found, wanted) = (seen(&answer.output), job.source.seen());
    let within = job.began.elapsed() + Duration::from_secs(1);
    let recent = match (found.last_modified, answer.output.date) {
        // By the service's clock, which has whole seconds.
        (Some(made), Some(now)) => made.to_system_time() + within >= now.to_system_time(),
        _ => true,
    };
    let changed = recent && job.seen.as_ref().is_none_or(|before| before.etag != found.etag);
    let same = match (&found.content_md5, &wanted.content_md5) {
        _ if !changed || found.length != wanted.length => false,
        (Some(found), Some(wanted)) => found == wanted,
        _ => verify(job, Verify::Crc64, found.etag.as_deref()).await.is_ok(),
    };
    if same { Outcome::Made(Box::new(Made::of(answer))) } else { Outcome::NotYet }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ResponseSummary;

    #[test]
    fn what_may_have_taken_effect() {
        let answered = |status, tries| {
            let response = ResponseSummary { status, ..Default::default() };
            Error::new(ErrorKind::Service, "no").with_response(response).with_tries(tries)
        };
        let broken = |code: &str| Error::new(ErrorKind::Transport, "broken").with_code(code);
        for (error, may) in [
            (answered(409, 1), false),
            (answered(409, 2), true),
            (answered(412, 2), true),
            (answered(403, 3), false),
            (answered(500, 1), true),
            (answered(504, 1), true),
            (answered(503, 3), false),
            (broken("ECONNRESET"), true),
            (broken("ETIMEDOUT"), true),
            (broken("ECONNREFUSED"), false),
            (broken("ENOTFOUND"), false),
            (Error::aborted(), true),
        ] {
            assert_eq!(may_have_taken_effect(&error), may, "{error:?}");
        }
    }
}
