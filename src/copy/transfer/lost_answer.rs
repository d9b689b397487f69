//! Answers that were lost: a request that was tried more than once and then refused for what the destination is. It may be
//! that way by an earlier try that took effect.

use crate::copy::transfer::job::{Job, Made};
use crate::copy::transfer::source::seen;
use crate::error::{Error, Result};
use crate::rest::blob::BlobGetPropertiesOptions;
use crate::rest::execute::execute;

/// Whether a refusal may be the echo of an earlier try.
pub fn may_have_taken_effect(refusal: &Error) -> bool {
    refusal.tries() > 1 && matches!(refusal.status(), Some(409 | 412))
}

/// For a destination that one request makes: it is what was wanted when it changed since it was seen and has the
/// source's size and hash. Then it does not matter which try made it.
///
/// # Errors
/// The refusal, when the destination is something else.
pub async fn adopt(job: &Job, refusal: Error) -> Result<Made> {
    if !may_have_taken_effect(&refusal) {
        return Err(refusal);
    }
    let operation = BlobGetPropertiesOptions {
        customer_provided_key: job.options.customer_provided_key.clone(),
        ..Default::default()
    };
    let destination = &job.destination;
    let answer = execute(&destination.pipeline, &operation, destination.url.clone(), &job.cancel).await;
    let Ok(answer) = answer else { return Err(refusal) };
    let (found, wanted) = (seen(&answer.output), job.source.seen());
    let changed = job.seen.as_ref().is_none_or(|before| before.etag != found.etag);
    let same = found.length == wanted.length && found.content_md5.is_some() && found.content_md5 == wanted.content_md5;
    if changed && same { Ok(Made::of(answer)) } else { Err(refusal) }
}
