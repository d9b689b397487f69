//! Set Blob Properties: the HTTP properties of a blob.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{BlobHTTPHeaders, CpkInfo};
use crate::rest::values::{Count, Timestamp};

parameters! {
    /// Options of Set Blob Properties for HTTP properties.
    pub struct BlobSetHTTPHeadersOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions,
        /// Accepted for compatibility, without effect: the operation needs no key.
        customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// The response of Set Blob Properties for HTTP properties.
    pub struct BlobSetHTTPHeadersResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// Set Blob Properties for HTTP properties.
#[derive(Debug, Clone, Default)]
pub struct SetHTTPHeaders {
    /// The properties. Those that are left out are cleared.
    pub blob_http_headers: Option<BlobHTTPHeaders>,
    /// The caller's options.
    pub options: BlobSetHTTPHeadersOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    blob_http_headers: Option<BlobHTTPHeaders>,
}

impl Operation for SetHTTPHeaders {
    type Output = BlobSetHTTPHeadersResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-blob-properties";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { blob_http_headers } = arguments::parse(json)?;
        Ok(Self { blob_http_headers, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "properties");
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        if let Some(headers) = &self.blob_http_headers {
            headers.write(request, "blobHTTPHeaders")?;
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobSetHTTPHeadersResponse::from_headers(headers))
    }
}
