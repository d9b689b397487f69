//! Access control: checks the signatures of requests, as the Blob service does.
//!
//! [`verify`] checks one request and returns its sender: anonymous, the holder of the account's key, of a token, or of a
//! shared access signature (SAS), whose [`Grant`] then says what it allows. It is pure: keys and the time come in as
//! arguments.
//!
//! - `signature`: the one primitive, HMAC-SHA256 with a comparison in constant time
//! - `authorization`: reads the `Authorization` header; `shared_key` (with `header_order`) and `bearer` are its schemes
//! - `token`: issues tokens and user delegation keys, and knows its own again
//! - `sas`: reads a SAS from the query, and rebuilds what was signed for an account, service or user-delegation SAS
//! - `network`, `instant`: the limits that a SAS may set on address, protocol and time
//! - [`Grant`]: what a SAS allows; it rejects with the service's error codes
//! - [`Rejection`]: the service's response to a rejected request
//!
//! It is written from the service's documentation and shares nothing with the engine that it checks. It never decides
//! which permission an operation takes, nor whether a container is public: `permissions` and `admission` do.
//!
//! Not covered, and rejected with a message that says so: directory SAS, user-delegation SAS that are bound to a user,
//! and service SAS older than 2015-04-05.

mod authorization;
mod bearer;
mod grant;
mod header_order;
mod instant;
mod network;
mod query;
mod rejection;
mod sas;
mod shared_key;
mod signature;
#[cfg(test)]
mod tests;
mod token;

use std::time::SystemTime;

pub use bearer::TokenHolder;
pub use grant::{Grant, StoredAccessPolicy};
pub use instant::parse as parse_time;
pub use network::Connection;
pub use rejection::Rejection;
pub use sas::file::verify as verify_file_sas;
pub use token::{DelegationKey, Issuer, TENANT, TokenRequest};

use authorization::Authorization;
use grant::Scope;

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
    /// The container of the request, decoded; `$root` if the address implies it.
    pub container: Option<&'a str>,
    /// The blob of the request, decoded.
    pub blob: Option<&'a str>,
}

/// Who sent a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// It has no credentials. Whether that is enough depends on the operation: only public data can be read, and
    /// otherwise the service responds with 401 `NoAuthenticationInformation` ([`Rejection::no_authentication`]).
    Anonymous,
    /// The holder of the account's key, with all permissions.
    Account,
    /// The holder of a token.
    Token(TokenHolder),
    /// The holder of a SAS, with the permissions of the grant.
    Sas(Grant),
}

/// The keys and the time for checking signatures.
#[derive(Debug, Clone, Copy)]
pub struct Keyring<'a> {
    /// The keys of the request's account; `None` if there is no such account.
    pub account: Option<&'a [Vec<u8>]>,
    /// The issuer of tokens and user delegation keys.
    pub issuer: &'a Issuer,
}

impl<'a> Keyring<'a> {
    fn keys_of(&self, account: &str) -> Result<&'a [Vec<u8>], Rejection> {
        self.account.ok_or_else(|| Rejection::no_such_account(account))
    }
}

/// Returns the sender of `request` over `connection`, or why it is rejected.
///
/// An `Authorization` header takes precedence over a SAS in the query, even if it is wrong.
///
/// See [Authorize requests to Azure Storage](https://learn.microsoft.com/rest/api/storageservices/authorize-requests-to-azure-storage).
///
/// ```text
/// match verify(&request, connection, keyring, clock.now())? {
///     Identity::Anonymous => public_access(container)?,
///     Identity::Account => {}
///     Identity::Token(holder) => holder.require("cw")?,
///     Identity::Sas(grant) => grant.require("cw", request.container, request.blob)?,
/// }
/// ```
pub fn verify(
    request: &SignedRequest<'_>,
    connection: Connection,
    keyring: Keyring<'_>,
    now: SystemTime,
) -> Result<Identity, Rejection> {
    let parameters = query::Parameters::parse(request.query);
    let mut authorizations = request.headers.get_all(http::header::AUTHORIZATION).iter();
    if let Some(authorization) = authorizations.next() {
        if authorizations.next().is_some() {
            return Err(Rejection::malformed_authorization("There is more than one Authorization header."));
        }
        let authorization = Authorization::parse(authorization)?;
        let keys = keyring.keys_of(request.account)?;
        return match authorization {
            Authorization::SharedKey(claim) => {
                shared_key::verify(request, &parameters, &claim, keys, now).map(|()| Identity::Account)
            }
            Authorization::Bearer(token) => {
                bearer::verify(request, connection, token, keyring.issuer, now).map(Identity::Token)
            }
        };
    }
    if !parameters.has("sig") {
        return Ok(Identity::Anonymous);
    }
    sas::verify(request, &parameters, connection, keyring, now).map(Identity::Sas)
}
