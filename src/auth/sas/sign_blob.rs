//! Signs a [`BlobSas`]: checks what the version and the key support, and computes the signature.

use super::blob_fields::Fields;
use super::letters::{BLOB_PERMISSIONS, CONTAINER_PERMISSIONS, LetterOrder};
use super::non_empty::non_empty;
use super::sas_key::SasKey;
use super::{BlobSas, DEFAULT_SAS_VERSION, SignedSas};
use crate::base::error::{Error, Result};

impl BlobSas {
    /// Creates the signature.
    ///
    /// # Errors
    /// `argumentRange` if permissions or the expiry are missing, for an unknown permission, and for what the version
    /// does not support. The messages are those of `@azure/storage-blob`.
    pub fn sign(&self, key: SasKey<'_>) -> Result<SignedSas> {
        let version = non_empty(self.version.as_ref()).unwrap_or(DEFAULT_SAS_VERSION);
        check_signer(version, key)?;
        self.check(version)?;
        self.check_completeness(key)?;
        let permissions = self.permissions.as_deref().map(|letters| self.letters().arrange(letters)).transpose()?;
        let fields = Fields { sas: self, key, version, permissions };
        let string_to_sign = fields.string_to_sign();
        let signature = key.sign(&string_to_sign)?;
        Ok(SignedSas::new(string_to_sign, fields.parameters(), signature))
    }

    fn letters(&self) -> LetterOrder {
        if non_empty(self.blob_name.as_ref()).is_some() { BLOB_PERMISSIONS } else { CONTAINER_PERMISSIONS }
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
        if non_empty(self.identifier.as_ref()).is_some() {
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
        let has_blob = non_empty(self.blob_name.as_ref()).is_some();
        let may = |letters: &[char]| self.permissions.as_deref().is_some_and(|own| own.contains(letters));
        let is_given = |text: &Option<String>| non_empty(text.as_ref()).is_some();
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
