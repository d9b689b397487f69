//! Copy Blob: the service copies on its own, as long as that takes.

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
    /// Options of an asynchronous copy.
    pub struct BlobStartCopyFromURLOptions {
        /// Metadata for the destination. Without it, the source's metadata is copied.
        metadata: NameValues,
        /// What must hold for the destination.
        conditions: BlobRequestConditions,
        /// What must hold for the source.
        source_conditions: ModifiedAccessConditions,
        /// The destination's tier, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | PremiumPageBlobTier | string"))]
        tier: AccessTier,
        /// How urgent it is, when the source is archived.
        rehydrate_priority: RehydratePriority,
        /// How long the destination cannot be changed.
        immutability_policy: BlobImmutabilityPolicy,
        /// Whether the destination is under legal hold.
        legal_hold: bool,
        /// The destination's tags, at most 10.
        tags: NameValues,
        /// Whether an append blob is sealed after the copy.
        seal_blob: bool,
    }
}

header_response! {
    /// What the service answers when it has accepted a copy.
    pub struct BlobStartCopyFromURLResponse {
        /// The destination's `ETag`.
        etag: String = "etag",
        /// When the destination last changed.
        last_modified: Timestamp = "last-modified",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// The version of the blob that was made, where versioning is on.
        version_id: String = "x-ms-version-id",
        /// When the service answered.
        date: Timestamp = "date",
        /// The id of this copy: it polls and aborts the copy.
        copy_id: String = "x-ms-copy-id",
        /// How the copy stands.
        copy_status: CopyStatusType = "x-ms-copy-status",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// Copy Blob.
#[derive(Debug, Clone, Default)]
pub struct StartCopyFromURL {
    /// Where the copy reads from.
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
    // The service refuses a second copy while the first is pending; the poller recognises its own.
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
