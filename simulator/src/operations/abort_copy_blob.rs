//! Abort Copy Blob.

use http::StatusCode;

use super::guard;
use crate::copies;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;

/// Ends a pending copy.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    if call.header(&names::COPY_ACTION) != Some("abort") {
        return Err(Failure::invalid_header());
    }
    let id = call.filled_query("copyid").ok_or_else(Failure::invalid_query)?;
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    guard::use_lease(call, &mut entry.lease)?;
    copies::abort(entry, id, call.now)?;
    Ok(ServiceResponse::new(StatusCode::NO_CONTENT))
}
