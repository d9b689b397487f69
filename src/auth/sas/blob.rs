//! Signatures for a container, or for a blob, snapshot or version in it.

use super::blob_fields;
use super::letters::{BLOB_PERMISSIONS, CONTAINER_PERMISSIONS};
use super::{DEFAULT_SAS_VERSION, IpRange, SasTime, SignedNames, SignedSas, UserDelegationKey, given};
use crate::auth::{AccountKey, SharedKey};
use crate::base::error::{Error, Result};

members! {
    /// The values of a signature for a container, blob, snapshot or version.
    ///
    /// # Example
    /// ```no_run
    /// # use blobferry::auth::{AccountKey, SharedKey, sas::{BlobSas, SasKey, SasTime}};
    /// # fn main() -> blobferry::base::error::Result<()> {
    /// let key = SharedKey::new("account", &AccountKey::from_base64("a2V5"))?;
    /// let readable_for_a_while = BlobSas {
    ///     container_name: "inbox".into(),
    ///     blob_name: Some("report.pdf".into()),
    ///     permissions: Some("r".into()),
    ///     expires_on: Some(SasTime(1_795_366_189_000)),
    ///     version: Some("2021-12-02".into()),
    ///     ..BlobSas::default()
    /// };
    /// let query = readable_for_a_while.sign(SasKey::Shared(&key))?.to_query();
    /// assert!(query.starts_with("sv=2021-12-02&se=2026-11-22T16%3A49%3A49Z&sr=b&sp=r&sig="));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// <https://learn.microsoft.com/rest/api/storageservices/create-service-sas>
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    pub struct BlobSas {
        /// The version of the service. Default: [`DEFAULT_SAS_VERSION`].
        pub version: Option<String>,
        /// `https`, or `https,http`.
        pub protocol: Option<String>,
        /// When it becomes valid. Default: now.
        pub starts_on: Option<SasTime>,
        /// When it expires. May be absent only with an identifier.
        pub expires_on: Option<SasTime>,
        /// The permissions: letters of `racwdxtmeiy` for a blob, of `racwdxltmeiyf` for a container, in any order. May be
        /// absent only with an identifier.
        pub permissions: Option<String>,
        /// The IP addresses that may use it. Default: all.
        pub ip_range: Option<IpRange>,
        /// The container's name.
        pub container_name: String,
        /// The blob's name, not encoded. Without it, the signature is for the whole container.
        pub blob_name: Option<String>,
        /// The snapshot of the blob, as its timestamp.
        pub snapshot_time: Option<String>,
        /// The version of the blob. A snapshot takes precedence.
        pub version_id: Option<String>,
        /// Whether the name is that of a directory, with everything in it. From version 2020-02-10 on; a snapshot or a version then has no effect.
        pub is_directory: Option<bool>,
        /// The stored access policy of the container that specifies the rest. Not with a user delegation key.
        pub identifier: Option<String>,
        /// The object id of the user that the signature is for, who must also present a token. From version 2025-07-05 on,
        /// with a user delegation key.
        pub delegated_user_object_id: Option<String>,
        /// The encryption scope for writes.
        pub encryption_scope: Option<String>,
        /// The `Cache-Control` header of responses.
        pub cache_control: Option<String>,
        /// The `Content-Disposition` header of responses.
        pub content_disposition: Option<String>,
        /// The `Content-Encoding` header of responses.
        pub content_encoding: Option<String>,
        /// The `Content-Language` header of responses.
        pub content_language: Option<String>,
        /// The `Content-Type` header of responses.
        pub content_type: Option<String>,
        /// A user that the owner of the user delegation key authorizes.
        pub preauthorized_agent_object_id: Option<String>,
        /// A correlation id for the service's logs. With a user delegation key.
        pub correlation_id: Option<String>,
        /// Headers that requests must have. From version 2026-04-06 on, with a user delegation key.
        pub request_headers: Option<SignedNames>,
        /// Query parameters that requests must have. From version 2026-04-06 on, with a user delegation key.
        pub request_query_parameters: Option<SignedNames>,
    }
}

/// The key that signs a [`BlobSas`].
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

    fn sign(self, text: &str) -> Result<String> {
        match self {
            Self::Shared(key) => Ok(key.sign(text.as_bytes())),
            Self::UserDelegation { account_name, key } => {
                let key = SharedKey::new(account_name, &AccountKey::from_base64(&key.value))?;
                Ok(key.sign(text.as_bytes()))
            }
        }
    }
}

