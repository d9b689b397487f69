//! Which fields of a [`BlobSas`] are signed, and which are in its query, by service version and kind of key.

use super::non_empty::non_empty;
use super::signed::{SasParameters, StringToSignLines};
use super::{BlobSas, SasKey, SignedNames};

/// The fields that each version added to the string-to-sign.
/// <https://learn.microsoft.com/rest/api/storageservices/create-service-sas#construct-the-signature-string>
/// <https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas#specify-the-signature>
mod since {
    pub const RESOURCE: &str = "2018-11-09";
    pub const AGENTS: &str = "2020-02-10";
    pub const ENCRYPTION_SCOPE: &str = "2020-12-06";
    pub const DELEGATED_USER: &str = "2025-07-05";
    pub const REQUEST_PARTS: &str = "2026-04-06";
}

/// The values of a signature, checked.
pub(super) struct Fields<'a> {
    pub(super) sas: &'a BlobSas,
    pub(super) key: SasKey<'a>,
    pub(super) version: &'a str,
    /// The permissions, in order.
    pub(super) permissions: Option<String>,
}

impl Fields<'_> {
    /// The string-to-sign: one value per line, not encoded.
    pub(super) fn string_to_sign(&self) -> String {
        let Self { sas, key, version, permissions } = self;
        let delegated = key.user_delegation();
        let mut lines = StringToSignLines::default();
        lines.add(permissions.as_ref());
        lines.add(sas.starts_on);
        lines.add(sas.expires_on);
        lines.add(Some(self.canonical_name()));
        match delegated {
            None => lines.add(sas.identifier.as_ref()),
            Some(key) => {
                lines.add(Some(&key.signed_object_id));
                lines.add(Some(&key.signed_tenant_id));
                lines.add(key.signed_starts_on);
                lines.add(key.signed_expires_on);
                lines.add(Some(&key.signed_service));
                lines.add(Some(&key.signed_version));
                if *version >= since::AGENTS {
                    lines.add(sas.preauthorized_agent_object_id.as_ref());
                    lines.add(None::<&str>); // the unauthorized agent: for directories only
                    lines.add(sas.correlation_id.as_ref());
                }
                if *version >= since::DELEGATED_USER {
                    lines.add(key.signed_delegated_user_tenant_id.as_ref());
                    lines.add(sas.delegated_user_object_id.as_ref());
                }
            }
        }
        lines.add(sas.ip_range.as_ref());
        lines.add(sas.protocol.as_ref());
        lines.add(Some(version));
        if *version >= since::RESOURCE {
            let (resource, timestamp) = self.resource();
            lines.add(Some(resource));
            lines.add(timestamp);
        }
        if *version >= since::ENCRYPTION_SCOPE {
            lines.add(sas.encryption_scope.as_ref());
        }
        if *version >= since::REQUEST_PARTS && delegated.is_some() {
            lines.add(sas.request_headers.as_ref().map(SignedNames::as_headers));
            lines.add(sas.request_query_parameters.as_ref().map(SignedNames::as_query_parameters));
        }
        lines.add(sas.cache_control.as_ref());
        lines.add(sas.content_disposition.as_ref());
        lines.add(sas.content_encoding.as_ref());
        lines.add(sas.content_language.as_ref());
        lines.add(sas.content_type.as_ref());
        lines.into_text()
    }

    /// The query, without the signature.
    pub(super) fn parameters(&self) -> SasParameters {
        let Self { sas, key, version, permissions } = self;
        let delegated = key.user_delegation();
        let mut query = SasParameters::default();
        query.put("sv", Some(version));
        query.put("spr", sas.protocol.as_ref());
        query.put("st", sas.starts_on);
        query.put("se", sas.expires_on);
        query.put("sip", sas.ip_range.as_ref());
        query.put("si", sas.identifier.as_ref());
        query.put("ses", sas.encryption_scope.as_ref());
        if let Some(key) = delegated {
            query.put("skoid", Some(&key.signed_object_id));
            query.put("sktid", Some(&key.signed_tenant_id));
            query.put("skt", key.signed_starts_on);
            query.put("ske", key.signed_expires_on);
            query.put("sks", Some(&key.signed_service));
            query.put("skv", Some(&key.signed_version));
        }
        query.put("sr", Some(self.resource().0));
        query.put("sp", permissions.as_ref());
        query.put("rscc", sas.cache_control.as_ref());
        query.put("rscd", sas.content_disposition.as_ref());
        query.put("rsce", sas.content_encoding.as_ref());
        query.put("rscl", sas.content_language.as_ref());
        query.put("rsct", sas.content_type.as_ref());
        let depth = self.directory().map(directory_depth);
        if let Some(key) = delegated {
            if *version >= since::AGENTS {
                query.put("saoid", sas.preauthorized_agent_object_id.as_ref());
                query.put("scid", sas.correlation_id.as_ref());
            }
            query.put("sdd", depth);
            if *version >= since::DELEGATED_USER {
                query.put("sduoid", sas.delegated_user_object_id.as_ref());
            }
            query.put("skdutid", key.signed_delegated_user_tenant_id.as_ref());
            if *version >= since::REQUEST_PARTS {
                query.put("srh", sas.request_headers.as_ref().map(SignedNames::names));
                query.put("srq", sas.request_query_parameters.as_ref().map(SignedNames::names));
            }
        } else {
            query.put("sdd", depth);
        }
        query
    }

    /// The resource type (`sr`), and the snapshot or version.
    fn resource(&self) -> (&'static str, Option<&str>) {
        let snapshot = non_empty(self.sas.snapshot_time.as_ref());
        let version_id = non_empty(self.sas.version_id.as_ref());
        match (non_empty(self.sas.blob_name.as_ref()), snapshot, version_id) {
            // The service requires the time only for snapshots and versions, but the reference signs it always, and leaves it out of the query.
            (Some(_), ..) if self.directory().is_some() => ("d", snapshot),
            (None, ..) => ("c", None),
            // Versions that are too old to name a snapshot were rejected by the checks.
            (Some(_), Some(snapshot), _) => ("bs", Some(snapshot)),
            (Some(_), None, Some(version_id)) => ("bv", Some(version_id)),
            (Some(_), None, None) => ("b", None),
        }
    }

    /// The name, if it is that of a directory.
    fn directory(&self) -> Option<&str> {
        non_empty(self.sas.blob_name.as_ref()).filter(|_| self.sas.is_directory == Some(true))
    }

    fn canonical_name(&self) -> String {
        let (account, container) = (self.key.account_name(), &self.sas.container_name);
        match non_empty(self.sas.blob_name.as_ref()) {
            Some(blob) => format!("/blob/{account}/{container}/{blob}"),
            None => format!("/blob/{account}/{container}"),
        }
    }
}

/// The number of directories that lead to this one, including itself. The container has a depth of zero.
/// <https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-the-directory-depth>
fn directory_depth(name: &str) -> usize {
    name.trim_matches('/').split('/').count()
}
