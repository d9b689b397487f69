//! Answers that were lost: a request that was tried more than once and then refused for what the destination is. It may be
//! that way by an earlier try that took effect.

use std::time::Duration;

use crate::copy::transfer::job::{CANNOT_VERIFY, Job, Made};
use crate::copy::transfer::source::seen;
use crate::copy::transfer::verify::{Verify, verify};
use crate::error::{Error, Result};
use crate::rest::blob::BlobGetPropertiesOptions;
use crate::rest::execute::execute;

/// Whether a refusal may be the echo of an earlier try.
pub fn may_have_taken_effect(refusal: &Error) -> bool {
    refusal.tries() > 1 && matches!(refusal.status(), Some(409 | 412))
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
    if !may_have_taken_effect(&refusal) && !source_refused {
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
    if same { Ok(Made::of(answer)) } else { Err(refusal) }
}
