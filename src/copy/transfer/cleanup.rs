//! Drops blocks that wait at a destination where there is no blob: those of a copy that was given up, so that nothing is
//! left behind, and those of somebody else that keep ours out.

use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::auth::account::is_path_style;
use crate::copy::transfer::job::{Job, SOURCE_CHANGED};
use crate::copy::transfer::source::Side;
use crate::error::{Error, ErrorKind};
use crate::rest::blob::BlobDeleteOptions;
use crate::rest::block_blob::{BlockBlobCommitBlockListOptions, CommitBlockList};
use crate::rest::conditions::{BlobDeleteConditions, BlobRequestConditions};
use crate::rest::container::ContainerGetPropertiesOptions;
use crate::rest::execute::execute;

/// How long cleaning up may take: whoever cancels waits for it.
const CLEANUP: Duration = Duration::from_secs(30);

/// An `ETag` that no blob has.
const NOBODYS_ETAG: &str = "\"0x0\"";

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

/// Drops all blocks that wait at the destination, if that can be done without a trace. Gives whether it was.
pub async fn drop_blocks(job: &Job) -> bool {
    timeout(CLEANUP, drop_all(&job.destination)).await.unwrap_or(false)
}

/// An empty blob takes their place and is deleted at once. Both steps are bound to what they expect, so that a blob of
/// somebody else is never touched; where there is one, the blocks stay until the service drops them. So they do where the
/// empty blob could not be deleted, since it would be in everybody's way.
async fn drop_all(destination: &Side) -> bool {
    if !may_be_deleted(destination).await || keeps_what_it_has(destination).await {
        return false;
    }
    let absent = BlobRequestConditions { if_none_match: Some("*".to_owned()), ..Default::default() };
    let options = BlockBlobCommitBlockListOptions { conditions: Some(absent), ..Default::default() };
    let operation = CommitBlockList { blocks: Vec::new(), options };
    let cancel = CancellationToken::new();
    let answer = execute(&destination.pipeline, &operation, destination.url.clone(), &cancel).await;
    // Without the ETag of what was just made, nothing is deleted.
    let Ok(Some(etag)) = answer.map(|answer| answer.output.etag) else { return false };
    delete(destination, etag).await.is_ok()
}

/// Whether a blob that were there could be deleted: to delete one that nobody has is refused as not there, as not meant, or
/// as not permitted.
async fn may_be_deleted(destination: &Side) -> bool {
    let refused = delete(destination, NOBODYS_ETAG.to_owned()).await;
    refused.is_err_and(|error| matches!(error.status(), Some(404 | 412)))
}

/// Whether nothing can be deleted from the container for now. Who may not know that takes it that it can.
async fn keeps_what_it_has(destination: &Side) -> bool {
    let Some(container) = container_url(&destination.url) else { return false };
    let operation = ContainerGetPropertiesOptions::default();
    let answer = execute(&destination.pipeline, &operation, container, &CancellationToken::new()).await;
    answer.is_ok_and(|answer| {
        let properties = answer.output;
        properties.has_immutability_policy == Some(true) || properties.has_legal_hold == Some(true)
    })
}

async fn delete(destination: &Side, etag: String) -> Result<(), Error> {
    let conditions = BlobDeleteConditions { if_match: Some(etag), ..Default::default() };
    let operation = BlobDeleteOptions { conditions: Some(conditions), ..Default::default() };
    execute(&destination.pipeline, &operation, destination.url.clone(), &CancellationToken::new()).await.map(|_| ())
}

/// The URL of a blob's container, with the query; `None` for a blob of the root container that does not name it.
fn container_url(blob: &Url) -> Option<Url> {
    let parts = if is_path_style(blob) { 2 } else { 1 };
    let segments: Vec<&str> = blob.path_segments()?.collect();
    let (container, name) = segments.split_at_checked(parts)?;
    if name.is_empty() {
        return None;
    }
    let mut url = blob.clone();
    url.set_path(&container.join("/"));
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_container_of_a_blob() {
        for (blob, container) in [
            ("https://a.blob.core.windows.net/c/b/d?sig=x", Some("https://a.blob.core.windows.net/c?sig=x")),
            ("http://127.0.0.1:10000/acc/c/b", Some("http://127.0.0.1:10000/acc/c")),
            ("https://a.blob.core.windows.net/b", None),
        ] {
            let url = container_url(&Url::parse(blob).expect("a URL"));
            assert_eq!(url.as_ref().map(Url::as_str), container);
        }
    }
}
