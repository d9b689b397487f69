//! Delete Blob: deletes a blob, its snapshots, or both.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::BlobDeleteConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{CpkInfo, DeleteSnapshotsOptionType};
use crate::rest::values::Timestamp;

parameters! {
    /// Options of Delete Blob.
    pub struct BlobDeleteOptions {
        /// Conditions on the blob.
        conditions: BlobDeleteConditions,
        /// Whether to delete the snapshots as well (`include`) or only the snapshots (`only`). Without it, a blob that
        /// has snapshots is not deleted.
        delete_snapshots: DeleteSnapshotsOptionType,
        /// Accepted for compatibility, without effect: deleting needs no key.
        customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// The response of Delete Blob.
    pub struct BlobDeleteResponse {
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

impl Operation for BlobDeleteOptions {
    type Output = BlobDeleteResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/delete-blob";
    const METHOD: Method = Method::DELETE;
    const SUCCESS: &'static [u16] = &[202];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        if let Some(conditions) = &self.conditions {
            conditions.write(request)?;
        }
        request.header("x-ms-delete-snapshots", "options.deleteSnapshots", self.delete_snapshots.as_ref())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobDeleteResponse::from_headers(headers))
    }
}
