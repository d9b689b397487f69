//! Restore Container.

use http::{HeaderName, StatusCode};

use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;

/// Restores a deleted container that is still retained, under the name of the request.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let header = |name: HeaderName| call.header(&name).ok_or_else(|| Failure::missing_header(&name));
    let name = header(names::DELETED_CONTAINER_NAME)?;
    let version = header(names::DELETED_CONTAINER_VERSION)?;
    let target = call.address.container.as_ref().ok_or_else(Failure::invalid_uri)?;
    let account = state.account(&call.address.account)?;
    if account.containers.contains_key(target) {
        return Err(Failure::container_already_exists());
    }
    let key = (name.to_owned(), version.to_owned());
    let kept = account.deleted.get(&key).is_some_and(|kept| kept.remaining_days(call.now).is_some());
    let found = account.deleted.remove(&key).filter(|_| kept).ok_or_else(Failure::container_not_found)?;
    account.containers.insert(target.clone(), found.item);
    Ok(ServiceResponse::new(StatusCode::CREATED))
}
