//! Snapshot Blob: keeps a blob as it is now, for reading.

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
    /// Options of making a snapshot.
    pub struct BlobCreateSnapshotOptions {
        /// Metadata for the snapshot. Without it, the blob's metadata is taken.
        metadata: NameValues,
        /// What must hold for the blob.
        conditions: BlobRequestConditions,
        /// The key of the customer's own that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
    }
}

header_response! {
    /// What the service answers when it has made a snapshot.
    pub struct BlobCreateSnapshotResponse {
        /// The time that names the snapshot; pass it to `withSnapshot`.
        snapshot: String = "x-ms-snapshot",
        /// The blob's `ETag`.
        etag: String = "etag",
        /// When the blob last changed.
        last_modified: Timestamp = "last-modified",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// The version of the blob, where versioning is on.
        version_id: String = "x-ms-version-id",
        /// When the service answered.
        date: Timestamp = "date",
        /// Whether the metadata is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

impl Operation for BlobCreateSnapshotOptions {
    type Output = BlobCreateSnapshotResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/snapshot-blob";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    // A lost answer may leave a snapshot more than was asked for, which costs space and loses nothing.
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
