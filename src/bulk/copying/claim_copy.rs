//! Claims a copy that a move finds at the destination, before the source is deleted. This job has not written it: another one may be moving the blob
//! the other way, has found both, and its delete of the blob that counts as the copy here may be on its way. A condition on the source does not notice that.
//!
//! So the copy gets a new `ETag`: its properties are set to what they are. Every delete of the state that was compared is rejected then, however late it
//! arrives, which a lease would only do until it ends. Of two jobs that do this, at least one is rejected, and the blob stays on at least one side.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::moving::existing_facts;
use crate::bulk::copying::permissions::lacks_permission;
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobSetHTTPHeadersOptions, SetHTTPHeaders};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::CpkInfo;

/// The result of claiming a copy.
pub(in crate::bulk) enum ClaimOutcome {
    /// It has this `ETag` now.
    Claimed(Option<String>),
    /// Another client has changed, deleted or leased it.
    Contested(Error),
    /// It could not be claimed.
    Failed(Error),
}

/// Gives the copy a new `ETag`, if it still has the `ETag` that was compared.
///
/// # Errors
/// The cancellation of the job.
pub(in crate::bulk) async fn claim_copy(
    destination: &BlobEndpoint,
    (compared, lease_id): (Option<&str>, Option<String>),
    key: Option<&CpkInfo>,
    cancel: &CancellationToken,
) -> Result<ClaimOutcome> {
    match try_to_claim(destination, (compared, lease_id), key, cancel).await {
        Ok(etag) => Ok(ClaimOutcome::Claimed(etag)),
        Err(_) if cancel.is_cancelled() => Err(Error::aborted()),
        // Nobody can delete it.
        Err(error) if is_immutable(&error) => Ok(ClaimOutcome::Claimed(compared.map(str::to_owned))),
        Err(error) if matches!(error.status(), Some(404 | 409 | 412)) => {
            Ok(ClaimOutcome::Contested(contested(destination, &error)))
        }
        Err(error) => Ok(ClaimOutcome::Failed(not_claimed(destination, &error))),
    }
}

async fn try_to_claim(
    destination: &BlobEndpoint,
    (compared, lease_id): (Option<&str>, Option<String>),
    key: Option<&CpkInfo>,
    cancel: &CancellationToken,
) -> Result<Option<String>> {
    let Some(compared) = compared else {
        return Err(Error::new(ErrorKind::Copy, "It has no ETag.").with_code("SourceNotDeleted"));
    };
    let there = existing_facts(destination, key, cancel).await?;
    let headers = there.map(|there| there.http_headers).unwrap_or_default();
    let conditions = BlobRequestConditions { if_match: Some(compared.to_owned()), lease_id, ..Default::default() };
    let operation = SetHTTPHeaders {
        blob_http_headers: Some(headers),
        options: BlobSetHTTPHeadersOptions { conditions: Some(conditions), ..Default::default() },
    };
    Ok(destination.execute(&operation, cancel).await?.output.etag)
}

fn is_immutable(error: &Error) -> bool {
    matches!(error.code(), Some("BlobImmutableDueToPolicy" | "BlobImmutableDueToLegalHold"))
}

/// The error for a destination that has changed since it was compared, or that another client has leased.
fn contested(destination: &BlobEndpoint, error: &Error) -> Error {
    let message = format!(
        "The destination {} had a whole copy already, which another client then changed, deleted or leased, such as a job that moves it the other \
         way. The source was not deleted. Move it again when nobody else does. {}",
        destination.shown(),
        error.message()
    );
    error.clone().with_message(message)
}

/// The error for a destination that could not be written.
fn not_claimed(destination: &BlobEndpoint, error: &Error) -> Error {
    let why = if lacks_permission(error) {
        " That takes the permission to write the destination: \"w\" in a shared access signature."
    } else {
        ""
    };
    let message = format!(
        "The destination {} had a whole copy already, whose properties could not be set again: without that, another job could delete it meanwhile. The \
         source was not deleted.{why} {}",
        destination.shown(),
        error.message()
    );
    error.clone().with_message(message)
}
