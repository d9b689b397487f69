//! Snapshot Blob: creates a read-only snapshot of a blob.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of Snapshot Blob.
    pub struct BlobCreateSnapshotOptions {
        /// The metadata of the snapshot. Default: the metadata of the blob.
        metadata: NameValues,
        /// Conditions on the blob.
        conditions: BlobRequestConditions,
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
    }
}

header_response! {
    /// The response of Snapshot Blob.
    pub struct BlobCreateSnapshotResponse {
        /// The timestamp of the snapshot, for `withSnapshot`.
        snapshot: String = "x-ms-snapshot",
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The version id of the blob, if versioning is enabled.
        version_id: String = "x-ms-version-id",
        /// The date of the response.
        date: Timestamp = "date",
        /// Whether the metadata is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

impl Operation for BlobCreateSnapshotOptions {
    type Output = BlobCreateSnapshotResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/snapshot-blob";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    // If a response is lost, a retry may create a second snapshot. That takes storage, but loses nothing.
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("comp", "snapshot");
        request.metadata("options.metadata", self.metadata.as_ref())?;
        if let Some(conditions) = &self.conditions {
            conditions.write(request)?;
        }
        if let Some(key) = &self.customer_provided_key {
            key.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", self.encryption_scope.as_ref())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobCreateSnapshotResponse::from_headers(headers))
    }
}
