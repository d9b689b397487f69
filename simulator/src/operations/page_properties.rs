//! The properties that Put Blob and Set Blob Properties set only for page blobs: length and sequence number.

use std::sync::Arc;

use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::state::blob::{Blob, BlobType};
use crate::state::content::Content;
use crate::state::pages::Pages;

/// The service counts in signed numbers of 64 bits.
const LAST_SEQUENCE_NUMBER: u64 = i64::MAX as u64;

/// Gives a blob the pages of a Put Blob request: <https://learn.microsoft.com/rest/api/storageservices/put-blob>.
pub fn create(call: &Call, blob: &mut Blob) -> Result<()> {
    let length = length(call)?.ok_or_else(|| Failure::missing_header(&names::BLOB_CONTENT_LENGTH))?;
    blob.content = Content::Pages(Arc::new(Pages::of_length(length)));
    blob.sequence_number = sequence_number(call)?.unwrap_or_default();
    Ok(())
}

/// Applies a Set Blob Properties request:
/// <https://learn.microsoft.com/rest/api/storageservices/set-blob-properties>. The caller marks the change.
pub fn change(call: &Call, blob: &mut Blob) -> Result<()> {
    let length = length(call)?;
    let action = call.header(&names::SEQUENCE_NUMBER_ACTION);
    if length.is_none() && action.is_none() {
        return Ok(());
    }
    if blob.kind != BlobType::Page {
        return Err(Failure::invalid_blob_type());
    }
    let named = sequence_number(call)?;
    let required = || named.ok_or_else(|| Failure::missing_header(&names::SEQUENCE_NUMBER));
    blob.sequence_number = match action {
        None => blob.sequence_number,
        Some("max") => blob.sequence_number.max(required()?),
        Some("update") => required()?,
        Some("increment") if named.is_some() => return Err(Failure::invalid_header()),
        Some("increment") if blob.sequence_number == LAST_SEQUENCE_NUMBER => {
            let message = "The sequence number increment cannot be performed because it would result in overflow of the \
                           sequence number.";
            return Err(Failure::new(409, "SequenceNumberIncrementTooLarge", message));
        }
        Some("increment") => blob.sequence_number + 1,
        Some(_) => return Err(Failure::invalid_header()),
    };
    if let (Some(length), Content::Pages(pages)) = (length, &mut blob.content) {
        Arc::make_mut(pages).resize(length);
    }
    Ok(())
}

fn length(call: &Call) -> Result<Option<u64>> {
    let length = number(call, &names::BLOB_CONTENT_LENGTH)?;
    let fits = |length: u64| length.is_multiple_of(names::PAGE) && length <= names::MAX_PAGE_BLOB;
    if length.is_some_and(|length| !fits(length)) { Err(Failure::invalid_header()) } else { Ok(length) }
}

fn sequence_number(call: &Call) -> Result<Option<u64>> {
    let number = number(call, &names::SEQUENCE_NUMBER)?;
    if number.is_some_and(|number| number > LAST_SEQUENCE_NUMBER) { Err(Failure::invalid_header()) } else { Ok(number) }
}

/// A header that is a number.
pub fn number(call: &Call, name: &http::HeaderName) -> Result<Option<u64>> {
    let Some(value) = call.headers.get(name) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(Failure::invalid_header)
}
