//! Conditional headers: the request takes effect only if the blob, its lease or the copy source is in the expected
//! state.
//! <https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations>

mod append_blob;
mod page_blob;

pub use append_blob::AppendBlobRequestConditions;
pub use page_blob::PageBlobRequestConditions;

use crate::rest::values::Timestamp;

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
    /// The headers for the blob of the request.
    BLOB {
        lease_id = header("x-ms-lease-id"),
        if_modified_since = header("if-modified-since"),
        if_unmodified_since = header("if-unmodified-since"),
        if_match = header("if-match"),
        if_none_match = header("if-none-match"),
        tag_conditions = header("x-ms-if-tags"),
    }
    /// The headers of operations on tags, which have their own names. An older version would ignore them and process
    /// the request.
    TAGS {
        lease_id = header("x-ms-lease-id"),
        tag_conditions = header("x-ms-if-tags"),
        if_modified_since = header("x-ms-blob-if-modified-since").newest(),
        if_unmodified_since = header("x-ms-blob-if-unmodified-since").newest(),
        if_match = header("x-ms-blob-if-match").newest(),
        if_none_match = header("x-ms-blob-if-none-match").newest(),
    }
}

impl BlobRequestConditions {
    /// These conditions, and that there is no blob.
    #[must_use]
    pub fn absent(self) -> Self {
        Self { if_none_match: Some("*".to_owned()), ..self }
    }
}

parameters! {
    /// Conditions on a blob that is deleted.
    pub struct BlobDeleteConditions {
        /// The operation takes effect only if the `ETag` is equal to this one. `*` matches any existing blob.
        if_match: String = header("if-match"),
        /// The operation takes effect only if the `ETag` differs from this one.
        if_none_match: String = header("if-none-match"),
        /// The operation takes effect only if the blob was modified since this time, in whole seconds.
        if_modified_since: Timestamp = header("if-modified-since"),
        /// The operation takes effect only if the blob was not modified since this time, in whole seconds.
        if_unmodified_since: Timestamp = header("if-unmodified-since"),
        /// The operation takes effect only if the blob's tags match this SQL expression.
        tag_conditions: String = header("x-ms-if-tags"),
        /// The lease id, if the blob is leased.
        lease_id: String = header("x-ms-lease-id"),
        /// The operation takes effect only if the access tier was changed since this time.
        access_tier_if_modified_since: Timestamp = header("x-ms-access-tier-if-modified-since"),
        /// The operation takes effect only if the access tier was not changed since this time.
        access_tier_if_unmodified_since: Timestamp = header("x-ms-access-tier-if-unmodified-since"),
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
    /// The headers for the blob of the request, for operations that take no lease.
    BLOB {
        if_modified_since = header("if-modified-since"),
        if_unmodified_since = header("if-unmodified-since"),
        if_match = header("if-match"),
        if_none_match = header("if-none-match"),
        tag_conditions = header("x-ms-if-tags"),
    }
    /// The headers for the container of the request.
    TIMES {
        if_modified_since = header("if-modified-since"),
        if_unmodified_since = header("if-unmodified-since"),
    }
    /// The headers for the container, for operations that support only this condition.
    UNMODIFIED {
        if_unmodified_since = header("if-unmodified-since"),
    }
    /// The headers for the source of a copy.
    SOURCE {
        if_modified_since = header("x-ms-source-if-modified-since"),
        if_unmodified_since = header("x-ms-source-if-unmodified-since"),
        if_match = header("x-ms-source-if-match"),
        if_none_match = header("x-ms-source-if-none-match"),
    }
    /// The headers for the source of a copy, for operations that support tag conditions.
    SOURCE_WITH_TAGS {
        if_modified_since = header("x-ms-source-if-modified-since"),
        if_unmodified_since = header("x-ms-source-if-unmodified-since"),
        if_match = header("x-ms-source-if-match"),
        if_none_match = header("x-ms-source-if-none-match"),
        tag_conditions = header("x-ms-source-if-tags"),
    }
}

parameters! {
    /// The lease id of a leased resource.
    pub struct LeaseAccessConditions {
        /// The lease id.
        lease_id: String = header("x-ms-lease-id"),
    }
}

parameters! {
    /// A lease id, and a condition on the tags of a blob.
    pub struct LeaseAndTagConditions {
        /// The lease id.
        lease_id: String = header("x-ms-lease-id"),
        /// The operation takes effect only if the blob's tags match this SQL expression.
        tag_conditions: String = header("x-ms-if-tags"),
    }
}

parameters! {
    /// Conditions on a container.
    pub struct ContainerRequestConditions {
        /// The lease id, if the container is leased.
        lease_id: String = header("x-ms-lease-id"),
        /// The operation takes effect only if the container was modified since this time, in whole seconds.
        if_modified_since: Timestamp = header("if-modified-since"),
        /// The operation takes effect only if the container was not modified since this time, in whole seconds.
        if_unmodified_since: Timestamp = header("if-unmodified-since"),
    }
}
