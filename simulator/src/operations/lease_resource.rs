//! Lease Blob and Lease Container: acquire, renew, change, release, break.

use std::time::{Duration, SystemTime};

use http::{HeaderName, StatusCode};
use uuid::Uuid;

use super::guard;
use crate::conditions::Conditions;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::lease::{self, Slot};

/// Runs the lease action of the request. It changes neither the `ETag` nor the time of the resource.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let container = state.container_of(&call.address)?;
    let conditions = Conditions::of_resource(&call.headers)?;
    let (stamp, slot, pending) = if call.address.blob.is_some() {
        let entry = container.entry(&call.address)?;
        let blob = entry.version(None)?;
        let (stamp, pending) = (blob.stamp, blob.is_pending());
        (stamp, &mut entry.lease, pending)
    } else {
        (container.stamp, &mut container.lease, false)
    };
    conditions.check_write(Some(stamp))?;
    let mut changed = slot.clone();
    let mut response = act(call, &mut changed)?;
    if pending {
        guard::require_infinite_lease(&changed, call.now)?;
    }
    *slot = changed;
    response.set_stamp(stamp);
    Ok(response)
}

fn act(call: &Call, slot: &mut Slot) -> Result<ServiceResponse> {
    let now = call.now;
    let (status, id) = match call.header(&names::LEASE_ACTION) {
        Some("acquire") => {
            let id = lease::acquire(slot, uuid(call, &names::PROPOSED_LEASE_ID)?, duration(call)?, now)?;
            (StatusCode::CREATED, id)
        }
        Some("renew") => (StatusCode::OK, lease::renew(slot, own_id(call)?, now)?),
        Some("change") => {
            let proposed = uuid(call, &names::PROPOSED_LEASE_ID)?;
            let proposed = proposed.ok_or_else(|| Failure::missing_header(&names::PROPOSED_LEASE_ID))?;
            (StatusCode::OK, lease::change(slot, own_id(call)?, proposed, now)?)
        }
        Some("release") => {
            lease::release(slot, own_id(call)?)?;
            return Ok(ServiceResponse::new(StatusCode::OK));
        }
        Some("break") => return break_lease(call, slot, now),
        Some(_) => return Err(Failure::invalid_header()),
        None => return Err(Failure::missing_header(&names::LEASE_ACTION)),
    };
    let mut response = ServiceResponse::new(status);
    response.set(names::LEASE_ID, &id.hyphenated().to_string());
    Ok(response)
}

fn break_lease(call: &Call, slot: &mut Slot, now: SystemTime) -> Result<ServiceResponse> {
    let period: Option<u64> = number(call, &names::LEASE_BREAK_PERIOD)?;
    if period.is_some_and(|seconds| seconds > names::MAX_BREAK_SECONDS) {
        return Err(Failure::invalid_header());
    }
    let left = lease::break_lease(slot, period.map(Duration::from_secs), now)?;
    let mut response = ServiceResponse::new(StatusCode::ACCEPTED);
    // The service returns whole seconds, rounded up.
    response.headers.insert(names::LEASE_TIME, left.as_millis().div_ceil(1000).to_string().parse().unwrap_or(0.into()));
    Ok(response)
}

/// `-1` is a lease without an end.
fn duration(call: &Call) -> Result<Option<Duration>> {
    let seconds: Option<i64> = number(call, &names::LEASE_DURATION)?;
    let seconds = seconds.ok_or_else(|| Failure::missing_header(&names::LEASE_DURATION))?;
    if seconds == -1 {
        return Ok(None);
    }
    let seconds = u64::try_from(seconds).ok().filter(|seconds| names::LEASE_SECONDS.contains(seconds));
    seconds.map(|seconds| Some(Duration::from_secs(seconds))).ok_or_else(Failure::invalid_header)
}

fn own_id(call: &Call) -> Result<Uuid> {
    guard::lease_id(call)?.ok_or_else(|| Failure::missing_header(&names::LEASE_ID))
}

fn uuid(call: &Call, name: &HeaderName) -> Result<Option<Uuid>> {
    let text = call.header(name).filter(|text| !text.is_empty());
    text.map(|text| Uuid::try_parse(text).map_err(|_| Failure::invalid_header())).transpose()
}

fn number<T: std::str::FromStr>(call: &Call, name: &HeaderName) -> Result<Option<T>> {
    call.header(name).map(|text| text.parse().map_err(|_| Failure::invalid_header())).transpose()
}
