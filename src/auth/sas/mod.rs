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
mod non_empty;
mod sas_key;
mod sign_blob;
mod signed;
mod signed_names;
mod template;
mod time;
mod user_delegation_key;
mod version;

pub use account::AccountSas;
pub use blob::BlobSas;
pub use ip_range::IpRange;
pub use sas_key::SasKey;
pub use signed::SignedSas;
pub use signed_names::SignedNames;
pub use template::BlobSasTemplate;
pub use time::SasTime;
pub use user_delegation_key::UserDelegationKey;
pub use version::DEFAULT_SAS_VERSION;

#[cfg(test)]
mod tests;
