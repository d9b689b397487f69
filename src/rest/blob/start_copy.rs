//! Copy Blob: an asynchronous copy.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{AccessTier, BlobImmutabilityPolicy, CopyStatusType, RehydratePriority, SourceUrl};
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of Copy Blob.
    pub struct BlobStartCopyFromURLOptions {
        /// The metadata of the destination. Default: the metadata of the source.
        metadata: NameValues,
        /// Conditions on the destination.
        conditions: BlobRequestConditions,
        /// Conditions on the source.
        source_conditions: ModifiedAccessConditions,
        /// The access tier of the destination, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | PremiumPageBlobTier | string"))]
        tier: AccessTier,
        /// The priority of rehydration, if the source is archived.
        rehydrate_priority: RehydratePriority,
        /// The immutability policy of the destination.
        immutability_policy: BlobImmutabilityPolicy,
        /// Whether the destination has a legal hold.
        legal_hold: bool,
        /// The index tags of the destination, at most 10.
        tags: NameValues,
        /// Whether an append blob is sealed after the copy. Default: false.
        seal_blob: bool,
    }
}

header_response! {
    /// The response of Copy Blob.
    pub struct BlobStartCopyFromURLResponse {
        /// The `ETag` of the destination.
        etag: String = "etag",
        /// When the destination was last modified.
        last_modified: Timestamp = "last-modified",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The version id of the new blob, if versioning is enabled.
        version_id: String = "x-ms-version-id",
        /// The date of the response.
        date: Timestamp = "date",
        /// The id of the copy, used to poll and to abort it.
        copy_id: String = "x-ms-copy-id",
        /// The status of the copy.
        copy_status: CopyStatusType = "x-ms-copy-status",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// Copy Blob.
#[derive(Debug, Clone, Default)]
pub struct StartCopyFromURL {
    /// The URL of the source.
    pub copy_source: SourceUrl,
    /// The caller's options.
    pub options: BlobStartCopyFromURLOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    copy_source: SourceUrl,
}

impl Operation for StartCopyFromURL {
    type Output = BlobStartCopyFromURLResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/copy-blob";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[202];
    // The service rejects a second copy while the first is pending. The poller recognizes its own.
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { copy_source } = arguments::parse(json)?;
        Ok(Self { copy_source, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.metadata("options.metadata", options.metadata.as_ref())?;
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        if let Some(policy) = &options.immutability_policy {
            policy.write(request)?;
        }
        request.header("x-ms-access-tier", "options.tier", options.tier.as_ref())?;
        request.header("x-ms-rehydrate-priority", "options.rehydratePriority", options.rehydrate_priority.as_ref())?;
        if let Some(conditions) = &options.source_conditions {
            conditions.write_source(request)?;
            conditions.write_source_tags(request)?;
        }
        request.header("x-ms-copy-source", "copySource", Some(&self.copy_source))?;
        request.tags("options.tags", options.tags.as_ref())?;
        request.header("x-ms-seal-blob", "options.sealBlob", options.seal_blob.as_ref())?;
        request.header("x-ms-legal-hold", "options.legalHold", options.legal_hold.as_ref())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobStartCopyFromURLResponse::from_headers(headers))
    }
}
