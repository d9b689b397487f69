//! Conditional headers: the request takes effect only if the blob, its lease or the copy source is in the expected
//! state.
//! <https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations>

use crate::base::error::Result;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{BlobImmutabilityPolicy, CpkInfo};
use crate::rest::values::Timestamp;
use crate::rest::versions;

parameters! {
    /// Conditions on the blob that a request reads or changes.
    pub struct BlobRequestConditions {
        /// The operation takes effect only if the `ETag` is equal to this one. `*` matches any existing blob.
        if_match: String,
        /// The operation takes effect only if the `ETag` differs from this one. `*` means that the blob must not exist.
        if_none_match: String,
        /// The operation takes effect only if the blob was modified since this time, in whole seconds.
        if_modified_since: Timestamp,
        /// The operation takes effect only if the blob was not modified since this time, in whole seconds.
        if_unmodified_since: Timestamp,
        /// The operation takes effect only if the blob's tags match this SQL expression.
        tag_conditions: String,
        /// The lease id, if the blob is leased.
        lease_id: String,
    }
}

parameters! {
    /// Conditions on a blob that is deleted.
    pub struct BlobDeleteConditions {
        /// The operation takes effect only if the `ETag` is equal to this one. `*` matches any existing blob.
        if_match: String,
        /// The operation takes effect only if the `ETag` differs from this one.
        if_none_match: String,
        /// The operation takes effect only if the blob was modified since this time, in whole seconds.
        if_modified_since: Timestamp,
        /// The operation takes effect only if the blob was not modified since this time, in whole seconds.
        if_unmodified_since: Timestamp,
        /// The operation takes effect only if the blob's tags match this SQL expression.
        tag_conditions: String,
        /// The lease id, if the blob is leased.
        lease_id: String,
        /// The operation takes effect only if the access tier was changed since this time.
        access_tier_if_modified_since: Timestamp,
        /// The operation takes effect only if the access tier was not changed since this time.
        access_tier_if_unmodified_since: Timestamp,
    }
}

parameters! {
    /// Conditions on the source of a copy.
    pub struct ModifiedAccessConditions {
        /// The operation takes effect only if the `ETag` is equal to this one.
        if_match: String,
        /// The operation takes effect only if the `ETag` differs from this one.
        if_none_match: String,
        /// The operation takes effect only if the source was modified since this time, in whole seconds.
        if_modified_since: Timestamp,
        /// The operation takes effect only if the source was not modified since this time, in whole seconds.
        if_unmodified_since: Timestamp,
        /// The operation takes effect only if the source's tags match this SQL expression.
        tag_conditions: String,
    }
}

parameters! {
    /// The lease id of a leased resource.
    pub struct LeaseAccessConditions {
        /// The lease id.
        lease_id: String,
    }
}

parameters! {
    /// A lease id, and a condition on the tags of a blob.
    pub struct LeaseAndTagConditions {
        /// The lease id.
        lease_id: String,
        /// The operation takes effect only if the blob's tags match this SQL expression.
        tag_conditions: String,
    }
}

parameters! {
    /// Conditions on a container.
    pub struct ContainerRequestConditions {
        /// The lease id, if the container is leased.
        lease_id: String,
        /// The operation takes effect only if the container was modified since this time, in whole seconds.
        if_modified_since: Timestamp,
        /// The operation takes effect only if the container was not modified since this time, in whole seconds.
        if_unmodified_since: Timestamp,
    }
}

impl BlobRequestConditions {
    /// Writes the conditions for the blob that the request names.
    pub(crate) fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.header("x-ms-lease-id", "options.conditions.leaseId", self.lease_id.as_ref())?;
        request.header("if-modified-since", "options.conditions.ifModifiedSince", self.if_modified_since.as_ref())?;
        let since = self.if_unmodified_since.as_ref();
        request.header("if-unmodified-since", "options.conditions.ifUnmodifiedSince", since)?;
        request.header("if-match", "options.conditions.ifMatch", self.if_match.as_ref())?;
        request.header("if-none-match", "options.conditions.ifNoneMatch", self.if_none_match.as_ref())?;
        request.header("x-ms-if-tags", "options.conditions.tagConditions", self.tag_conditions.as_ref())
    }
}

