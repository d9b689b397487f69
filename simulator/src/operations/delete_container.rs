//! Delete Container.

use http::StatusCode;

use super::guard;
use crate::conditions::Conditions;
use crate::failure::{Failure, Result};
use crate::ids;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::lease::{self, LeasedResource};
use crate::state::retention::SoftDeleted;

/// Deletes a container and its content: at once, or after the days that the account retains deleted containers.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let container = state.container_of(&call.address)?;
    Conditions::of_resource(&call.headers)?.check_write(Some(container.stamp))?;
    lease::check_use(&container.lease, guard::lease_id(call)?, true, call.now, LeasedResource::Container)?;
    let account = state.account(&call.address.account)?;
    let name = call.address.container.as_ref().ok_or_else(Failure::invalid_uri)?;
    let mut item = account.containers.remove(name).ok_or_else(Failure::container_not_found)?;
    if let Some(days) = account.keeps_containers {
        item.lease = None;
        let version = format!("{:016X}", ids::next_etag());
        account.deleted.insert((name.clone(), version), SoftDeleted { item, deleted: call.now, days });
    }
    Ok(ServiceResponse::new(StatusCode::ACCEPTED))
}
