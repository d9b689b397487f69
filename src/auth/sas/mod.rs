//! Creates shared access signatures (SAS): signed permissions, as a query for a URL. Pure: no clock, no randomness, no
//! requests.
//!
//! - [`BlobSas`] is for a container, or for a blob, snapshot or version in it. The key of an account or a
//!   [`UserDelegationKey`] signs it.
//! - [`AccountSas`] is for a whole account. Only the account's key can sign it.
//!
//! What is signed depends on the service version that the signature names. Every version since 2015-04-05 is supported.
//! Text, order and encoding are those of `@azure/storage-blob`, character for character.
//!
//! <https://learn.microsoft.com/rest/api/storageservices/delegate-access-with-shared-access-signature>

mod account;
mod blob;
mod blob_fields;
mod ip_range;
mod letters;
mod sas_key;
mod sign_blob;
mod signed;
mod signed_names;
mod template;
mod time;
mod user_delegation_key;

pub use account::AccountSas;
pub use blob::BlobSas;
pub use ip_range::IpRange;
pub use sas_key::SasKey;
pub use signed::SignedSas;
pub use signed_names::SignedNames;
pub use template::BlobSasTemplate;
pub use time::SasTime;
pub use user_delegation_key::UserDelegationKey;

/// The default version of signatures: that of `@azure/storage-blob` 12.32, so that a script gets the same signature
/// from both.
pub const DEFAULT_SAS_VERSION: &str = "2026-04-06";

/// A text that is not empty. As in JavaScript, an empty one counts as absent.
fn given(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
