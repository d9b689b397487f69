//! The source as it was when the copy started. One HEAD request is sent; from then on, its `ETag` is a condition of every read.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::auth::Anonymous;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::url::parameter;
use crate::copy::blob_facts::BlobFacts;
use crate::copy::source::probe::{confirm_length, probe};
use crate::http::secrets::{SOURCE_KEY, require_https_for};
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobGetTagsOptions;
use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::shared::CpkInfo;
use crate::rest::values::NameValues;

/// The source for a URL that a caller passed without a client. Within the destination's account it is read with the destination's
/// credential, unless the URL has its own permission; otherwise anonymously.
pub fn endpoint_of_url(url: Url, destination: &BlobEndpoint) -> BlobEndpoint {
    let own_permission = parameter(&url, "sig").is_some();
    let mut source = BlobEndpoint::new(Arc::clone(&destination.pipeline), url);
    if own_permission || !source.same_account(destination) {
        source.pipeline = Arc::new(destination.pipeline.with_credential(Arc::new(Anonymous)));
    }
    source
}

/// The source.
pub struct CopySource {
    /// Its URL and the pipeline that reads it.
    pub endpoint: BlobEndpoint,
    /// Its facts.
    pub facts: Arc<BlobFacts>,
    /// Its size in bytes.
    pub length: u64,
    /// The customer-provided key that it is read with.
    pub key: Option<CpkInfo>,
}

impl CopySource {
    /// Checks the source.
    ///
    /// # Errors
    /// The failed request, naming the source.
    pub async fn open(
        endpoint: BlobEndpoint,
        conditions: Option<&ModifiedAccessConditions>,
        key: Option<CpkInfo>,
        cancel: &CancellationToken,
    ) -> Result<Self> {
        require_https(&endpoint, key.as_ref())?;
        let properties = probe(&endpoint, conditions.map(as_own), key.clone(), cancel).await?;
        Self::of_facts(endpoint, Arc::new(BlobFacts::from_properties(&properties)), key)
    }

    /// The source with these known facts.
    ///
    /// # Errors
    /// When its size is not known.
    pub fn of_facts(endpoint: BlobEndpoint, facts: Arc<BlobFacts>, key: Option<CpkInfo>) -> Result<Self> {
        require_https(&endpoint, key.as_ref())?;
        let Some(length) = facts.length else {
            let message =
                format!("The source {} does not report its size, so it cannot be copied whole.", endpoint.shown());
            return Err(Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR"));
        };
        Ok(Self { endpoint, facts, length, key })
    }

    /// Whether the source still is in this state.
    ///
    /// # Errors
    /// The failed request, naming the source.
    pub async fn is_unchanged(&self, cancel: &CancellationToken) -> Result<bool> {
        let now = Self::open(self.endpoint.clone(), None, self.key.clone(), cancel).await?;
        Ok(now.facts.version() == self.facts.version() && now.length == self.length)
    }

    /// Checks that a source that is not a blob has as many bytes as HEAD reported.
    ///
    /// # Errors
    /// The failed request; another size.
    pub async fn confirm_length(&self, cancel: &CancellationToken) -> Result<()> {
        if self.facts.is_blob() || self.length == 0 {
            return Ok(());
        }
        confirm_length(&self.endpoint, self.length, cancel).await
    }

    /// The pin for operations that read a copy's source.
    pub fn pin(&self) -> Option<ModifiedAccessConditions> {
        let if_match = Some(self.facts.strong_etag()?.to_owned());
        Some(ModifiedAccessConditions { if_match, ..Default::default() })
    }

    /// The pin for reads of the source itself.
    pub fn own_pin(&self) -> Option<BlobRequestConditions> {
        self.pin().as_ref().map(as_own)
    }

    /// The tags, if there are any.
    ///
    /// # Errors
    /// If there are tags that cannot be read, because they must not be lost silently.
    pub async fn tags(&self, cancel: &CancellationToken) -> Result<Option<NameValues>> {
        if let Some(tags) = &self.facts.tags {
            return Ok(Some(tags.clone()).filter(|tags| !tags.0.is_empty()));
        }
        match self.endpoint.execute(&BlobGetTagsOptions::default(), cancel).await {
            Ok(response) => {
                let tags = response.output.body.blob_tag_set.into_iter();
                Ok(Some(NameValues(tags.map(|tag| (tag.key, tag.value)).collect())))
            }
            Err(error) if error.kind() == ErrorKind::Service => {
                let message = format!(
                    "The source {} has tags that cannot be read: {} Give whoever reads the source the permission to \
                     read tags (\"t\"), or pass the option \"tags\": those that the destination is to have, or {{}} for none. The copy of a \
                     container has \"onTagsForbidden\" for that.",
                    self.endpoint.shown(),
                    error.message()
                );
                Err(error.with_message(message))
            }
            Err(error) => Err(error),
        }
    }
}

/// Rejects a key with which this process or the service would read the source in clear text.
fn require_https(source: &BlobEndpoint, key: Option<&CpkInfo>) -> Result<()> {
    key.map_or(Ok(()), |_| require_https_for(SOURCE_KEY, &source.url, "the source"))
}

/// Conditions on a copy's source, as those of a request for the source itself.
fn as_own(conditions: &ModifiedAccessConditions) -> BlobRequestConditions {
    BlobRequestConditions {
        if_match: conditions.if_match.clone(),
        if_none_match: conditions.if_none_match.clone(),
        if_modified_since: conditions.if_modified_since,
        if_unmodified_since: conditions.if_unmodified_since,
        tag_conditions: conditions.tag_conditions.clone(),
        lease_id: None,
    }
}
