//! Get and Set Blob Service Properties, Get Blob Service Stats, and Get Account Information.

use http::{Method, StatusCode};

use crate::checksums::Checksum;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::{ServiceResponse, document};
use crate::state::State;
use crate::xml::Element;

/// Runs the operation of the request's method, `restype` and `comp`.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let account = state.account(&call.address.account)?;
    if call.query("restype") == Some("account") {
        return Ok(account_information(account.features.hierarchical_namespace));
    }
    if call.query("comp") == Some("stats") {
        return statistics(call);
    }
    if call.method == Method::PUT {
        Checksum::of_body(call)?;
        account.settings.set(&call.body.make())?;
        return Ok(ServiceResponse::new(StatusCode::ACCEPTED));
    }
    Ok(document(&account.settings.document()))
}

fn account_information(hierarchical: bool) -> ServiceResponse {
    let mut response = ServiceResponse::new(StatusCode::OK);
    response.constant(names::SKU_NAME, "Standard_LRS");
    response.constant(names::ACCOUNT_KIND, "StorageV2");
    response.constant(names::IS_HNS_ENABLED, if hierarchical { "true" } else { "false" });
    response
}

/// Only the secondary endpoint has statistics.
fn statistics(call: &Call) -> Result<ServiceResponse> {
    let secondary = format!("{}{}", call.address.account, crate::address::SECONDARY);
    let first = call.uri.path().trim_start_matches('/').split('/').next();
    if first != Some(secondary.as_str()) && call.host().split('.').next() != Some(secondary.as_str()) {
        return Err(Failure::invalid_query());
    }
    let time = httpdate::fmt_http_date(call.now);
    let replication = vec![Element::new("Status", "live"), Element::new("LastSyncTime", &time)];
    Ok(document(&Element::of("StorageServiceStats", vec![Element::of("GeoReplication", replication)])))
}
