//! Read access to a file: by the account's key, an account SAS for files, or a service SAS for a file or a share. There is no
//! public access to shares.

use std::time::SystemTime;

use crate::access::Access;
use crate::auth::{self, Identity, Rejection, SignedRequest};
use crate::failure::Result;
use crate::files::FileAddress;
use crate::names;
use crate::received::Received;

/// Rejects requests that may not read a file.
pub fn admit(received: &Received, address: &FileAddress, access: &Access, now: SystemTime) -> Result<()> {
    let parts = &received.parts;
    let request = SignedRequest {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        headers: &parts.headers,
        account: &address.account,
        container: Some(&address.share),
        blob: Some(&address.path),
    };
    let keyring = access.keyring(&address.account);
    if !parts.headers.contains_key(http::header::AUTHORIZATION) {
        return Ok(auth::verify_file_sas(&request, received.connection, keyring, now)?);
    }
    if auth::verify(&request, received.connection, keyring, now)? == Identity::Account {
        return Ok(());
    }
    let version = parts.headers.get(names::VERSION).and_then(|version| version.to_str().ok());
    Err(Rejection::no_authentication(version).into())
}
