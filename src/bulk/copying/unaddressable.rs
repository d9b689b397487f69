//! Names that are changed on their way to the service: a blob that is listed, and that no URL leads to, is neither vanished nor forbidden.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::settled::Settled;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::listing::lister::Lister;
use crate::bulk::naming::order::PossibleOrders;
use crate::rest::BlobEndpoint;

/// The code of such a failure.
pub const UNADDRESSABLE: &str = "UnaddressableName";

/// Whether URL handling is known to touch a name: one of its parts ends in a dot.
/// <https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#blob-names>
fn is_fragile(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| part.ends_with('.'))
}

/// How the copy of a blob ended, once it is clear whether its name arrived as it is.
///
/// # Errors
/// Those of the copy; `UnaddressableName` where its name is to blame.
pub async fn addressed(
    container: &BlobEndpoint,
    (name, destination): (&str, &str),
    settled: Result<Settled>,
    cancel: &CancellationToken,
) -> Result<Settled> {
    match settled {
        Ok(Settled::Skipped(SkipReason::Vanished)) if is_fragile(name) => {
            let listing = Lister::new(container.clone(), "", 1, PossibleOrders::default());
            let found = listing.look_up(name.to_owned(), cancel).await;
            if found.is_ok_and(|listed| listed.facts.etag.is_some()) {
                let error = Error::new(ErrorKind::Copy, "The listing has it, and the service does not find it.");
                return Err(unaddressable(&error, name));
            }
            Ok(Settled::Skipped(SkipReason::Vanished))
        }
        Err(error) if is_forbidden(&error) => {
            let of_source = error.copy_source().is_some();
            let addressed = if of_source { name } else { destination };
            Err(if is_fragile(addressed) { unaddressable(&error, addressed) } else { error })
        }
        settled => settled,
    }
}

/// Whether a signature may have been of another name.
fn is_forbidden(error: &Error) -> bool {
    let status = error.copy_source().and_then(|source| source.status).or(error.status());
    matches!(status, Some(401 | 403))
}

fn unaddressable(error: &Error, name: &str) -> Error {
    let message = format!(
        "The blob {name:?} cannot be reached by its name: part of it ends in a dot, and URLs with such a part are changed on their way. \
         Rename the blob, or give the copy another name. {}",
        error.message()
    );
    error.clone().with_code(UNADDRESSABLE).with_message(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n3_names_with_a_part_that_ends_in_a_dot_are_touched_by_url_handling() {
        for (name, fragile) in [
            ("a.", true),
            ("a./b", true),
            ("a/./b", true),
            ("a/..", true),
            ("a.\\b", true),
            (".a", false),
            ("a.b/c.d", false),
            ("", false),
        ] {
            assert_eq!(is_fragile(name), fragile, "{name}");
        }
    }
}