impl BlobRequestConditions {
    /// Writes the conditions of tag operations, which have their own headers.
    pub(crate) fn write_for_tags(&self, request: &mut RequestWriter) -> Result<()> {
        request.header("x-ms-lease-id", "options.conditions.leaseId", self.lease_id.as_ref())?;
        request.header("x-ms-if-tags", "options.conditions.tagConditions", self.tag_conditions.as_ref())?;
        let times = self.if_modified_since.is_some() || self.if_unmodified_since.is_some();
        if times || self.if_match.is_some() || self.if_none_match.is_some() {
            // An older version would ignore these headers.
            request.at_least(versions::NEWEST_FEATURES);
        }
        let since = self.if_modified_since.as_ref();
        request.header("x-ms-blob-if-modified-since", "options.conditions.ifModifiedSince", since)?;
        let since = self.if_unmodified_since.as_ref();
        request.header("x-ms-blob-if-unmodified-since", "options.conditions.ifUnmodifiedSince", since)?;
        request.header("x-ms-blob-if-match", "options.conditions.ifMatch", self.if_match.as_ref())?;
        request.header("x-ms-blob-if-none-match", "options.conditions.ifNoneMatch", self.if_none_match.as_ref())
    }
}

impl LeaseAndTagConditions {
    /// Writes the conditions for the blob that the request names.
    pub(crate) fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.header("x-ms-lease-id", "options.conditions.leaseId", self.lease_id.as_ref())?;
        request.header("x-ms-if-tags", "options.conditions.tagConditions", self.tag_conditions.as_ref())
    }
}

impl ContainerRequestConditions {
    /// Writes the conditions for the container that the request names.
    pub(crate) fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.header("x-ms-lease-id", "options.conditions.leaseId", self.lease_id.as_ref())?;
        request.header("if-modified-since", "options.conditions.ifModifiedSince", self.if_modified_since.as_ref())?;
        let since = self.if_unmodified_since.as_ref();
        request.header("if-unmodified-since", "options.conditions.ifUnmodifiedSince", since)
    }
}

impl BlobDeleteConditions {
    /// Writes the conditions for the blob that is deleted.
    pub(crate) fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let conditions = BlobRequestConditions {
            if_match: self.if_match.clone(),
            if_none_match: self.if_none_match.clone(),
            if_modified_since: self.if_modified_since,
            if_unmodified_since: self.if_unmodified_since,
            tag_conditions: self.tag_conditions.clone(),
            lease_id: self.lease_id.clone(),
        };
        conditions.write(request)?;
        request.header(
            "x-ms-access-tier-if-modified-since",
            "options.conditions.accessTierIfModifiedSince",
            self.access_tier_if_modified_since.as_ref(),
        )?;
        request.header(
            "x-ms-access-tier-if-unmodified-since",
            "options.conditions.accessTierIfUnmodifiedSince",
            self.access_tier_if_unmodified_since.as_ref(),
        )
    }
}

impl ModifiedAccessConditions {
    /// Writes the conditions for the source of a copy.
    pub(crate) fn write_source(&self, request: &mut RequestWriter) -> Result<()> {
        request.header(
            "x-ms-source-if-modified-since",
            "options.sourceConditions.ifModifiedSince",
            self.if_modified_since.as_ref(),
        )?;
        request.header(
            "x-ms-source-if-unmodified-since",
            "options.sourceConditions.ifUnmodifiedSince",
            self.if_unmodified_since.as_ref(),
        )?;
        request.header("x-ms-source-if-match", "options.sourceConditions.ifMatch", self.if_match.as_ref())?;
        request.header("x-ms-source-if-none-match", "options.sourceConditions.ifNoneMatch", self.if_none_match.as_ref())
    }

    /// Writes the condition on the source's tags, which only some operations take.
    pub(crate) fn write_source_tags(&self, request: &mut RequestWriter) -> Result<()> {
        request.header("x-ms-source-if-tags", "options.sourceConditions.tagConditions", self.tag_conditions.as_ref())
    }
}

impl CpkInfo {
    /// Writes the key that the service encrypts with.
    pub(crate) fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let argument = "options.customerProvidedKey";
        request.secret("x-ms-encryption-key", argument, self.encryption_key.as_ref())?;
        request.header("x-ms-encryption-key-sha256", argument, self.encryption_key_sha256.as_ref())?;
        if self.encryption_algorithm.is_none() {
            request.constant("x-ms-encryption-algorithm", "AES256");
        }
        request.header("x-ms-encryption-algorithm", argument, self.encryption_algorithm.as_ref())
    }
}

impl BlobImmutabilityPolicy {
    /// Writes the policy that the blob gets.
    pub(crate) fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let argument = "options.immutabilityPolicy";
        request.header("x-ms-immutability-policy-until-date", argument, self.expiries_on.as_ref())?;
        request.header("x-ms-immutability-policy-mode", argument, self.policy_mode.as_ref())
    }
}
