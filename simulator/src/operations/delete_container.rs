//! Delete Container.

use http::StatusCode;

use super::guard;
use crate::answer::Answer;
use crate::conditions::Conditions;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::state::State;
use crate::state::lease::{self, Leased};

/// Deletes a container and what is in it, at once.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    let container = state.container_of(&call.address)?;
    Conditions::of_resource(&call.headers)?.check_write(Some(container.stamp))?;
    lease::check_use(&container.lease, guard::lease_id(call)?, true, call.now, Leased::Container)?;
    let account = state.accounts.get_mut(&call.address.account).ok_or_else(Failure::resource_not_found)?;
    let removed = call.address.container.as_ref().and_then(|name| account.containers.remove(name));
    removed.map(|_| Answer::new(StatusCode::ACCEPTED)).ok_or_else(Failure::container_not_found)
}
