//! Get Container Properties and Get Container Metadata.

use http::StatusCode;

use super::describe_blob::{describe_lease, set_metadata};
use super::guard;
use crate::failure::Result;
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::lease::{LeaseState, LeasedResource};

/// Describes a container.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let container = state.container_of(&call.address)?;
    guard::name_lease(call, &container.lease, LeasedResource::Container)?;
    let mut response = ServiceResponse::new(StatusCode::OK);
    response.set_stamp(container.stamp);
    set_metadata(&mut response, &container.metadata);
    if call.query("comp").is_none() {
        describe_lease(&mut response, LeaseState::of(&container.lease, call.now));
        response.constant(names::HAS_IMMUTABILITY_POLICY, "false");
        response.constant(names::HAS_LEGAL_HOLD, "false");
        if let Some(scope) = &container.default_encryption_scope {
            response.set(names::DEFAULT_ENCRYPTION_SCOPE, scope);
        }
        if let Some(access) = container.access.name() {
            response.constant(names::BLOB_PUBLIC_ACCESS, access);
        }
    }
    Ok(response)
}
