//! Put Blob: creates a page blob whose pages are all clear.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{AccessTier, BlobHTTPHeaders, BlobImmutabilityPolicy, CpkInfo};
use crate::rest::values::{Binary, Count, NameValues, Timestamp};

parameters! {
    /// Options of Put Blob for a page blob.
    pub struct PageBlobCreateOptions {
        /// Conditions on the blob that is written.
        conditions: BlobRequestConditions,
        /// The initial sequence number. Default: 0.
        blob_sequence_number: Count,
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
        /// The access tier of the blob in a premium account, such as `P10`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "PremiumPageBlobTier | string"))]
        tier: AccessTier,
        /// The index tags of the blob, at most 10.
        tags: NameValues,
    }
}

header_response! {
    /// The response of Put Blob for a page blob.
    pub struct PageBlobCreateResponse {
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

/// Put Blob for a page blob.
#[derive(Debug, Clone, Default)]
pub struct PageBlobCreate {
    /// The size in bytes, a multiple of 512.
    pub size: Count,
    /// The caller's options.
    pub options: PageBlobCreateOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    size: Count,
}

impl Operation for PageBlobCreate {
    type Output = PageBlobCreateResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/put-blob";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { size } = arguments::parse(json)?;
        Ok(Self { size, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        let number = options.blob_sequence_number.as_ref();
        request.header("x-ms-blob-sequence-number", "options.blobSequenceNumber", number)?;
        if let Some(headers) = &options.blob_http_headers {
            headers.write(request, "options.blobHTTPHeaders")?;
        }
        request.metadata("options.metadata", options.metadata.as_ref())?;
        if let Some(key) = &options.customer_provided_key {
            key.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", options.encryption_scope.as_ref())?;
        if let Some(policy) = &options.immutability_policy {
            policy.write(request)?;
        }
        request.header("x-ms-legal-hold", "options.legalHold", options.legal_hold.as_ref())?;
        request.header("x-ms-access-tier", "options.tier", options.tier.as_ref())?;
        request.tags("options.tags", options.tags.as_ref())?;
        request.constant("x-ms-blob-type", "PageBlob");
        request.header("x-ms-blob-content-length", "size", Some(&self.size))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(PageBlobCreateResponse::from_headers(headers))
    }
}
