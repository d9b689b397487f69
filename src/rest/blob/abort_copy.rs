//! Abort Copy Blob: aborts a pending copy. The destination remains with zero length.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::LeaseAccessConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;

parameters! {
    /// Options of Abort Copy Blob.
    pub struct BlobAbortCopyFromURLOptions {
        /// The lease id, if the destination is leased.
        conditions: LeaseAccessConditions,
    }
}

header_response! {
    /// The response of Abort Copy Blob.
    pub struct BlobAbortCopyFromURLResponse {
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

/// Abort Copy Blob.
#[derive(Debug, Clone, Default)]
pub struct AbortCopyFromURL {
    /// The id of the copy.
    pub copy_id: String,
    /// The caller's options.
    pub options: BlobAbortCopyFromURLOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    copy_id: String,
}

impl Operation for AbortCopyFromURL {
    type Output = BlobAbortCopyFromURLResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/abort-copy-blob";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[204];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { copy_id } = arguments::parse(json)?;
        Ok(Self { copy_id, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("comp", "copy");
        request.query_text("copyid", Some(&self.copy_id));
        if let Some(conditions) = &self.options.conditions {
            request.header("x-ms-lease-id", "options.conditions.leaseId", conditions.lease_id.as_ref())?;
        }
        request.constant("x-ms-copy-action", "abort");
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobAbortCopyFromURLResponse::from_headers(headers))
    }
}
