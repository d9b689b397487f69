//! Who may do what: checks the signatures that requests carry, as the Blob service does.
//!
//! [`verify`] looks at one request and says who signed it: nobody, the account's key, or a shared access signature (SAS),
//! whose [`Grant`] then says what it allows. It is pure: keys and the time come in as arguments.
//!
//! - `signature`: the one primitive, HMAC-SHA256 with a comparison in constant time
//! - `shared_key` (with `header_order`): the `Authorization: SharedKey` scheme
//! - `sas`: reads a SAS from the query, and rebuilds what was signed for an account SAS and a service SAS
//! - `network`, `instant`: the limits that a SAS may set on address, protocol and time
//! - [`Grant`]: what a SAS allows; it answers with the service's error codes
//! - [`Refusal`]: the service's answer to a request that is not let in
//!
//! It is written from the service's documentation and shares nothing with the engine that it checks. It never decides
//! which permission an operation takes, nor whether a container is public: the operations do.
//!
//! Not covered, and refused with a message that says so: bearer tokens, user-delegation SAS, `SharedKeyLite`, directory
//! SAS, and service SAS older than 2018-11-09.

mod grant;
mod header_order;
mod instant;
mod network;
mod query;
mod refusal;
mod sas;
mod shared_key;
mod signature;
#[cfg(test)]
mod tests;

use std::time::SystemTime;

pub use grant::{Grant, Scope, StoredAccessPolicy};
pub use network::Connection;
pub use refusal::Refusal;
pub use sas::file::verify as verify_file_sas;

/// The parts of a request that a signature can cover, and what the request is about.
#[derive(Debug, Clone, Copy)]
pub struct SignedRequest<'a> {
    /// The method, for example `PUT`.
    pub method: &'a str,
    /// The path as it arrived, percent-encoded; with path-style addresses it begins with the account's name.
    pub path: &'a str,
    /// The query as it arrived, without the `?`; empty when there is none.
    pub query: &'a str,
    /// All headers.
    pub headers: &'a http::HeaderMap,
    /// The name of the account that the request addresses.
    pub account: &'a str,
    /// The container that the request is about, decoded; `$root` where the address implies it.
    pub container: Option<&'a str>,
    /// The blob that the request is about, decoded.
    pub blob: Option<&'a str>,
}

/// Who sent a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one lives for one request; boxing it would cost more than the bytes")]
pub enum Identity {
    /// It carries no credentials. Whether that will do is up to the operation: only public data can be read so, and
    /// for all else the service answers 401 `NoAuthenticationInformation` ([`Refusal::no_authentication`]).
    Anonymous,
    /// The holder of the account's key, who may do everything.
    Account,
    /// The holder of a SAS, who may do what the grant says.
    Sas(Grant),
}

/// Says who sent `request`, or why it is refused, for a connection over plain HTTP on the loopback interface.
///
/// `key_of` gives an account's key, decoded from base64, or nothing for an account that does not exist. A SAS for HTTPS
/// alone, or for other addresses, is refused; a server that knows more about its connections calls [`verify_over`].
///
/// ```text
/// match verify(&request, &|account| keys.get(account).cloned(), clock.now())? {
///     Identity::Anonymous => public_access(container)?,
///     Identity::Account => {}
///     Identity::Sas(grant) => grant.require("cw", request.container, request.blob)?,
/// }
/// ```
pub fn verify(
    request: &SignedRequest<'_>,
    key_of: &dyn Fn(&str) -> Option<Vec<u8>>,
    now: SystemTime,
) -> Result<Identity, Refusal> {
    verify_over(request, Connection::default(), key_of, now)
}

/// Says who sent `request` over `connection`, or why it is refused.
///
/// An `Authorization` header comes before a SAS in the query, also when it is wrong.
///
/// See [Authorize requests to Azure Storage](https://learn.microsoft.com/rest/api/storageservices/authorize-requests-to-azure-storage).
pub fn verify_over(
    request: &SignedRequest<'_>,
    connection: Connection,
    key_of: &dyn Fn(&str) -> Option<Vec<u8>>,
    now: SystemTime,
) -> Result<Identity, Refusal> {
    let parameters = query::Parameters::parse(request.query);
    let mut authorizations = request.headers.get_all(http::header::AUTHORIZATION).iter();
    if let Some(authorization) = authorizations.next() {
        if authorizations.next().is_some() {
            return Err(Refusal::malformed_authorization("There is more than one Authorization header."));
        }
        let claim = shared_key::Claim::parse(authorization)?;
        let key = key_of(request.account).ok_or_else(|| Refusal::no_such_account(request.account))?;
        shared_key::verify(request, &parameters, &claim, &key, now)?;
        return Ok(Identity::Account);
    }
    if !parameters.has("sig") {
        return Ok(Identity::Anonymous);
    }
    let key = key_of(request.account).ok_or_else(|| Refusal::no_such_account(request.account))?;
    sas::verify(request, &parameters, connection, &key, now).map(Identity::Sas)
}
