//! The target of operations: a URL, and the pipeline that sends requests to it.

use std::fmt;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::account::is_path_style;
use crate::base::error::Result;
use crate::base::redact;
use crate::http::{Pipeline, RequestBody, ResponseBody, TransferProgress};
use crate::rest::Operation;
use crate::rest::execute::{OperationResponse, execute, execute_streaming, execute_with_body};

/// A blob, or another resource with a URL, and the pipeline that reads and writes it. The URL is parsed once, when the
/// endpoint is created.
#[derive(Clone)]
pub struct BlobEndpoint {
    /// Sends the requests.
    pub pipeline: Arc<Pipeline>,
    /// The resource.
    pub url: Url,
}

impl fmt::Debug for BlobEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BlobEndpoint").field(&self.shown()).finish()
    }
}

impl BlobEndpoint {
    /// The endpoint of a URL.
    pub fn new(pipeline: Arc<Pipeline>, url: Url) -> Self {
        Self { pipeline, url }
    }

    /// The URL for messages, without its query.
    pub fn shown(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        redact::url(&url)
    }

    /// Whether both are in the same account.
    pub fn same_account(&self, other: &Self) -> bool {
        account_url(&self.url) == account_url(&other.url)
    }

    /// Runs an operation.
    ///
    /// # Errors
    /// As [`execute`].
    pub async fn execute<O: Operation>(
        &self,
        operation: &O,
        cancel: &CancellationToken,
    ) -> Result<OperationResponse<O::Output>> {
        execute(&self.pipeline, operation, self.url.clone(), cancel).await
    }

    /// Runs an operation that sends bytes.
    ///
    /// # Errors
    /// As [`execute`].
    pub async fn execute_with_body<O: Operation>(
        &self,
        operation: &O,
        body: impl Into<RequestBody>,
        cancel: &CancellationToken,
    ) -> Result<OperationResponse<O::Output>> {
        execute_with_body(&self.pipeline, operation, self.url.clone(), body.into(), None, cancel).await
    }

    /// Runs an operation that sends bytes, and counts how many have gone out.
    ///
    /// # Errors
    /// As [`execute`].
    pub async fn execute_counted<O: Operation>(
        &self,
        operation: &O,
        body: RequestBody,
        progress: Option<TransferProgress>,
        cancel: &CancellationToken,
    ) -> Result<OperationResponse<O::Output>> {
        execute_with_body(&self.pipeline, operation, self.url.clone(), body, progress, cancel).await
    }

    /// Runs an operation whose response body the caller reads piece by piece.
    ///
    /// # Errors
    /// As [`execute`].
    pub async fn execute_streaming<O: Operation>(
        &self,
        operation: &O,
        cancel: &CancellationToken,
    ) -> Result<(OperationResponse<O::Output>, ResponseBody)> {
        execute_streaming(&self.pipeline, operation, self.url.clone(), cancel).await
    }
}

/// The URL of the account that a URL leads to.
pub fn account_url(url: &Url) -> Url {
    let mut account = url.clone();
    account.set_query(None);
    account.set_fragment(None);
    let path = if is_path_style(url) { url.path().split('/').nth(1).unwrap_or_default() } else { "" };
    account.set_path(path);
    account
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_told_by_its_host_or_by_its_path() {
        for (url, account) in [
            ("https://a.blob.core.windows.net/c/b?sig=x", "https://a.blob.core.windows.net/"),
            ("http://127.0.0.1:10000/acc/c/b?sig=x", "http://127.0.0.1:10000/acc"),
            ("https://example.com/c/b", "https://example.com/"),
        ] {
            assert_eq!(account_url(&Url::parse(url).expect("a URL")).as_str(), account);
        }
    }
}
