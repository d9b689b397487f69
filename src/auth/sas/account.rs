//! Signatures for a whole account.

use serde::Deserialize;

use super::letters::{ACCOUNT_PERMISSIONS, RESOURCE_TYPES, SERVICES};
use super::non_empty::non_empty;
use super::signed::{SasParameters, StringToSignLines};
use super::{DEFAULT_SAS_VERSION, IpRange, SasTime, SignedSas};
use crate::auth::SharedKey;
use crate::base::error::{Error, Result};

/// From this version on, the encryption scope is signed.
const ENCRYPTION_SCOPE_SINCE: &str = "2020-12-06";

/// Permissions that older versions do not support: the letter, and the first version that has it.
const LETTERS_SINCE: [(char, &str); 5] =
    [('i', "2020-08-04"), ('x', "2019-10-10"), ('y', "2019-10-10"), ('t', "2019-12-12"), ('f', "2019-12-12")];

/// The values of a signature for an account.
///
/// <https://learn.microsoft.com/rest/api/storageservices/create-account-sas>
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccountSas {
    /// The version of the service. Default: [`DEFAULT_SAS_VERSION`].
    pub version: Option<String>,
    /// `https`, or `https,http`.
    pub protocol: Option<String>,
    /// When it becomes valid. Default: now.
    pub starts_on: Option<SasTime>,
    /// When it expires. Required.
    pub expires_on: Option<SasTime>,
    /// The permissions: letters of `rwdxftlacupiy`, in any order.
    pub permissions: String,
    /// The IP addresses that may use it. Default: all.
    pub ip_range: Option<IpRange>,
    /// The services: letters of `btqf`.
    pub services: String,
    /// The resource types: the service itself (`s`), containers (`c`), objects (`o`).
    pub resource_types: String,
    /// The encryption scope for writes.
    pub encryption_scope: Option<String>,
}

impl AccountSas {
    /// Signs with the account's key.
    ///
    /// # Errors
    /// `argumentRange` for an unknown letter, and for what the version does not support; `argumentType` without an
    /// expiry.
    pub fn sign(&self, key: &SharedKey) -> Result<SignedSas> {
        let version = non_empty(self.version.as_ref()).unwrap_or(DEFAULT_SAS_VERSION);
        self.check(version)?;
        let permissions = ACCOUNT_PERMISSIONS.arrange(&self.permissions)?;
        let services = SERVICES.arrange(&self.services)?;
        let resource_types = RESOURCE_TYPES.arrange(&self.resource_types)?;
        let expires_on = self.expires_on.ok_or_else(|| {
            Error::argument_type("expiresOn", "expiresOn must be a Date: an account SAS needs a time at which it ends")
        })?;

        let mut lines = StringToSignLines::default();
        lines.add(Some(key.account_name()));
        lines.add(Some(&permissions));
        lines.add(Some(&services));
        lines.add(Some(&resource_types));
        lines.add(self.starts_on);
        lines.add(Some(expires_on));
        lines.add(self.ip_range.as_ref());
        lines.add(self.protocol.as_ref());
        lines.add(Some(version));
        if version >= ENCRYPTION_SCOPE_SINCE {
            lines.add(self.encryption_scope.as_ref());
        }
        // Unlike the string-to-sign of a service SAS, this one ends with a line feed.
        lines.add(None::<&str>);
        let string_to_sign = lines.into_text();

        let mut query = SasParameters::default();
        query.put("sv", Some(version));
        query.put("ss", Some(services));
        query.put("srt", Some(resource_types));
        query.put("spr", self.protocol.as_ref());
        query.put("st", self.starts_on);
        query.put("se", Some(expires_on));
        query.put("sip", self.ip_range.as_ref());
        query.put("ses", self.encryption_scope.as_ref());
        query.put("sp", Some(permissions));
        let signature = key.sign(string_to_sign.as_bytes());
        Ok(SignedSas::new(string_to_sign, query, signature))
    }

    fn check(&self, version: &str) -> Result<()> {
        let needs = |since: &str, what: &str| {
            Error::argument_range("version", format!("'version' must be >= '{since}' when provided {what}."))
        };
        for (letter, since) in LETTERS_SINCE {
            if version < since && self.permissions.contains(letter) {
                return Err(needs(since, &format!("'{letter}' permission")));
            }
        }
        if version < ENCRYPTION_SCOPE_SINCE && non_empty(self.encryption_scope.as_ref()).is_some() {
            return Err(needs(ENCRYPTION_SCOPE_SINCE, "'encryptionScope' in SAS"));
        }
        Ok(())
    }
}
