//! Set and Delete Immutability Policy, and Set Legal Hold. They change neither the `ETag` nor the time of the blob.

use std::sync::Arc;

use http::{Method, StatusCode};

use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::blob::Blob;
use crate::state::protection::{Protection, immutable};

/// Changes the protection of a blob, depending on the request's `comp` and method.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    let blob = match call.moment() {
        None => entry.base.as_mut(),
        Some(time) => entry.snapshots.get_mut(time),
    };
    let blob = Arc::make_mut(blob.ok_or_else(Failure::blob_not_found)?);
    let now = &mut blob.protection;
    let locked = now.policy.is_some_and(|(until, locked)| locked && until > call.now);
    if call.query("comp") == Some("legalhold") {
        let hold = read(call)?.legal_hold;
        now.legal_hold = Some(hold.ok_or_else(|| Failure::missing_header(&names::LEGAL_HOLD))?);
    } else if call.method == Method::DELETE {
        if locked {
            return Err(immutable());
        }
        now.policy = None;
    } else {
        let policy = read(call)?.policy;
        let policy = policy.ok_or_else(|| Failure::missing_header(&names::IMMUTABILITY_POLICY_UNTIL))?;
        // A locked policy can only be extended.
        if locked && (!policy.1 || now.policy.is_some_and(|(until, _)| policy.0 < until)) {
            return Err(immutable());
        }
        if policy.0 <= call.now {
            return Err(Failure::invalid_header());
        }
        now.policy = Some(policy);
    }
    let mut response = ServiceResponse::new(StatusCode::OK);
    describe(&mut response, blob);
    Ok(response)
}

/// The protection in a request.
pub fn read(call: &Call) -> Result<Protection> {
    let locked = match call.header(&names::IMMUTABILITY_POLICY_MODE) {
        None => false,
        Some(mode) if mode.eq_ignore_ascii_case("unlocked") => false,
        Some(mode) if mode.eq_ignore_ascii_case("locked") => true,
        Some(_) => return Err(Failure::invalid_header()),
    };
    let until = call.header(&names::IMMUTABILITY_POLICY_UNTIL);
    let until = until.map(|text| httpdate::parse_http_date(text).map_err(|_| Failure::invalid_header())).transpose()?;
    let legal_hold = match call.header(&names::LEGAL_HOLD) {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| Failure::invalid_header())?),
    };
    Ok(Protection { policy: until.map(|until| (until, locked)), legal_hold })
}

/// Sets the headers for a blob's protection.
pub fn describe(response: &mut ServiceResponse, blob: &Blob) {
    if let (Some((until, _)), Some(mode)) = (blob.protection.policy, blob.protection.mode()) {
        response.set_time(names::IMMUTABILITY_POLICY_UNTIL, until);
        response.constant(names::IMMUTABILITY_POLICY_MODE, mode);
    }
    if let Some(hold) = blob.protection.legal_hold {
        response.constant(names::LEGAL_HOLD, if hold { "true" } else { "false" });
    }
}
