//! Set Blob Metadata: replaces a blob's metadata.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of setting metadata.
    pub struct BlobSetMetadataOptions {
        /// What must hold for the blob.
        conditions: BlobRequestConditions,
        /// The key of the customer's own that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
    }
}

header_response! {
    /// What the service answers when it has replaced the metadata.
    pub struct BlobSetMetadataResponse {
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
        /// The version of the blob that was made, where versioning is on.
        version_id: String = "x-ms-version-id",
        /// When the service answered.
        date: Timestamp = "date",
        /// Whether the metadata is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The hash of the customer's own key.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// Set Blob Metadata.
#[derive(Debug, Clone, Default)]
pub struct SetMetadata {
    /// The new metadata; nothing removes all.
    pub metadata: Option<NameValues>,
    /// The caller's options.
    pub options: BlobSetMetadataOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    metadata: Option<NameValues>,
}

impl Operation for SetMetadata {
    type Output = BlobSetMetadataResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-blob-metadata";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { metadata } = arguments::parse(json)?;
        Ok(Self { metadata, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("comp", "metadata");
        request.metadata("metadata", self.metadata.as_ref())?;
        if let Some(conditions) = &self.options.conditions {
            conditions.write(request)?;
        }
        if let Some(key) = &self.options.customer_provided_key {
            key.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", self.options.encryption_scope.as_ref())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobSetMetadataResponse::from_headers(headers))
    }
}
