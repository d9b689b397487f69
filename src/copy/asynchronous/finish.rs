//! Finishes a copy whose bytes the service has copied: verifies it, and sets what Copy Blob does not write. Each request has the
//! `ETag` of the checked destination as a condition. What is still missing is read from the destination, so that the work can be resumed.

use std::future::Future;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::blob_facts::BlobFacts;
use crate::copy::context::CopyContext;
use crate::copy::copy_status::CopyStatus;
use crate::copy::outcome::CopyResult;
use crate::copy::verify::check_content;
use crate::copy::verify_properties::check_properties;
use crate::http::Exchange;
use crate::rest::Operation;
use crate::rest::blob::{
    BlobGetPropertiesOptions, BlobSetHTTPHeadersOptions, BlobSetMetadataOptions, BlobSetTierOptions, SetHTTPHeaders,
    SetMetadata, SetTier,
};
use crate::rest::conditions::{BlobRequestConditions, LeaseAndTagConditions};
use crate::rest::shared::BlobHTTPHeaders;

/// How often the destination is checked: once for each thing that is set, once for the result, and some more for lost
/// responses.
const ROUNDS: usize = 8;

/// The media type that other requests write by default.
const NO_MEDIA_TYPE: &str = "application/octet-stream";

const ARCHIVE: &str = "Archive";

/// A copy whose bytes the service has copied, and the progress of the rest.
pub struct CopyFinish {
    /// The result for the owner.
    pub result: CopyResult,
    /// The destination's `ETag`, as the copy left it or as it was set since.
    pub etag: Option<String>,
    /// The exchange that reported the end.
    pub exchange: Option<Exchange>,
    verified: bool,
    /// The settings that have been made already.
    done: Vec<MissingSetting>,
    is_set: bool,
}

impl CopyFinish {
    /// For a copy that has just succeeded.
    pub fn new(result: CopyResult, etag: Option<String>, exchange: Option<Exchange>) -> Self {
        Self { result, etag, exchange, verified: false, done: Vec::new(), is_set: false }
    }

    /// Verifies the content, and sets what is missing. `interrupted` ends the verification, which may take long.
    ///
    /// # Errors
    /// The failed check or request; the abort of a caller, or an interruption.
    pub async fn run(
        &mut self,
        context: &CopyContext,
        copy_id: Option<&str>,
        replaces: bool,
        interrupted: impl Future<Output = ()>,
        cancel: &CancellationToken,
    ) -> Result<()> {
        if !self.verified {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::aborted()),
                () = interrupted => return Err(Error::aborted()),
                checked = check_content(context, context.verify, self.etag.as_deref()) => checked?,
            }
            self.verified = true;
        }
        if !self.is_set && sets_anything(context, replaces) {
            self.set(context, copy_id, replaces, cancel).await?;
        }
        self.is_set = true;
        check_properties(context, context.verify, self.etag.as_deref()).await
    }

    async fn set(
        &mut self,
        context: &CopyContext,
        copy_id: Option<&str>,
        replaces: bool,
        cancel: &CancellationToken,
    ) -> Result<()> {
        for _ in 0..ROUNDS {
            let response = context.destination.execute(&BlobGetPropertiesOptions::default(), cancel).await?;
            let seen = BlobFacts::from_properties(&response.output);
            if !is_ours(context, &seen, copy_id, self.etag.as_deref()) {
                return Err(replaced(context));
            }
            self.etag.clone_from(&seen.etag);
            let missing = missing(context, &seen, replaces, &self.done);
            if let Some(missing) = missing {
                match set(context, missing, &seen, cancel).await {
                    Ok(etag) => {
                        self.etag = etag.or(seen.etag);
                        self.done.push(missing);
                    }
                    // An earlier attempt may have taken effect, or another client was quicker: the next check shows.
                    Err(error) if error.code() == Some("ConditionNotMet") || error.status() == Some(412) => {}
                    Err(error) => return Err(error),
                }
                continue;
            }
            // Once properties are set, the service no longer shows the copy.
            let mut properties = response.output;
            properties.copy_id = properties.copy_id.or_else(|| copy_id.map(str::to_owned));
            properties.copy_status = properties.copy_status.or_else(|| Some(CopyStatus::Success.into()));
            self.result = properties.into();
            self.exchange = Some(response.exchange);
            return Ok(());
        }
        Err(replaced(context))
    }
}

/// The settings that the destination lacks, in the order in which they are made: an archived blob can no longer be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MissingSetting {
    Metadata,
    Headers,
    Tier,
}

/// Whether the destination should have no metadata although the source has some. Copy Blob copies the source's if none is sent.
pub fn removes_metadata(context: &CopyContext) -> bool {
    let some = |metadata: &crate::rest::values::NameValues| !metadata.0.is_empty();
    let wanted = context.options.metadata.as_ref().is_some_and(|metadata| !some(metadata));
    wanted && context.source.facts.metadata.as_ref().is_none_or(some)
}

/// Whether the tier is set last: an archived blob could be neither changed nor, after a failure, overwritten.
pub fn sets_tier(context: &CopyContext, replaces: bool) -> bool {
    let archives = context.options.tier.as_ref().is_some_and(|tier| tier.0 == ARCHIVE);
    archives && (replaces || context.options.blob_http_headers.is_some() || removes_metadata(context))
}

fn sets_anything(context: &CopyContext, replaces: bool) -> bool {
    removes_metadata(context) || context.options.blob_http_headers.is_some() || sets_tier(context, replaces)
}

