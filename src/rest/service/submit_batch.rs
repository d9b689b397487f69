//! Blob Batch: up to 256 deletions, or changes of the tier, in one request. Each request of a batch succeeds or fails
//! on its own.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::base::error::{Error, Result};
use crate::base::redact;
use crate::http::Request;
use crate::rest::batch::{self, BatchSubResponse, MAX_REQUESTS};
use crate::rest::blob::{BlobDeleteOptions, BlobSetTierOptions, SetTier};
use crate::rest::limits;
use crate::rest::operation::Operation;
use crate::rest::shared::{AccessTier, SourceUrl};
use crate::rest::values::Timestamp;

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
        /// The date of the response.
        date: Timestamp = "date",
        /// The error code.
        error_code: String = "x-ms-error-code",
    }
}

/// A deletion in a batch.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchDelete {
    /// The URL of the blob.
    pub url: SourceUrl,
    /// The options of Delete Blob.
    #[serde(default)]
    pub options: BlobDeleteOptions,
}

/// A change of the tier in a batch.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchSetTier {
    /// The URL of the blob.
    pub url: SourceUrl,
    /// The tier.
    pub tier: AccessTier,
    /// The options of Set Blob Tier.
    #[serde(default)]
    pub options: BlobSetTierOptions,
}

/// The responses of a batch, in the order in which they arrived.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchSubResponses {
    /// The responses.
    pub sub_responses: Vec<BatchSubResponse>,
    /// The number of requests that succeeded.
    pub sub_responses_succeeded_count: usize,
    /// The number of requests that failed.
    pub sub_responses_failed_count: usize,
}

operation! {
    /// Blob Batch. A batch has either deletions or changes of the tier.
    pub struct SubmitBatch as "ServiceSubmitBatch" {
        /// Whether the batch is for the account.
        #[serde(default)]
        is_service: bool = account(),
        /// Whether the batch is for a container.
        #[serde(default)]
        is_container: bool = when("restype", "container").then(&("comp", "batch")),
        /// The deletions.
        #[serde(default)]
        deletions: Vec<BatchDelete>,
        /// The changes of the tier.
        #[serde(default)]
        tiers: Vec<BatchSetTier>,
    }
    page: "blob-batch",
    method: POST,
    success: [202],
    // A repeated batch repeats its requests: a second deletion fails with its own status.
    repeat: Safe,
    parts: requests,
    answer: ServiceSubmitBatchHeaders with BatchSubResponses = read,
    limit: limits::BATCH,
    untyped: true,
}

/// The requests in the batch, not yet signed.
fn requests(batch: &SubmitBatch, target: &Url) -> Result<Vec<Request>> {
    let count = batch.deletions.len() + batch.tiers.len();
    let is_mixed = !batch.deletions.is_empty() && !batch.tiers.is_empty();
    if count == 0 || count > MAX_REQUESTS || is_mixed {
        return Err(Error::argument_range(
            "batch",
            format!(
                "A batch must have 1 to {MAX_REQUESTS} requests of one kind, not {} deletions and {} changes of the tier.",
                batch.deletions.len(),
                batch.tiers.len()
            ),
        ));
    }
    let deletions = batch.deletions.iter().map(|deletion| request(&deletion.options, &deletion.url, target));
    let tiers = batch.tiers.iter().map(|change| {
        let operation = SetTier { tier: change.tier.clone(), options: change.options.clone() };
        request(&operation, &change.url, target)
    });
    deletions.chain(tiers).collect()
}

/// Requests go to the host of the batch. So a blob of another account is an error, and its signature is not sent there.
fn request<O: Operation>(operation: &O, url: &SourceUrl, target: &Url) -> Result<Request> {
    match Url::parse(&url.0) {
        Ok(blob) if blob.origin() == target.origin() => operation.request(blob),
        _ => Err(Error::argument_range(
            "url",
            format!(
                "The blob {} cannot be in this batch: use the URL of a blob of the same account.",
                redact::url_text(&url.0)
            ),
        )),
    }
}

fn read(body: &[u8]) -> Result<BatchSubResponses> {
    let sub_responses = batch::read(body)?;
    let failed = sub_responses.iter().filter(|response| response.status >= 400).count();
    Ok(BatchSubResponses {
        sub_responses_succeeded_count: sub_responses.len() - failed,
        sub_responses_failed_count: failed,
        sub_responses,
    })
}

typescript_types! { BatchDelete = "unknown", BatchSetTier = "unknown" }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::operation::Parameters;

    fn target() -> Url {
        Url::parse("https://a.blob.core.windows.net/c?sig=batch").expect("a URL")
    }

    fn parts(json: &str) -> Result<Vec<Request>> {
        SubmitBatch::from_json(json).expect("arguments").parts(&target())
    }

    #[test]
    fn a_batch_is_for_an_account_or_for_a_container() {
        let url = |json: &str| {
            let batch = SubmitBatch::from_json(json).expect("arguments");
            batch.request(target()).expect("sendable").url.to_string()
        };
        let account = "https://a.blob.core.windows.net/c/?sig=batch&comp=batch";
        assert_eq!(url(r#"{"isService":true}"#), account);
        let container = "https://a.blob.core.windows.net/c?sig=batch&restype=container&comp=batch";
        assert_eq!(url(r#"{"isContainer":true}"#), container);
    }

    #[test]
    fn each_request_is_that_of_its_operation() {
        let deletions = parts(
            r#"{"deletions":[{"url":"https://a.blob.core.windows.net/c/b?sig=x","options":{"deleteSnapshots":"include"}}]}"#,
        );
        let [delete] = deletions.expect("sendable").try_into().expect("one");
        assert_eq!((delete.method.as_str(), delete.url.query()), ("DELETE", Some("sig=x")));
        assert_eq!(delete.headers["x-ms-delete-snapshots"], "include");
        let tiers = parts(r#"{"tiers":[{"url":"https://a.blob.core.windows.net/c/b","tier":"Cool"}]}"#);
        let [tier] = tiers.expect("sendable").try_into().expect("one");
        assert_eq!((tier.method.as_str(), tier.url.query()), ("PUT", Some("comp=tier")));
        assert_eq!(tier.headers["x-ms-access-tier"], "Cool");
    }

    #[test]
    fn a_batch_has_some_requests_of_one_kind_and_of_one_account() {
        let delete = r#"{"url":"https://a.blob.core.windows.net/c/b"}"#;
        let many = |count: usize| format!(r#"{{"deletions":[{}]}}"#, vec![delete; count].join(","));
        assert_eq!(parts(&many(MAX_REQUESTS)).expect("as many as there can be").len(), MAX_REQUESTS);
        let mixed = format!(
            r#"{{"deletions":[{delete}],"tiers":[{{"url":"https://a.blob.core.windows.net/c/b","tier":"Hot"}}]}}"#
        );
        let elsewhere = r#"{"deletions":[{"url":"https://b.blob.core.windows.net/c/b?sig=SECRET"}]}"#;
        for json in ["{}", &many(MAX_REQUESTS + 1), &mixed, elsewhere, r#"{"deletions":[{"url":"c/b"}]}"#] {
            let error = parts(json).expect_err(json);
            assert!(!error.message().contains("SECRET"), "{error}");
        }
    }
}
