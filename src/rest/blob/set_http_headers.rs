//! Set Blob Properties: the standard properties of a blob's content.

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
    /// Options of setting the standard properties of the content.
    pub struct BlobSetHTTPHeadersOptions {
        /// What must hold for the blob.
        conditions: BlobRequestConditions,
        /// Taken for the sake of scripts that pass it; setting these properties needs no key.
        customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// What the service answers when it has set the properties.
    pub struct BlobSetHTTPHeadersResponse {
        /// The blob's `ETag`.
        etag: String = "etag",
        /// When the blob last changed.
        last_modified: Timestamp = "last-modified",
        /// The sequence number of the page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// Set Blob Properties, for the standard properties of the content.
#[derive(Debug, Clone, Default)]
pub struct SetHTTPHeaders {
    /// The properties. Those that are left out are removed.
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