fn missing(context: &CopyContext, seen: &BlobFacts, replaces: bool, done: &[MissingSetting]) -> Option<MissingSetting> {
    let has_metadata = seen.metadata.as_ref().is_some_and(|metadata| !metadata.0.is_empty());
    let headers = context.options.blob_http_headers.as_ref();
    let is_archived = seen.tier.as_ref().is_some_and(|tier| tier.0 == ARCHIVE);
    [
        (MissingSetting::Metadata, removes_metadata(context) && has_metadata),
        (MissingSetting::Headers, headers.is_some_and(|wanted| !has_headers(seen, wanted))),
        (MissingSetting::Tier, sets_tier(context, replaces) && !is_archived),
    ]
    .into_iter()
    .find_map(|(what, is_missing)| (is_missing && !done.contains(&what)).then_some(what))
}

/// Whether a blob has these properties. Without a given hash, that of the copy is kept.
fn has_headers(seen: &BlobFacts, wanted: &BlobHTTPHeaders) -> bool {
    let media_type = wanted.blob_content_type.as_deref().unwrap_or(NO_MEDIA_TYPE);
    let has = &seen.http_headers;
    has.blob_content_type.as_deref() == Some(media_type)
        && has.blob_cache_control == wanted.blob_cache_control
        && has.blob_content_encoding == wanted.blob_content_encoding
        && has.blob_content_language == wanted.blob_content_language
        && has.blob_content_disposition == wanted.blob_content_disposition
        && (wanted.blob_content_md5.is_none() || has.blob_content_md5 == wanted.blob_content_md5)
}

/// Whether the destination is what the copy created, or what this engine changed since: the service forgets the copy when
/// properties are set.
pub fn is_ours(context: &CopyContext, seen: &BlobFacts, copy_id: Option<&str>, etag: Option<&str>) -> bool {
    if etag.is_some() && seen.etag.as_deref() == etag {
        return true;
    }
    if seen.copy.id.is_some() {
        return seen.copy.id.as_deref() == copy_id;
    }
    let headers = context.options.blob_http_headers.as_ref();
    headers.is_some_and(|wanted| has_headers(seen, wanted)) && seen.length == Some(context.source.length)
}

fn replaced(context: &CopyContext) -> Error {
    let message =
        format!("The destination {} was written by another client right after the copy.", context.destination.shown());
    Error::new(ErrorKind::Copy, message).with_code("CopyReplaced")
}

/// Sets one thing, and returns the destination's `ETag` after it.
async fn set(
    context: &CopyContext,
    what: MissingSetting,
    seen: &BlobFacts,
    cancel: &CancellationToken,
) -> Result<Option<String>> {
    let lease_id = context.options.conditions.lease_id.clone();
    let bound = BlobRequestConditions { if_match: seen.etag.clone(), lease_id: lease_id.clone(), ..Default::default() };
    match what {
        MissingSetting::Metadata => {
            let options = BlobSetMetadataOptions { conditions: Some(bound), ..Default::default() };
            let response = send(context, &SetMetadata { metadata: None, options }, cancel).await?;
            Ok(response.etag)
        }
        MissingSetting::Headers => {
            let mut headers = context.options.blob_http_headers.clone().unwrap_or_default();
            // Properties that are not sent are removed. The content stays, and so does its hash.
            headers.blob_content_md5 = headers.blob_content_md5.or_else(|| seen.content_md5().cloned());
            headers.blob_content_type.get_or_insert_with(|| NO_MEDIA_TYPE.to_owned());
            let options = BlobSetHTTPHeadersOptions { conditions: Some(bound), ..Default::default() };
            let response = send(context, &SetHTTPHeaders { blob_http_headers: Some(headers), options }, cancel).await?;
            Ok(response.etag)
        }
        MissingSetting::Tier => {
            let conditions = LeaseAndTagConditions { lease_id, ..Default::default() };
            let options = BlobSetTierOptions { conditions: Some(conditions), ..Default::default() };
            let tier = context.options.tier.clone().unwrap_or_default();
            send(context, &SetTier { tier, options }, cancel).await?;
            Ok(None)
        }
    }
}

async fn send<O: Operation>(context: &CopyContext, operation: &O, cancel: &CancellationToken) -> Result<O::Output> {
    context.destination.execute(operation, cancel).await.map(|response| response.output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::values::Binary;

    #[test]
    fn existing_properties_are_not_set_again() {
        let seen = |http_headers| BlobFacts { http_headers, ..Default::default() };
        let html = seen(BlobHTTPHeaders {
            blob_content_type: Some("text/html".into()),
            blob_cache_control: Some("no-cache".into()),
            blob_content_md5: Some(Binary(vec![1])),
            ..Default::default()
        });
        let wanted = BlobHTTPHeaders {
            blob_content_type: Some("text/html".into()),
            blob_cache_control: Some("no-cache".into()),
            ..Default::default()
        };
        assert!(has_headers(&html, &wanted), "the hash is the content's when none is given");
        let of_other_content = BlobHTTPHeaders { blob_content_md5: Some(Binary(vec![2])), ..wanted.clone() };
        let of_no_type = BlobHTTPHeaders { blob_content_type: None, ..wanted.clone() };
        let not_cached = BlobHTTPHeaders { blob_cache_control: None, ..wanted };
        for other in [of_other_content, of_no_type, not_cached, BlobHTTPHeaders::default()] {
            assert!(!has_headers(&html, &other), "{other:?}");
        }
        let untyped = seen(BlobHTTPHeaders { blob_content_type: Some(NO_MEDIA_TYPE.into()), ..Default::default() });
        assert!(has_headers(&untyped, &BlobHTTPHeaders::default()));
    }
}
