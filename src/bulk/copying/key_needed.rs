//! Blobs that are encrypted with a key that each request brings: whoever has it not cannot copy them, and neither can the service.

use crate::base::error::{Error, ErrorKind};

/// The code of such a failure.
const KEY_NEEDED: &str = "KeyNeeded";

/// What the service says then.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
const OF_SERVICE: &str = "BlobUsesCustomerSpecifiedEncryption";

const ADVICE: &str =
    "and a copy of many blobs takes no keys. Download the blob with the option \"customerProvidedKey\", and upload it.";

/// The failure of a blob whose listing has the hash of a key.
pub fn key_needed(hash: &str) -> Error {
    let message = format!("The blob is encrypted with a customer-provided key whose SHA-256 hash is {hash}, {ADVICE}");
    Error::new(ErrorKind::Copy, message).with_code(KEY_NEEDED)
}

/// The same failure, where the source itself tells.
pub fn named(error: Error) -> Error {
    if error.copy_source().and_then(|source| source.code.as_deref()) != Some(OF_SERVICE) {
        return error;
    }
    let message = format!("The blob is encrypted with a customer-provided key, {ADVICE} {}", error.message());
    error.with_code(KEY_NEEDED).with_message(message)
}
