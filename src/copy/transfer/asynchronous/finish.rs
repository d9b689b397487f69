//! A copy that the service has made is finished: it is checked, and gets what Copy Blob does not write. Each request is bound to
//! what was seen of the destination; what is still missing is read from it, so that the work can be taken up again.

use std::future::Future;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::state::CopyResult;
use crate::copy::transfer::job::Job;
use crate::copy::transfer::verify::{self, Verify};
use crate::http::Exchange;
use crate::rest::Operation;
use crate::rest::blob::{
    BlobGetPropertiesOptions, BlobGetPropertiesResponse, BlobSetHTTPHeadersOptions, BlobSetMetadataOptions,
    BlobSetTierOptions, SetHTTPHeaders, SetMetadata, SetTier,
};
use crate::rest::conditions::{BlobRequestConditions, LeaseAndTagConditions};
use crate::rest::execute::execute;
use crate::rest::shared::{BlobHTTPHeaders, CopyStatusType};

/// How often the destination is looked at: once for each thing that is set, once for the result, and some for answers that
/// were lost.
const ROUNDS: usize = 8;

/// The media type of a blob that got none, which other requests write unasked.
const NO_MEDIA_TYPE: &str = "application/octet-stream";

const ARCHIVE: &str = "Archive";

/// A copy that the service has made, and how far the rest is.
pub struct Finish {
    /// What the owner gets.
    pub result: CopyResult,
    /// The destination's `ETag`, as the copy left it or as it was set since.
    pub etag: Option<String>,
    /// The exchange that told.
    pub exchange: Option<Exchange>,
    verified: bool,
    /// What was set already.
    done: Vec<Missing>,
    is_set: bool,
}

impl Finish {
    /// Of a copy that has just been seen to have succeeded.
    pub fn new(result: CopyResult, etag: Option<String>, exchange: Option<Exchange>) -> Self {
        Self { result, etag, exchange, verified: false, done: Vec::new(), is_set: false }
    }

    /// Checks the content, and sets what is to be set. `interrupted` ends a check, which may take long.
    ///
    /// # Errors
    /// What a check or a request failed with, or the abort of whoever asked or interrupted.
    pub async fn run(
        &mut self,
        job: &Job,
        verify: Verify,
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
                checked = verify::check_made(job, verify, self.etag.as_deref()) => checked?,
            }
            self.verified = true;
        }
        if !self.is_set && sets_anything(job, replaces) {
            self.set(job, copy_id, replaces, cancel).await?;
        }
        self.is_set = true;
        Ok(())
    }

    async fn set(
        &mut self,
        job: &Job,
        copy_id: Option<&str>,
        replaces: bool,
        cancel: &CancellationToken,
    ) -> Result<()> {
        for _ in 0..ROUNDS {
            let destination = &job.destination;
            let operation = BlobGetPropertiesOptions::default();
            let answer = execute(&destination.pipeline, &operation, destination.url.clone(), cancel).await?;
            let mut seen = answer.output;
            if !is_ours(job, &seen, copy_id, self.etag.as_deref()) {
                return Err(replaced(job));
            }
            self.etag.clone_from(&seen.etag);
            let missing = missing(job, &seen, replaces, &self.done);
            if let Some(missing) = missing {
                match set(job, missing, &seen, cancel).await {
                    Ok(etag) => {
                        self.etag = etag.or(seen.etag);
                        self.done.push(missing);
                    }
                    // An earlier try may have taken effect, or somebody was quicker: the next look tells.
                    Err(error) if error.code() == Some("ConditionNotMet") || error.status() == Some(412) => {}
                    Err(error) => return Err(error),
                }
                continue;
            }
            // Once properties are set, the service does not show the copy any more.
            seen.copy_id = seen.copy_id.or_else(|| copy_id.map(str::to_owned));
            seen.copy_status = seen.copy_status.or_else(|| Some(CopyStatusType("success".to_owned())));
            self.result = CopyResult::Polled(Box::new(seen));
            self.exchange = Some(answer.exchange);
            return Ok(());
        }
        Err(replaced(job))
    }
}

/// What the destination does not have yet, in the order in which it gets it: an archived blob takes nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    Metadata,
    Headers,
    Tier,
}

/// Whether the destination is to have no metadata though the source has some. Copy Blob takes the source's when none is sent.
pub fn removes_metadata(job: &Job) -> bool {
    let some = |metadata: &crate::rest::values::NameValues| !metadata.0.is_empty();
    let wanted = job.options.metadata.as_ref().is_some_and(|metadata| !some(metadata));
    wanted && job.source.properties.metadata.as_ref().is_none_or(some)
}

/// Whether the tier is set when all is done: an archived blob could be neither changed nor, after a failure, overwritten.
pub fn sets_tier(job: &Job, replaces: bool) -> bool {
    let archives = job.options.tier.as_ref().is_some_and(|tier| tier.0 == ARCHIVE);
    archives && (replaces || job.options.blob_http_headers.is_some() || removes_metadata(job))
}

fn sets_anything(job: &Job, replaces: bool) -> bool {
    removes_metadata(job) || job.options.blob_http_headers.is_some() || sets_tier(job, replaces)
}

