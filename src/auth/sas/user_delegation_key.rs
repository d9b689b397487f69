//! The user delegation key.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::SasTime;

// What it signs has no more permissions than the user who requested it. `Debug` does not show it.
/// A user delegation key. It signs on behalf of a user.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct UserDelegationKey {
    /// The object id of the user.
    pub signed_object_id: String,
    /// The tenant id of the user.
    pub signed_tenant_id: String,
    /// When the key becomes valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "Date"))]
    pub signed_starts_on: Option<SasTime>,
    /// When the key expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "Date"))]
    pub signed_expires_on: Option<SasTime>,
    /// The service that the key is valid for: `b` for Blob Storage.
    pub signed_service: String,
    /// The service version that issued the key.
    pub signed_version: String,
    /// The tenant id of the user that signatures are bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_delegated_user_tenant_id: Option<String>,
    /// The key, in base64. It is a secret.
    pub value: String,
}

impl fmt::Debug for UserDelegationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserDelegationKey")
            .field("signed_object_id", &self.signed_object_id)
            .field("signed_expires_on", &self.signed_expires_on)
            .finish_non_exhaustive()
    }
}
