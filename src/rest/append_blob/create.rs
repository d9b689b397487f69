//! Put Blob: creates an empty append blob.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{BlobHTTPHeaders, BlobImmutabilityPolicy, CpkInfo};
use crate::rest::values::{Binary, NameValues, Timestamp};

parameters! {
    /// Options of Put Blob for an append blob.
    pub struct AppendBlobCreateOptions {
        /// Conditions on the blob that is written.
        conditions: BlobRequestConditions,
        /// The HTTP properties of the blob.
        #[serde(rename = "blobHTTPHeaders")]
        blob_http_headers: BlobHTTPHeaders,
        /// The metadata of the blob.
        metadata: NameValues,
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
        /// The immutability policy of the blob.
        immutability_policy: BlobImmutabilityPolicy,
        /// Whether the blob has a legal hold.
        legal_hold: bool,
        /// The index tags of the blob, at most 10.
        tags: NameValues,
    }
}

header_response! {
    /// The response of Put Blob for an append blob.
    pub struct AppendBlobCreateResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
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
        /// Whether the content is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The SHA-256 hash of the customer-provided key, in base64.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

impl Operation for AppendBlobCreateOptions {
    type Output = AppendBlobCreateResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/put-blob";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        if let Some(conditions) = &self.conditions {
            conditions.write(request)?;
        }
        if let Some(headers) = &self.blob_http_headers {
            headers.write(request, "options.blobHTTPHeaders")?;
        }
        request.metadata("options.metadata", self.metadata.as_ref())?;
        if let Some(key) = &self.customer_provided_key {
            key.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", self.encryption_scope.as_ref())?;
        if let Some(policy) = &self.immutability_policy {
            policy.write(request)?;
        }
        request.header("x-ms-legal-hold", "options.legalHold", self.legal_hold.as_ref())?;
        request.tags("options.tags", self.tags.as_ref())?;
        request.constant("x-ms-blob-type", "AppendBlob");
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(AppendBlobCreateResponse::from_headers(headers))
    }
}