fn missing(job: &Job, seen: &BlobGetPropertiesResponse, replaces: bool, done: &[Missing]) -> Option<Missing> {
    let has_metadata = seen.metadata.as_ref().is_some_and(|metadata| !metadata.0.is_empty());
    let headers = job.options.blob_http_headers.as_ref();
    let is_archived = seen.access_tier.as_deref() == Some(ARCHIVE);
    [
        (Missing::Metadata, removes_metadata(job) && has_metadata),
        (Missing::Headers, headers.is_some_and(|wanted| !has_headers(seen, wanted))),
        (Missing::Tier, sets_tier(job, replaces) && !is_archived),
    ]
    .into_iter()
    .find_map(|(what, is_missing)| (is_missing && !done.contains(&what)).then_some(what))
}

/// Whether a blob has these properties. The hash is the copy's when none is given.
fn has_headers(seen: &BlobGetPropertiesResponse, wanted: &BlobHTTPHeaders) -> bool {
    let media_type = wanted.blob_content_type.as_deref().unwrap_or(NO_MEDIA_TYPE);
    seen.content_type.as_deref() == Some(media_type)
        && seen.cache_control == wanted.blob_cache_control
        && seen.content_encoding == wanted.blob_content_encoding
        && seen.content_language == wanted.blob_content_language
        && seen.content_disposition == wanted.blob_content_disposition
        && (wanted.blob_content_md5.is_none() || seen.content_md5 == wanted.blob_content_md5)
}

/// Whether a destination is what the copy made, or what was made of that here: the service forgets the copy when properties
/// are set.
pub fn is_ours(job: &Job, seen: &BlobGetPropertiesResponse, copy_id: Option<&str>, etag: Option<&str>) -> bool {
    if etag.is_some() && seen.etag.as_deref() == etag {
        return true;
    }
    if seen.copy_id.is_some() {
        return seen.copy_id.as_deref() == copy_id;
    }
    let headers = job.options.blob_http_headers.as_ref();
    headers.is_some_and(|wanted| has_headers(seen, wanted))
        && seen.content_length.map(|length| length.0) == Some(job.source.length)
}

fn replaced(job: &Job) -> Error {
    let message = format!(
        "The destination {} was written by somebody else when the copy had just been made.",
        job.destination.shown()
    );
    Error::new(ErrorKind::Copy, message).with_code("CopyReplaced")
}

/// Sets one thing, and gives the `ETag` that the destination has then.
async fn set(
    job: &Job,
    what: Missing,
    seen: &BlobGetPropertiesResponse,
    cancel: &CancellationToken,
) -> Result<Option<String>> {
    let lease_id = job.options.conditions.lease_id.clone();
    let bound = BlobRequestConditions { if_match: seen.etag.clone(), lease_id: lease_id.clone(), ..Default::default() };
    match what {
        Missing::Metadata => {
            let options = BlobSetMetadataOptions { conditions: Some(bound), ..Default::default() };
            let answer = send(job, &SetMetadata { metadata: None, options }, cancel).await?;
            Ok(answer.etag)
        }
        Missing::Headers => {
            let mut headers = job.options.blob_http_headers.clone().unwrap_or_default();
            // Properties that are not sent are removed; the hash is that of the content, which stays.
            headers.blob_content_md5 = headers.blob_content_md5.or_else(|| seen.content_md5.clone());
            headers.blob_content_type.get_or_insert_with(|| NO_MEDIA_TYPE.to_owned());
            let options = BlobSetHTTPHeadersOptions { conditions: Some(bound), ..Default::default() };
            let answer = send(job, &SetHTTPHeaders { blob_http_headers: Some(headers), options }, cancel).await?;
            Ok(answer.etag)
        }
        Missing::Tier => {
            let conditions = LeaseAndTagConditions { lease_id, ..Default::default() };
            let options = BlobSetTierOptions { conditions: Some(conditions), ..Default::default() };
            let tier = job.options.tier.clone().unwrap_or_default();
            send(job, &SetTier { tier, options }, cancel).await?;
            Ok(None)
        }
    }
}

async fn send<O: Operation>(job: &Job, operation: &O, cancel: &CancellationToken) -> Result<O::Output> {
    let destination = &job.destination;
    execute(&destination.pipeline, operation, destination.url.clone(), cancel).await.map(|answer| answer.output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::values::Binary;

    #[test]
    fn properties_that_are_there_already_are_not_set_again() {
        let seen = BlobGetPropertiesResponse {
            content_type: Some("text/html".into()),
            cache_control: Some("no-cache".into()),
            content_md5: Some(Binary(vec![1])),
            ..Default::default()
        };
        let wanted = BlobHTTPHeaders {
            blob_content_type: Some("text/html".into()),
            blob_cache_control: Some("no-cache".into()),
            ..Default::default()
        };
        assert!(has_headers(&seen, &wanted), "the hash is the content's when none is given");
        let of_other_content = BlobHTTPHeaders { blob_content_md5: Some(Binary(vec![2])), ..wanted.clone() };
        let of_no_type = BlobHTTPHeaders { blob_content_type: None, ..wanted.clone() };
        let not_cached = BlobHTTPHeaders { blob_cache_control: None, ..wanted };
        for other in [of_other_content, of_no_type, not_cached, BlobHTTPHeaders::default()] {
            assert!(!has_headers(&seen, &other), "{other:?}");
        }
        let untyped = BlobGetPropertiesResponse { content_type: Some(NO_MEDIA_TYPE.into()), ..Default::default() };
        assert!(has_headers(&untyped, &BlobHTTPHeaders::default()));
    }
}
