//! Makes shared access signatures (SAS): what somebody may do, until when, signed, in the form of a query for a URL.
//! Pure: no clock, no randomness, no requests.
//!
//! - [`BlobSas`] is for a container or what is in it: a blob, a snapshot, a version. An account's key or a
//!   [`UserDelegationKey`] signs it.
//! - [`AccountSas`] is for all of an account. Only its key can sign it.
//!
//! What is signed depends on the version of the service that the signature names; every version since 2015-04-05 is known.
//! Texts, order and encoding are those of `@azure/storage-blob`, character for character.
//!
//! <https://learn.microsoft.com/rest/api/storageservices/delegate-access-with-shared-access-signature>

mod account;
mod blob;
mod blob_fields;
mod ip_range;
mod letters;
mod signed;
mod signed_names;
mod time;
mod user_delegation_key;

pub use account::AccountSas;
pub use blob::{BlobSas, SasKey};
pub use ip_range::IpRange;
pub use signed::SignedSas;
pub use signed_names::SignedNames;
pub use time::SasTime;
pub use user_delegation_key::UserDelegationKey;

/// The version that a signature is made for when none is asked for: that of `@azure/storage-blob` 12.32, for a script must get
/// the same signature from both.
pub const DEFAULT_SAS_VERSION: &str = "2026-04-06";

/// A text that says something: an empty one counts as absent, as in JavaScript.
fn given(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
