//! Set Blob Properties: the HTTP headers; of a page blob also its length and sequence number.

use std::sync::Arc;

use http::StatusCode;

use super::put_blob::properties;
use super::{guard, page_properties};
use crate::failure::Result;
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::blob::BlobType;

/// Replaces all HTTP headers of a blob if the request names any, so that those that it does not name are cleared.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    let blob = Arc::make_mut(guard::write(call, entry)?);
    page_properties::change(call, blob)?;
    let named = |name: &http::HeaderName| {
        name.as_str().starts_with("x-ms-blob-c") && name.as_str() != "x-ms-blob-content-length"
    };
    if call.headers.keys().any(named) {
        blob.properties = Arc::new(properties(call));
    }
    // A copy that has ended is shown until the blob is changed by this; other metadata does not hide it.
    blob.copy = None;
    blob.touch(call.now);
    let mut response = ServiceResponse::new(StatusCode::OK);
    response.set_stamp(blob.stamp);
    if blob.kind == BlobType::Page {
        response.headers.insert(names::SEQUENCE_NUMBER, blob.sequence_number.into());
    }
    Ok(response)
}
