//! An account SAS for everything, made the way that the service's documentation says.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The query parameters of a SAS that allows everything.
pub fn account_sas(account: &str, key: &str) -> String {
    let (permissions, expiry, version) = ("rwdxlacuptfi", "2099-01-01T00:00:00Z", "2025-01-05");
    let text = format!("{account}\n{permissions}\nb\nsco\n\n{expiry}\n\n\n{version}\n\n");
    let mut hash = Hmac::<Sha256>::new_from_slice(&BASE64_STANDARD.decode(key).unwrap()).unwrap();
    hash.update(text.as_bytes());
    let signature = BASE64_STANDARD.encode(hash.finalize().into_bytes());
    let signature: String = url::form_urlencoded::byte_serialize(signature.as_bytes()).collect();
    format!("sv={version}&ss=b&srt=sco&sp={permissions}&se={expiry}&sig={signature}")
}

/// A path with more query parameters.
pub fn with_query(path: &str, query: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{query}")
}
