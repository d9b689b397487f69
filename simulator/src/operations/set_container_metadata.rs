//! Set Container Metadata.

use http::StatusCode;

use super::guard;
use crate::conditions::Conditions;
use crate::failure::Result;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::lease::LeasedResource;

/// Replaces a container's metadata.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let metadata = call.metadata()?;
    let container = state.container_of(&call.address)?;
    Conditions::of_resource(&call.headers)?.check_write(Some(container.stamp))?;
    guard::name_lease(call, &container.lease, LeasedResource::Container)?;
    container.metadata = metadata;
    container.touch(call.now);
    let mut response = ServiceResponse::new(StatusCode::OK);
    response.set_stamp(container.stamp);
    Ok(response)
}
