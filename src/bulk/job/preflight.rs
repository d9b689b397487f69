//! Finds out that a shared access signature lacks the permission to delete, before anything is written: the signature itself says what it
//! permits. Every other permission shows by the first requests, which write nothing.

use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::base::url::parameter;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::rest::BlobEndpoint;

/// The code of the error.
const MISSING: &str = "MissingPermission";

/// Rejects a move whose source may not be deleted, and a mirror that may not delete at the destination.
///
/// # Errors
/// The error names the side and the permission. Its status is the one that the service rejects the delete with.
pub(in crate::bulk) fn reject_without_delete(
    source: &BlobEndpoint,
    destination: &BlobEndpoint,
    options: &ContainerCopyOptions,
) -> Result<()> {
    let moves = options.moves.then_some(("move", "source", source));
    let mirrors = options.mirror.is_some().then_some(("deleteExtraneous", "destination", destination));
    for (option, side, endpoint) in moves.into_iter().chain(mirrors) {
        let Some(permissions) = without_delete(endpoint) else { continue };
        let message = format!(
            "The option {option:?} deletes at the {side}, {}, and its shared access signature does not permit that: it has the permissions \
             {permissions:?}, without \"d\". {} Pass a signature with \"d\".",
            endpoint.shown(),
            options.purpose().nothing_done()
        );
        let response = ResponseSummary { status: 403, ..ResponseSummary::default() };
        return Err(Error::new(ErrorKind::Service, message).with_code(MISSING).with_response(response));
    }
    Ok(())
}

/// The permissions of a signature, if it has no permission to delete. Those of a stored access policy are not part of it.
fn without_delete(endpoint: &BlobEndpoint) -> Option<String> {
    parameter(&endpoint.url, "sig")?;
    parameter(&endpoint.url, "sp").filter(|permissions| !permissions.contains('d'))
}
