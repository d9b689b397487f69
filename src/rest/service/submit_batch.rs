//! Blob Batch: up to 256 deletions, or changes of the tier, in one request. Each request of a batch succeeds or fails
//! on its own.

use serde::Serialize;

use crate::base::error::Result;
use crate::rest::batch::{self, BatchSubResponse};
use crate::rest::limits;
use crate::rest::values::Count;

header_response! {
    /// The response headers of Blob Batch.
    pub struct ServiceSubmitBatchHeaders {
        /// The content type, with the boundary.
        content_type: String = "content-type",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The error code.
        error_code: String = "x-ms-error-code",
    }
}

/// The responses of a batch, in the order in which they arrived.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchSubResponses {
    /// The responses.
    pub sub_responses: Vec<BatchSubResponse>,
}

parameters! {
    /// Options of Blob Batch.
    pub struct ServiceSubmitBatchParameters {
        /// The maximum time that the service may take, in seconds.
        timeout_in_seconds: Count = query("timeout"),
        /// The id of the request, for the logs of the service. Default: a random id.
        request_id: String = header("x-ms-client-request-id"),
    }
}

operation! {
    /// Blob Batch. Its body has either deletions or changes of the tier.
    pub struct SubmitBatch as "ServiceSubmitBatch" {
        /// Whether the batch is for a container.
        is_container: bool = when("restype", "container"),
        /// `multipart/mixed`, with the boundary in the body.
        content_type: String = header("content-type"),
    }
    options: ServiceSubmitBatchParameters,
    page: "blob-batch",
    method: POST,
    query: { "comp" = "batch" },
    success: [202],
    // A repeated batch repeats its requests: a second deletion fails with its own status.
    repeat: Safe,
    response: ServiceSubmitBatchHeaders with BatchSubResponses = read,
    limit: limits::BATCH,
    own_options: true,
    untyped: true,
}

fn read(body: &[u8]) -> Result<BatchSubResponses> {
    Ok(BatchSubResponses { sub_responses: batch::read(body)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::operation::{Operation, Parameters};

    #[test]
    fn a_batch_is_for_an_account_or_for_a_container() {
        let sent = |json: &str| {
            let url = url::Url::parse("https://a.blob.core.windows.net/c?sig=batch").expect("a URL");
            let request = SubmitBatch::from_json(json).expect("arguments").request(url).expect("sendable");
            (request.url.to_string(), request.headers)
        };
        let (account, headers) = sent(r#"{"contentType":"multipart/mixed; boundary=b"}"#);
        assert_eq!(account, "https://a.blob.core.windows.net/c?sig=batch&comp=batch");
        assert_eq!(headers["content-type"], "multipart/mixed; boundary=b");
        let (container, headers) =
            sent(r#"{"isContainer":true,"contentType":"x","options":{"timeoutInSeconds":7,"requestId":"mine"}}"#);
        assert_eq!(container, "https://a.blob.core.windows.net/c?sig=batch&comp=batch&timeout=7&restype=container");
        assert_eq!(headers["x-ms-client-request-id"], "mine");
    }
}
