//! The target of operations: a URL, and the pipeline that sends requests to it.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;
use percent_encoding::percent_decode_str;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::account::is_path_style;
use crate::base::error::Result;
use crate::base::redact;
use crate::base::url::parameter;
use crate::http::{Pipeline, RequestBody, ResponseBody, TransferProgress};
use crate::rest::Operation;
use crate::rest::execute::{OperationResponse, PreparedRequest, execute, execute_streaming, execute_with_body};

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

    /// Whether both are the same resource, however its URL is spelled.
    pub fn same_place(&self, other: &Self) -> bool {
        let path = |url: &Url| percent_decode_str(url.path().trim_end_matches('/')).collect::<Vec<u8>>();
        self.url.origin() == other.url.origin() && path(&self.url) == path(&other.url)
    }

    /// Gives a URL of the same resource, or of one within it, the shared access signature of this one, or none.
    pub fn replace_signature(&self, url: &mut Url) {
        let others = url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !is_signature(pair));
        let own = self.url.query().unwrap_or_default().split('&').filter(is_signature);
        let query = own.chain(others).collect::<Vec<_>>().join("&");
        url.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
    }

    /// Whether its credential is one for a URL of the same account. A shared access signature may be for one container alone.
    pub fn is_credential_for(&self, url: &Url) -> bool {
        let is_of_container = parameter(&self.url, "sig").is_some() && parameter(&self.url, "srt").is_none();
        let within = url.path().strip_prefix(self.url.path().trim_end_matches('/'));
        !is_of_container || within.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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

    /// Runs an operation, and reads the response with `read` instead of as the operation does.
    ///
    /// # Errors
    /// As [`execute`], and those of `read`.
    pub async fn execute_reading<O: Operation, T: Send + 'static>(
        &self,
        operation: &O,
        read: fn(&HeaderMap, &[u8]) -> Result<T>,
        cancel: &CancellationToken,
    ) -> Result<OperationResponse<T>> {
        PreparedRequest::new(operation, self.url.clone(), None, read)?.execute(&self.pipeline, cancel).await
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

/// The parameters of shared access signatures, none of which operations have.
/// <https://learn.microsoft.com/rest/api/storageservices/create-service-sas>
const SIGNATURE: [&str; 28] = [
    "sv", "ss", "srt", "sr", "sp", "st", "se", "sip", "spr", "si", "sig", "ses", "sdd", "skoid", "sktid", "skt", "ske",
    "sks", "skv", "saoid", "suoid", "scid", "sduoid", "rscc", "rscd", "rsce", "rscl", "rsct",
];

fn is_signature(pair: &&str) -> bool {
    SIGNATURE.contains(&pair.split('=').next().unwrap_or_default())
}

/// A URL without a shared access signature, which may be another one in each run of a job.
pub fn unsigned(url: &mut Url) {
    let others = url.query().unwrap_or_default().split('&').filter(|pair| !is_signature(pair)).collect::<Vec<_>>();
    let query = others.join("&");
    url.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
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

/// The container of a blob, and the blob's name there. The root container has no name in the URL, and is none of these.
pub fn place_of_blob(blob: &Url) -> Option<(Url, String)> {
    let account = account_url(blob);
    let rest = blob.path().strip_prefix(account.path().trim_end_matches('/'))?.strip_prefix('/')?;
    let (container, name) = rest.split_once('/')?;
    let name = percent_decode_str(name).decode_utf8().ok()?.into_owned();
    let mut url = blob.clone();
    url.set_path(&format!("{}/{container}", account.path().trim_end_matches('/')));
    Some((url, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_is_found_in_its_container() {
        for (blob, container, name) in [
            ("https://one.blob.core.windows.net/c/d/e%25f?sv=1", "https://one.blob.core.windows.net/c?sv=1", "d/e%f"),
            ("http://127.0.0.1:10000/one/c//x", "http://127.0.0.1:10000/one/c", "/x"),
        ] {
            let (url, found) = place_of_blob(&Url::parse(blob).expect("a URL")).expect("a place");
            assert_eq!((url.as_str(), found.as_str()), (container, name));
        }
        assert!(place_of_blob(&Url::parse("https://one.blob.core.windows.net/c").expect("a URL")).is_none());
    }
    #[test]
    fn a_signature_is_replaced_and_operation_parameters_stay() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let options = crate::http::PipelineOptions::default();
        let transport = crate::http::HttpTransport::new(&options, Arc::default()).expect("a transport");
        let pipeline = Arc::new(Pipeline::new(Arc::new(transport), Arc::new(crate::auth::Anonymous), options));
        for (new, requested, expected) in [
            (
                "https://a/c?sv=2&sig=b%2F",
                "https://a/c?sv=1&se=x&sig=a&restype=container&comp=list",
                "sv=2&sig=b%2F&restype=container&comp=list",
            ),
            ("https://a/c", "https://a/c/b?sv=1&sig=a&timeout=3", "timeout=3"),
            ("https://a/c?sv=2&sig=b", "https://a/c/b", "sv=2&sig=b"),
        ] {
            let mut requested = url(requested);
            BlobEndpoint::new(Arc::clone(&pipeline), url(new)).replace_signature(&mut requested);
            assert_eq!(requested.query(), Some(expected));
        }
    }

    #[test]
    fn an_account_is_found_in_host_or_path() {
        for (url, account) in [
            ("https://a.blob.core.windows.net/c/b?sig=x", "https://a.blob.core.windows.net/"),
            ("http://127.0.0.1:10000/acc/c/b?sig=x", "http://127.0.0.1:10000/acc"),
            ("https://example.com/c/b", "https://example.com/"),
        ] {
            assert_eq!(account_url(&Url::parse(url).expect("a URL")).as_str(), account);
        }
    }
}
