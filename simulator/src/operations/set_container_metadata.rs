//! Set Container Metadata.

use http::StatusCode;

use super::guard;
use crate::answer::Answer;
use crate::conditions::Conditions;
use crate::failure::Result;
use crate::request::Call;
use crate::state::State;
use crate::state::lease::Leased;

/// Replaces a container's metadata.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    let metadata = call.metadata()?;
    let container = state.container_of(&call.address)?;
    Conditions::of_resource(&call.headers)?.check_write(Some(container.stamp))?;
    guard::name_lease(call, &container.lease, Leased::Container)?;
    container.metadata = metadata;
    container.touch(call.now);
    let mut answer = Answer::new(StatusCode::OK);
    answer.set_stamp(container.stamp);
    Ok(answer)
}
