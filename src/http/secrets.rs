//! Decides which requests must be encrypted in transit, whichever layer created them.

use crate::base::error::{Error, Result};
use crate::http::Request;

/// The headers that contain a customer-provided key, and the option that it comes from.
/// <https://learn.microsoft.com/azure/storage/blobs/encryption-customer-provided-keys>
const KEYS: [(&str, &str); 2] = [
    ("x-ms-encryption-key", "options.customerProvidedKey"),
    ("x-ms-source-encryption-key", "options.sourceCustomerProvidedKey"),
];

/// Rejects a request that would send a customer-provided key in clear text.
///
/// # Errors
/// `ArgumentRange`, naming the option.
pub fn require_https(request: &Request) -> Result<()> {
    if request.url.scheme() == "https" {
        return Ok(());
    }
    match KEYS.iter().find(|(header, _)| request.headers.contains_key(*header)) {
        None => Ok(()),
        Some((_, option)) => {
            let message = format!("{option} can be used over HTTPS only: the URL of the client is not HTTPS");
            Err(Error::argument_range(*option, message))
        }
    }
}
