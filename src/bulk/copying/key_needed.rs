//! Blobs that are encrypted with a customer-provided key. Not even the service can copy them without the key.

use std::sync::Arc;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::copy::BlobFacts;
use crate::copy::options::CopyOptions;
use crate::copy::plan::CopyPreferences;

/// The error code for such a blob.
pub(in crate::bulk) const KEY_NEEDED: &str = "KeyNeeded";

/// The service's error codes without the key, and with another key.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
const OF_SERVICE: [&str; 2] = ["BlobUsesCustomerSpecifiedEncryption", "BlobCustomerSpecifiedEncryptionMismatch"];

const ADVICE: &str = "Pass the key as the option \"sourceCustomerProvidedKey\"; one copy takes one key.";

/// The error for a blob whose listing has the hash of a key that the options lack.
fn key_needed(hash: &str) -> Error {
    let message = format!("The blob is encrypted with a customer-provided key whose SHA-256 hash is {hash}. {ADVICE}");
    Error::new(ErrorKind::Copy, message).with_code(KEY_NEEDED)
}

/// Whether the error of the source says that it needs a key.
pub fn needs_key(error: &Error) -> bool {
    let code = error.copy_source().and_then(|source| source.code.as_deref());
    code.is_some_and(|code| OF_SERVICE.contains(&code))
}

/// The same error, for a source that reports it.
pub fn named(error: Error) -> Error {
    if !needs_key(&error) {
        return error;
    }
    let message = format!("The blob is encrypted with a customer-provided key. {ADVICE} {}", error.message());
    error.with_code(KEY_NEEDED).with_message(message)
}

/// The copy options for blobs that are encrypted with the key of the options.
pub fn with_source_key(options: &ContainerCopyOptions) -> Option<Arc<CopyOptions>> {
    let key = options.source_key.clone()?;
    let preferences = CopyPreferences { customer_key: true, ..options.copy.preferences };
    let copy = CopyOptions::clone(&options.copy);
    Some(Arc::new(CopyOptions { source_customer_provided_key: Some(key), preferences, ..copy }))
}

/// The copy options for a blob with these facts: those with the key of the source only if the blob is encrypted with it.
///
/// # Errors
/// `KeyNeeded` for another key.
pub fn options_for<'a>(
    options: &'a ContainerCopyOptions,
    keyed: Option<&'a Arc<CopyOptions>>,
    facts: &BlobFacts,
) -> Result<&'a Arc<CopyOptions>> {
    let Some(hash) = facts.customer_key_sha256.as_deref() else { return Ok(&options.copy) };
    let own = options.source_key.as_ref().and_then(|key| key.encryption_key_sha256.as_deref());
    keyed.filter(|_| own == Some(hash)).ok_or_else(|| key_needed(hash))
}
