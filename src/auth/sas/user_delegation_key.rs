//! The key with which a user's own rights are handed on.

use std::fmt;

use serde::Deserialize;

use super::SasTime;

/// A key from Get User Delegation Key: what it signs can do no more than the user who asked for it. `Debug` does not show it.
///
/// <https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key>
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserDelegationKey {
    /// The user: an object id of Microsoft Entra ID.
    pub signed_object_id: String,
    /// The user's tenant.
    pub signed_tenant_id: String,
    /// From when on the key is good.
    pub signed_starts_on: Option<SasTime>,
    /// Until when the key is good.
    pub signed_expires_on: Option<SasTime>,
    /// The service that takes it: `b`.
    pub signed_service: String,
    /// The version of the service that made it.
    pub signed_version: String,
    /// The tenant of the user whom the signature is for.
    pub signed_delegated_user_tenant_id: Option<String>,
    /// The key in base64. A secret.
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