impl BlobSas {
    /// Creates the signature.
    ///
    /// # Errors
    /// `argumentRange` if permissions or the expiry are missing, for an unknown permission, and for what the version
    /// does not support. The messages are those of `@azure/storage-blob`.
    pub fn sign(&self, key: SasKey<'_>) -> Result<SignedSas> {
        let version = given(self.version.as_ref()).unwrap_or(DEFAULT_SAS_VERSION);
        check_signer(version, key)?;
        self.check(version)?;
        self.check_completeness(key)?;
        let permissions = self.permissions.as_deref().map(|letters| self.letters().arrange(letters)).transpose()?;
        let fields = blob_fields::Fields { sas: self, key, version, permissions };
        let string_to_sign = fields.string_to_sign();
        let signature = key.sign(&string_to_sign)?;
        Ok(SignedSas::new(string_to_sign, fields.parameters(), signature))
    }

    fn letters(&self) -> super::letters::Letters {
        if given(self.blob_name.as_ref()).is_some() { BLOB_PERMISSIONS } else { CONTAINER_PERMISSIONS }
    }

    /// Requires permissions and an expiry, or an identifier.
    fn check_completeness(&self, key: SasKey<'_>) -> Result<()> {
        if self.permissions.is_some() && self.expires_on.is_some() {
            return Ok(());
        }
        let argument = if self.permissions.is_none() { "permissions" } else { "expiresOn" };
        if key.user_delegation().is_some() {
            return Err(Error::argument_range(
                argument,
                "Must provide 'permissions' and 'expiresOn' for Blob SAS generation when generating user delegation SAS.",
            ));
        }
        if given(self.identifier.as_ref()).is_some() {
            return Ok(());
        }
        Err(Error::argument_range(
            argument,
            "Must provide 'permissions' and 'expiresOn' for Blob SAS generation when 'identifier' is not provided.",
        ))
    }

    /// Rejects combinations that are invalid or that the version does not support. Leaving them out would create
    /// another signature than the one requested.
    fn check(&self, version: &str) -> Result<()> {
        let has_blob = given(self.blob_name.as_ref()).is_some();
        let may = |letters: &[char]| self.permissions.as_deref().is_some_and(|own| own.contains(letters));
        let is_given = |text: &Option<String>| given(text.as_ref()).is_some();
        let needs_version = |is_set: bool, since: &str, when: &str| {
            if is_set && version < since {
                let message = format!("'version' must be >= '{since}' when {when}.");
                return Err(Error::argument_range("version", message));
            }
            Ok(())
        };
        let needs_blob = |is_set: bool, what: &str| {
            if is_set && !has_blob {
                let message = format!("Must provide 'blobName' when providing '{what}'.");
                return Err(Error::argument_range("blobName", message));
            }
            Ok(())
        };
        needs_version(is_given(&self.snapshot_time), "2018-11-09", "providing 'snapshotTime'")?;
        needs_blob(is_given(&self.snapshot_time), "snapshotTime")?;
        needs_version(is_given(&self.version_id), "2019-10-10", "providing 'versionId'")?;
        needs_blob(is_given(&self.version_id), "versionId")?;
        let is_directory = self.is_directory == Some(true);
        needs_version(is_directory, "2020-02-10", "providing 'isDirectory'")?;
        needs_blob(is_directory, "isDirectory")?;
        needs_version(may(&['i']), "2020-08-04", "provided 'i' permission")?;
        needs_version(may(&['x']), "2019-10-10", "providing 'x' permission")?;
        needs_version(may(&['y']), "2019-10-10", "providing 'y' permission")?;
        needs_version(may(&['t']), "2019-12-12", "providing 't' permission")?;
        needs_version(may(&['m', 'e']), "2020-02-10", "providing the 'm' or 'e' permission")?;
        needs_version(may(&['f']), "2021-04-10", "providing the 'f' permission")?;
        needs_version(
            is_given(&self.preauthorized_agent_object_id) || is_given(&self.correlation_id),
            "2020-02-10",
            "providing 'preauthorizedAgentObjectId' or 'correlationId'",
        )?;
        needs_version(is_given(&self.encryption_scope), "2020-12-06", "provided 'encryptionScope' in SAS")
    }
}

/// Rejects versions that this kind of key cannot sign for.
fn check_signer(version: &str, key: SasKey<'_>) -> Result<()> {
    let message = if version < "2015-04-05" {
        "'version' must be >= '2015-04-05'."
    } else if version < "2018-11-09" && key.user_delegation().is_some() {
        "'version' must be >= '2018-11-09' when generating user delegation SAS using user delegation key."
    } else {
        return Ok(());
    };
    Err(Error::argument_range("version", message))
}
