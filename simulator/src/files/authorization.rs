//! Who may read a file: the account's key, an account SAS for files, a service SAS for a file or a share. Nobody else, as
//! shares are never public.

use std::time::SystemTime;

use crate::auth::{self, Identity, SignedRequest};
use crate::failure::Result;
use crate::files::FileAddress;
use crate::server::Received;
use crate::service::Service;

/// Refuses who may not read a file.
pub fn admit(received: &Received, address: &FileAddress, service: &Service, now: SystemTime) -> Result<()> {
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
    let key_of = |account: &str| service.key_of(account).map(<[u8]>::to_vec);
    if parts.headers.contains_key(http::header::AUTHORIZATION) {
        let identity = auth::verify_over(&request, received.connection, &key_of, now)?;
        return if identity == Identity::Account { Ok(()) } else { Err(crate::admission::unauthenticated()) };
    }
    Ok(auth::verify_file_sas(&request, received.connection, &key_of, now)?)
}
