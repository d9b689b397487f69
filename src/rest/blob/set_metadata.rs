//! Set Blob Metadata: replaces the metadata of a blob.

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
    /// Options of Set Blob Metadata.
    pub struct BlobSetMetadataOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions,
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
    }
}

header_response! {
    /// The response of Set Blob Metadata or Set Container Metadata.
    pub struct BlobSetMetadataResponse {
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
        /// The version id of the new blob, if versioning is enabled.
        version_id: String = "x-ms-version-id",
        /// The date of the response.
        date: Timestamp = "date",
        /// Whether the metadata is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The SHA-256 hash of the customer-provided key, in base64.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// Set Blob Metadata.
#[derive(Debug, Clone, Default)]
pub struct SetMetadata {
    /// The new metadata. Without it, all metadata is removed.
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
