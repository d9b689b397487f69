//! Names that are changed on their way to the service. A listed blob that no URL leads to is neither deleted nor forbidden.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::fragile_names::{has_backslash, is_fragile};
use crate::bulk::copying::permissions::MISSING_PERMISSION;
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::listing::lister::Lister;
use crate::bulk::naming::order::PossibleOrders;
use crate::rest::BlobEndpoint;

/// The error code for such a blob.
pub const UNADDRESSABLE: &str = "UnaddressableName";

/// The result of the copy of a blob, after a check whether its name arrived unchanged.
///
/// # Errors
/// Those of the copy, or `UnaddressableName` if the name is the cause.
pub async fn addressed(
    container: &BlobEndpoint,
    (name, destination): (&str, &str),
    settled: Result<BlobResult>,
    cancel: &CancellationToken,
) -> Result<BlobResult> {
    match settled {
        Ok(BlobResult::Skipped(SkipReason::Vanished))
            if is_fragile(name) && Box::pin(is_listed(container, name, cancel)).await =>
        {
            let error = Error::new(ErrorKind::Copy, "The listing has it, and the service does not find it.");
            Err(unaddressable(&error, name))
        }
        // A caller that can list the source has a working credential.
        Err(error) if is_forbidden(&error) && error.copy_source().is_some() => {
            // A backslash in a signature explains it as well, and the error says so.
            let is_fragile = is_fragile(name) && !has_backslash(name);
            let is_to_blame = is_fragile && Box::pin(is_listed(container, name, cancel)).await;
            Err(if is_to_blame { unaddressable(&error, name) } else { error })
        }
        Err(error) if is_forbidden(&error) && is_fragile(destination) => Err(unaddressable(&error, destination)),
        settled => settled,
    }
}

async fn is_listed(container: &BlobEndpoint, name: &str, cancel: &CancellationToken) -> bool {
    let listing = Lister::new(container.clone(), "", 1, PossibleOrders::default());
    let found = listing.look_up(name.to_owned(), cancel).await;
    found.is_ok_and(|listed| !listed.is_unlisted)
}

/// Whether the signature may have been for another name.
fn is_forbidden(error: &Error) -> bool {
    let status = error.copy_source().and_then(|source| source.status).or(error.status());
    matches!(status, Some(401 | 403)) && error.code() != Some(MISSING_PERMISSION)
}

fn unaddressable(error: &Error, name: &str) -> Error {
    let message = format!(
        "The blob {name:?} cannot be reached by its name: part of it ends in a dot, and URLs with such a part are changed on their way. \
         Rename the blob, or give the copy another name. {}",
        error.message()
    );
    error.clone().with_code(UNADDRESSABLE).with_message(message)
}
