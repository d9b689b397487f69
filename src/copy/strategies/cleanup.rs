//! Drops the uncommitted blocks of a destination where there is no blob: those of an abandoned copy, and those of another client
//! that prevent ours.
//!
//! No blob is created for that. Delete Blob drops the blocks of a name without a blob; `AzCopy` cleans up that way, and
//! the service's own people recommend it (<https://github.com/Azure/azure-sdk-for-net/issues/22856>). An empty blob in the blocks'
//! place would drop them as well, but two requests create and delete it: a failure between them, or a lost response, would leave
//! a blob that no client wrote.

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::copy::await_effect::CLEANUP;
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobDeleteOptions, BlobGetPropertiesOptions};
use crate::rest::conditions::BlobDeleteConditions;
use crate::rest::values::Timestamp;

/// A time before there was a Blob service. Every blob has changed since, so a request with this condition affects none. (`If-None-Match: *`
/// does not work: only writes that create a blob support it.)
const BEFORE_ALL_BLOBS: Timestamp = Timestamp(946_684_800_000);

/// Drops all uncommitted blocks of the destination, if there is no blob. Returns whether they were certainly dropped. If not, they stay for a
/// week at most, invisibly.
pub async fn drop_blocks(destination: &BlobEndpoint) -> bool {
    timeout(CLEANUP, drop_all(destination)).await.unwrap_or(false)
}

/// The check is for services that ignore conditions. The condition protects a blob that was created after the check.
async fn drop_all(destination: &BlobEndpoint) -> bool {
    let cancel = CancellationToken::new();
    let seen = destination.execute(&BlobGetPropertiesOptions::default(), &cancel).await;
    if !seen.is_err_and(|error| error.status() == Some(404)) {
        return false;
    }
    let conditions = BlobDeleteConditions { if_unmodified_since: Some(BEFORE_ALL_BLOBS), ..Default::default() };
    let operation = BlobDeleteOptions { conditions: Some(conditions), ..Default::default() };
    destination.execute(&operation, &cancel).await.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_discarded_under_an_impossible_condition() {
        assert_eq!(BEFORE_ALL_BLOBS.to_http_date(), "Sat, 01 Jan 2000 00:00:00 GMT");
    }
}
