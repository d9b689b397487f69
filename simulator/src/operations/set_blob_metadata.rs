//! Set Blob Metadata.

use std::sync::Arc;

use http::StatusCode;

use super::guard;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;

/// Replaces a blob's metadata.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let metadata = call.metadata()?;
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    guard::write(call, entry)?;
    entry.begin_version(call.now);
    let blob = Arc::make_mut(entry.base.as_mut().ok_or_else(Failure::blob_not_found)?);
    blob.metadata = metadata;
    blob.touch(call.now);
    let mut response = ServiceResponse::new(StatusCode::OK);
    response.set_stamp(blob.stamp);
    response.set_version(blob);
    response.constant(names::REQUEST_SERVER_ENCRYPTED, "true");
    Ok(response)
}
