//! Append Blob Seal.

use std::sync::Arc;

use http::StatusCode;

use super::{guard, page_properties};
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::blob::BlobType;

/// Seals an append blob. Sealing it again changes nothing.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let position = page_properties::number(call, &names::APPEND_POSITION)?;
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    let blob = guard::write(call, entry)?;
    if blob.kind != BlobType::Append {
        return Err(Failure::invalid_blob_type());
    }
    if position.is_some_and(|position| position != blob.content.length()) {
        return Err(Failure::append_position());
    }
    if !blob.sealed {
        let blob = Arc::make_mut(blob);
        blob.sealed = true;
        blob.touch(call.now);
    }
    let mut response = ServiceResponse::new(StatusCode::OK);
    response.set_stamp(blob.stamp);
    response.constant(names::SEALED, "true");
    Ok(response)
}
