//! Translates options of a job into options of each copy.

use crate::base::error::{Error, Result};
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;
use crate::copy::options::{CopyOptions, Verify};
use crate::copy::overwrite::Overwrite;
use crate::copy::plan::{CopyPreferences, CopyStrategy};
use crate::rest::conditions::BlobRequestConditions;

/// The options of each copy of a move: by default it overwrites nothing, and is verified.
pub fn of_move(given: &BeginCopyFromContainerOptions, copy: CopyOptions) -> CopyOptions {
    if !given.moves.unwrap_or_default() {
        return copy;
    }
    let verify = copy.verify.filter(|verify| *verify != Verify::None).or(Some(Verify::Length));
    match given.overwrite.as_deref() {
        None | Some("never") => CopyOptions {
            verify,
            overwrite: Overwrite::Always,
            conditions: BlobRequestConditions::default().absent(),
            ..copy
        },
        Some(_) => CopyOptions { verify, ..copy },
    }
}

/// The type of the copies. Only Copy Blob keeps that of page and append blobs, and it always does.
///
/// # Errors
/// An argument error that names the option.
pub fn of_type(given: &BeginCopyFromContainerOptions, copy: CopyOptions) -> Result<CopyOptions> {
    match given.blob_type.as_deref() {
        None | Some("same") => Ok(copy),
        Some("block") if copy.preferences.strategy != CopyStrategy::Asynchronous => {
            Ok(CopyOptions { preferences: CopyPreferences { as_block: true, ..copy.preferences }, ..copy })
        }
        Some("block") => {
            let message = "The option \"blobType\" cannot be \"block\" with the strategy \"asynchronous\", which keeps the type of each blob.";
            Err(Error::argument_range("options.blobType", message))
        }
        Some(other) => {
            let message = format!(
                "The option \"blobType\" must be \"same\" or \"block\", not {other:?}. A copy makes no page or append blobs of others."
            );
            Err(Error::argument_range("options.blobType", message))
        }
    }
}
