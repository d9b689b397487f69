//! Commits whose response was lost: a failed request may have created the destination all the same, and a later attempt
//! may be rejected only because of an earlier one.

use std::time::Duration;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::blob_facts::BlobFacts;
use crate::copy::context::CopyContext;
use crate::copy::error_codes::{CANCELLED, CANNOT_VERIFY, may_have_taken_effect, may_still_arrive};
use crate::copy::options::Verify;
use crate::copy::outcome::CopyOutcome;
use crate::copy::verify::verify;
use crate::rest::blob::BlobGetPropertiesOptions;

/// The effect of a failed request, found by checking the destination.
pub enum CommitEffect {
    /// It has created the destination.
    Created(Box<CopyOutcome>),
    /// None, as far as can be seen.
    NotYet,
    /// Unknown.
    Unknown,
}

/// The error for a failed request. It says if it is unknown whether the request created the destination.
pub fn ambiguous(context: &CopyContext, error: Error, effect: &CommitEffect) -> Error {
    let unknown = matches!(effect, CommitEffect::Unknown) && may_have_taken_effect(&error);
    let aborted = error.kind() == ErrorKind::Aborted;
    if !(aborted || unknown || may_still_arrive(&error)) {
        return error;
    }
    let message = format!(
        "{} Whether the destination {} was written is not known: look at it before it is copied again.",
        error.message().trim_end(),
        context.destination.shown()
    );
    let error = error.with_message(message);
    if aborted { error.with_code(CANCELLED) } else { error }
}

/// Adopts a destination that one request creates: it is the expected one if it changed since the copy started and has the source's size
/// and hash. Then it does not matter which attempt created it. Without hashes, this process compares the contents: that costs less
/// than a reported failure that was none.
///
/// # Errors
/// The rejection, if the destination is something else.
pub async fn adopt(context: &CopyContext, rejection: Error) -> Result<CopyOutcome> {
    // A source that no longer exists at the second attempt may have been copied by the first.
    let source_rejected = rejection.attempts() > 1 && rejection.code() == Some(CANNOT_VERIFY);
    // A caller that has aborted does not wait for a check.
    if context.cancel.is_cancelled() || (!may_have_taken_effect(&rejection) && !source_rejected) {
        return Err(rejection);
    }
    match effect_at_destination(context).await {
        CommitEffect::Created(outcome) => Ok(*outcome),
        effect => Err(ambiguous(context, rejection, &effect)),
    }
}

async fn effect_at_destination(context: &CopyContext) -> CommitEffect {
    let operation = BlobGetPropertiesOptions {
        customer_provided_key: context.options.customer_provided_key.clone(),
        ..Default::default()
    };
    let response = match context.destination.execute(&operation, &context.cancel).await {
        Ok(response) => response,
        Err(error) if error.status() == Some(404) => return CommitEffect::NotYet,
        Err(_) => return CommitEffect::Unknown,
    };
    let (found, wanted) = (BlobFacts::from_properties(&response.output), &context.source.facts);
    let within = context.began.elapsed() + Duration::from_secs(1);
    let recent = match (found.last_modified, response.output.date) {
        // By the service's clock, which has whole seconds.
        (Some(made), Some(now)) => made.to_system_time() + within >= now.to_system_time(),
        _ => true,
    };
    let changed = recent && context.destination_before.as_ref().is_none_or(|before| before.etag != found.etag);
    let same = match (found.content_md5(), wanted.content_md5()) {
        _ if !changed || found.length.unwrap_or_default() != context.source.length => false,
        (Some(found), Some(wanted)) => found == wanted,
        _ => verify(context, Verify::Crc64, found.etag.as_deref()).await.is_ok(),
    };
    if same { CommitEffect::Created(Box::new(CopyOutcome::of(response))) } else { CommitEffect::NotYet }
}
