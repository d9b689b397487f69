//! The key that signs a signature for a container or a blob.

use super::UserDelegationKey;
use crate::auth::{AccountKey, SharedKey};
use crate::base::error::Result;

/// The key that signs a [`BlobSas`](super::BlobSas).
#[derive(Debug, Clone, Copy)]
pub enum SasKey<'a> {
    /// The account's key.
    Shared(&'a SharedKey),
    /// A user delegation key.
    /// <https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas>
    UserDelegation {
        /// The account's name.
        account_name: &'a str,
        /// The key.
        key: &'a UserDelegationKey,
    },
}

impl<'a> SasKey<'a> {
    pub(super) fn account_name(self) -> &'a str {
        match self {
            Self::Shared(key) => key.account_name(),
            Self::UserDelegation { account_name, .. } => account_name,
        }
    }

    /// The user delegation key, if it is one.
    pub(super) fn user_delegation(self) -> Option<&'a UserDelegationKey> {
        match self {
            Self::Shared(_) => None,
            Self::UserDelegation { key, .. } => Some(key),
        }
    }

    pub(super) fn sign(self, text: &str) -> Result<String> {
        match self {
            Self::Shared(key) => Ok(key.sign(text.as_bytes())),
            Self::UserDelegation { account_name, key } => {
                let key = SharedKey::new(account_name, &AccountKey::from_base64(&key.value))?;
                Ok(key.sign(text.as_bytes()))
            }
        }
    }
}
