//! Drops blocks that wait at a destination where there is no blob: those of a copy that was given up, so that nothing is
//! left behind, and those of somebody else that keep ours out.
//!
//! No blob is made for that. Delete Blob drops the blocks of a name under which there is nothing else; `AzCopy` cleans up that way, and
//! the service's own people recommend it (<https://github.com/Azure/azure-sdk-for-net/issues/22856>). An empty blob in the blocks'
//! place would drop them as well, but two requests make and delete it: whatever happens between them, or to the answers, would leave a
//! blob that nobody wrote.

use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind};
use crate::copy::transfer::job::{Job, SOURCE_CHANGED};
use crate::copy::transfer::source::Side;
use crate::rest::blob::{BlobDeleteOptions, BlobGetPropertiesOptions};
use crate::rest::conditions::BlobDeleteConditions;
use crate::rest::execute::execute;
use crate::rest::values::Timestamp;

/// How long cleaning up may take: whoever cancels waits for it.
const CLEANUP: Duration = Duration::from_secs(30);

/// A time before there was a Blob service: every blob has changed since, so that what is bound to it touches none. (`If-None-Match: *`
/// would not do: writes other than those that make a blob ignore it.)
const BEFORE_ALL_BLOBS: Timestamp = Timestamp(946_684_800_000);

/// The code for a block whose id is not as long as those of the blocks that wait already.
/// <https://learn.microsoft.com/rest/api/storageservices/put-block>
pub const OTHER_IDS: &str = "InvalidBlobOrBlock";

/// Whether nobody will go on with the blocks that are there. After a failure that may pass, such as a broken network or a
/// permission that expired, they stay: a copy that is resumed goes on with them, and the service drops them after a week.
pub fn gives_up(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Aborted => true,
        ErrorKind::Copy => error.code() == Some(SOURCE_CHANGED),
        // None of ours was taken, and those of somebody else are not ours to drop.
        ErrorKind::Service if error.code() == Some(OTHER_IDS) => false,
        ErrorKind::Service => {
            matches!(error.status(), Some(400..=499)) && !matches!(error.status(), Some(401 | 403 | 408 | 429))
        }
        _ => false,
    }
}

/// Drops all blocks that wait at the destination, if there is no blob. Gives whether it did for sure; when not, they are there for
/// a week at most, where nobody sees them.
pub async fn drop_blocks(job: &Job) -> bool {
    timeout(CLEANUP, drop_all(&job.destination)).await.unwrap_or(false)
}

/// The look is for services that know no conditions: the condition alone keeps what came after it.
async fn drop_all(destination: &Side) -> bool {
    let cancel = CancellationToken::new();
    let look = BlobGetPropertiesOptions::default();
    let seen = execute(&destination.pipeline, &look, destination.url.clone(), &cancel).await;
    if !seen.is_err_and(|error| error.status() == Some(404)) {
        return false;
    }
    let conditions = BlobDeleteConditions { if_unmodified_since: Some(BEFORE_ALL_BLOBS), ..Default::default() };
    let operation = BlobDeleteOptions { conditions: Some(conditions), ..Default::default() };
    execute(&destination.pipeline, &operation, destination.url.clone(), &cancel).await.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_dropped_under_a_condition_that_no_blob_meets() {
        assert_eq!(BEFORE_ALL_BLOBS.to_http_date(), "Sat, 01 Jan 2000 00:00:00 GMT");
    }
}
