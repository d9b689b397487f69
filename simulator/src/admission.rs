//! Access control: verifies a request's signature, and compares its permissions with the operation.

use http::{HeaderName, Method, header};

use crate::access::Access;
use crate::address::Address;
use crate::auth::{self, Grant, Identity, Rejection, SignedRequest, TokenHolder};
use crate::failure::{Failure, Result};
use crate::names;
use crate::operation::Operation;
use crate::permissions;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::PublicAccess;
use crate::store::Store;

#[cfg(test)]
mod tests;

/// The effect of a credential on the request.
#[derive(Debug, Default)]
pub struct Terms {
    encryption_scope: Option<String>,
    response_headers: Vec<(&'static str, String)>,
}

impl Terms {
    /// Makes blobs be written under the encryption scope of the SAS, if it has one.
    pub fn before(&self, call: &mut Call) -> Result<()> {
        let Some(scope) = &self.encryption_scope else { return Ok(()) };
        if call.method != Method::PUT || call.address.blob.is_none() {
            return Ok(());
        }
        if call.header(&names::ENCRYPTION_SCOPE).is_some_and(|own| own != scope) {
            return Err(Rejection::encryption_scope().into());
        }
        let value = header::HeaderValue::from_str(scope).map_err(|_| Failure::invalid_header())?;
        call.headers.insert(names::ENCRYPTION_SCOPE, value);
        Ok(())
    }

    /// Replaces the headers that the SAS overrides, in responses that describe a blob.
    pub fn after(self, operation: Operation, response: &mut ServiceResponse) {
        if matches!(operation, Operation::GetBlob | Operation::GetBlobProperties) {
            for (name, value) in self.response_headers {
                response.set(HeaderName::from_static(name), &value);
            }
        }
    }
}

/// Rejects a request without the required permission.
pub fn admit(call: &Call, operation: Operation, store: &Store, access: &Access) -> Result<Terms> {
    let identity = identify(call, access)?;
    if let Identity::Token(holder) = &identity {
        require_tenant(holder, &call.address, store)?;
    }
    if operation == Operation::GetUserDelegationKey {
        return match identity {
            Identity::Token(_) => Ok(Terms::default()),
            Identity::Anonymous => Err(unauthenticated(call)),
            Identity::Account | Identity::Sas(_) => Err(Rejection::bearer_only().into()),
        };
    }
    let exists = || exists(&call.address, store);
    match identity {
        Identity::Account => Ok(Terms::default()),
        Identity::Token(holder) => {
            permissions::check(operation, call, |any_of| holder.require(any_of), exists)?;
            Ok(Terms::default())
        }
        Identity::Sas(grant) => {
            let grant = with_policy(grant, call, &call.address, store)?;
            let (container, blob) = (call.address.container.as_deref(), call.address.blob.as_deref());
            permissions::check(operation, call, |any_of| grant.require(any_of, container, blob), exists)?;
            Ok(Terms { encryption_scope: grant.encryption_scope, response_headers: grant.response_headers })
        }
        Identity::Anonymous => {
            let container = call.address.container.as_deref().unwrap_or_default();
            let access = store.state().container(&call.address.account, container).map(|found| found.access);
            let needed = operation.public_access();
            let public = needed.is_some_and(|needed| access.unwrap_or(PublicAccess::None) >= needed);
            if public { Ok(Terms::default()) } else { Err(unauthenticated(call)) }
        }
    }
}

/// The holder of the request's token.
pub fn holder(call: &Call, access: &Access) -> Result<TokenHolder> {
    match identify(call, access)? {
        Identity::Token(holder) => Ok(holder),
        _ => Err(Rejection::bearer_only().into()),
    }
}

/// The response to a request without required credentials.
pub fn unauthenticated(call: &Call) -> Failure {
    Rejection::no_authentication(call.header(&names::VERSION)).into()
}

fn identify(call: &Call, access: &Access) -> Result<Identity> {
    let Address { account, container, blob } = &call.address;
    let request = SignedRequest {
        method: call.method.as_str(),
        path: call.uri.path(),
        query: call.uri.query().unwrap_or_default(),
        headers: &call.headers,
        account,
        container: container.as_deref(),
        blob: blob.as_deref(),
    };
    Ok(auth::verify(&request, call.connection, access.keyring(account), call.now)?)
}

fn require_tenant(holder: &TokenHolder, address: &Address, store: &Store) -> Result<()> {
    let mut state = store.state();
    // If there is no such account, the operation reports it.
    let Ok(account) = state.account(&address.account) else { return Ok(()) };
    let is_of_other = account.features.tenant.as_ref().is_some_and(|tenant| *tenant != holder.tenant);
    if is_of_other { Err(Rejection::other_tenant().into()) } else { Ok(()) }
}

/// The grant with the values of its stored access policy. If the policy does not exist, it allows nothing.
fn with_policy(grant: Grant, call: &Call, address: &Address, store: &Store) -> Result<Grant> {
    let Some(identifier) = &grant.identifier else { return Ok(grant) };
    let policy = store.state().container_of(address).ok().and_then(|found| found.policies.get(identifier).cloned());
    match policy {
        Some(policy) => Ok(grant.with_policy(&policy, call.now)?),
        None => Ok(grant),
    }
}

fn exists(address: &Address, store: &Store) -> bool {
    let mut state = store.state();
    let container = state.container_of(address);
    container.is_ok_and(|container| container.peek(address).is_ok_and(|entry| entry.base.is_some()))
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        let Rejection { status, code, message, detail, .. } = rejection;
        let failure = Self { message: message.into(), detail, ..Self::new(status, code, "") };
        if rejection.challenge {
            failure.with_header(header::WWW_AUTHENTICATE, Rejection::challenge())
        } else {
            failure
        }
    }
}
