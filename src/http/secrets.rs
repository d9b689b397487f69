//! Decides which requests must be encrypted in transit, whichever layer created them.

use url::Url;

use crate::base::error::{Error, Result};
use crate::http::Request;

/// The headers that contain a customer-provided key, and the option that it comes from.
/// <https://learn.microsoft.com/azure/storage/blobs/encryption-customer-provided-keys>
const KEYS: [(&str, &str); 2] = [("x-ms-encryption-key", KEY), ("x-ms-source-encryption-key", SOURCE_KEY)];

/// The option with the key of the blob that a request is for.
pub const KEY: &str = "options.customerProvidedKey";

/// The option with the key of a copy's source.
pub const SOURCE_KEY: &str = "options.sourceCustomerProvidedKey";

/// Rejects a request that would send a customer-provided key in clear text.
///
/// # Errors
/// `ArgumentRange`, naming the option.
pub fn require_https(request: &Request) -> Result<()> {
    match KEYS.iter().find(|(header, _)| request.headers.contains_key(*header)) {
        None => Ok(()),
        Some((_, option)) => require_https_for(option, &request.url, "the client"),
    }
}

/// The same rule for the key of an option, before there is a request. `whose` says whose URL it is.
///
/// # Errors
/// `ArgumentRange`, naming the option.
pub fn require_https_for(option: &'static str, url: &Url, whose: &str) -> Result<()> {
    if url.scheme() == "https" {
        return Ok(());
    }
    Err(Error::argument_range(option, format!("{option} can be used over HTTPS only: the URL of {whose} is not HTTPS")))
}
