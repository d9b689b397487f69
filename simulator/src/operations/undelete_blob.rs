//! Undelete Blob.

use http::StatusCode;

use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;

/// Restores a deleted blob and its snapshots that are still retained. Others are not changed.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    if entry.undelete(call.now) || entry.base.is_some() {
        Ok(ServiceResponse::new(StatusCode::OK))
    } else {
        Err(Failure::blob_not_found())
    }
}
