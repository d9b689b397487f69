//! Who may do what: asks for a request's signature to be verified, and holds what it allows against the operation.

use http::HeaderMap;
use std::time::SystemTime;

use crate::address::Address;
use crate::auth::{self, Grant, Identity, Refusal, SignedRequest};
use crate::failure::{Failure, Result};
use crate::operations::Operation;
use crate::request::Call;
use crate::service::Service;
use crate::state::PublicAccess;

/// Refuses a request that its sender may not make.
pub fn admit(call: &Call, operation: Operation, service: &Service) -> Result<()> {
    let (path, query) = (call.uri.path(), call.uri.query().unwrap_or_default());
    match verify(service, call.method.as_str(), path, query, &call.headers, &call.address, call.now)? {
        Identity::Account => Ok(()),
        Identity::Sas(grant) => check(&grant, operation.permissions(), &call.address),
        Identity::Anonymous => {
            let container = call.address.container.as_deref().unwrap_or_default();
            let access = service.state().container(&call.address.account, container).map(|found| found.access);
            let needed = operation.public_access();
            let public = needed.is_some_and(|needed| access.unwrap_or(PublicAccess::None) >= needed);
            if public { Ok(()) } else { Err(unauthenticated()) }
        }
    }
}

/// The answer to those who should have said who they are.
pub fn unauthenticated() -> Failure {
    Refusal::no_authentication().into()
}

fn check(grant: &Grant, permissions: &str, address: &Address) -> Result<()> {
    Ok(grant.require(permissions, address.container.as_deref(), address.blob.as_deref())?)
}

fn verify(
    service: &Service,
    method: &str,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    address: &Address,
    now: SystemTime,
) -> Result<Identity> {
    let (account, container, blob) = (&address.account, address.container.as_deref(), address.blob.as_deref());
    let request = SignedRequest { method, path, query, headers, account, container, blob };
    Ok(auth::verify(&request, &|account| service.key_of(account).map(<[u8]>::to_vec), now)?)
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self { message: refusal.message.into(), ..Self::new(refusal.status, refusal.code, "") }
    }
}
