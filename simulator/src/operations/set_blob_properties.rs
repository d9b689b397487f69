//! Set Blob Properties.

use std::sync::Arc;

use http::StatusCode;

use super::put_blob::properties;
use super::{guard, page_properties};
use crate::answer::Answer;
use crate::failure::Result;
use crate::names;
use crate::request::Call;
use crate::state::State;
use crate::state::blob::BlobType;

/// The headers of which any one replaces all properties.
const PROPERTIES: [http::HeaderName; 6] = [
    names::BLOB_CACHE_CONTROL,
    names::BLOB_CONTENT_DISPOSITION,
    names::BLOB_CONTENT_ENCODING,
    names::BLOB_CONTENT_LANGUAGE,
    names::BLOB_CONTENT_MD5,
    names::BLOB_CONTENT_TYPE,
];

/// Replaces a blob's properties, and changes length and sequence number of a page blob.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    let blob = Arc::make_mut(guard::write(call, entry)?);
    let of_pages = page_properties::change(call, blob)?;
    if !of_pages || PROPERTIES.iter().any(|name| call.headers.contains_key(name)) {
        blob.properties = Arc::new(properties(call));
    }
    blob.touch(call.now);
    let mut answer = Answer::new(StatusCode::OK);
    answer.set_stamp(blob.stamp);
    if blob.kind == BlobType::Page {
        answer.headers.insert(names::SEQUENCE_NUMBER, blob.sequence_number.into());
    }
    Ok(answer)
}
