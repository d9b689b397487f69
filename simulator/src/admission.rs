//! Who may do what: the one place that asks for signatures to be verified.

use std::time::SystemTime;

use http::{HeaderMap, header};

use crate::address::Address;
use crate::failure::{Failure, Result};
use crate::operations::Operation;
use crate::request::Call;
use crate::service::Service;
use crate::state::PublicAccess;

/// Whom a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// Nobody in particular: public containers alone are open.
    Anonymous,
    /// Somebody with a credential for it.
    Credential,
}

/// Refuses a request that its sender may not make.
pub fn admit(call: &Call, operation: Operation, service: &Service) -> Result<()> {
    let (path, query) = (call.uri.path(), call.uri.query().unwrap_or_default());
    let identity = verify(service, call.method.as_str(), path, query, &call.headers, &call.address, call.now)?;
    if identity == Identity::Anonymous {
        let container = call.address.container.as_deref().unwrap_or_default();
        let access = service.state().container(&call.address.account, container).map(|found| found.access);
        if !operation.is_public(access.unwrap_or(PublicAccess::None)) {
            return Err(Failure::resource_not_found());
        }
    }
    Ok(())
}

/// Says whom a request comes from. Signatures are not verified yet: one that is there is taken for a right one.
pub fn verify(
    service: &Service,
    _method: &str,
    _path: &str,
    query: &str,
    headers: &HeaderMap,
    address: &Address,
    _now: SystemTime,
) -> Result<Identity> {
    if service.key_of(&address.account).is_none() {
        return Err(Failure::resource_not_found());
    }
    let signed = query.split('&').any(|pair| pair.starts_with("sig=")) || headers.contains_key(header::AUTHORIZATION);
    Ok(if signed { Identity::Credential } else { Identity::Anonymous })
}
