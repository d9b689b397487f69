//! Compares one blob of the source with its counterpart at the destination, and writes nothing.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sorting::sort_by;
use crate::bulk::copying::blob_pair::BlobPair;
use crate::bulk::copying::key_needed::KEY_NEEDED;
use crate::bulk::copying::worker::Worker;
use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::report::event::{BlobEvent, BlobFailure, ComparedBy};
use crate::copy::comparison::{Compare, compare};
use crate::copy::options::{CopyOptions, Verify};
use crate::copy::overwrite::Precondition;
use crate::copy::{BlobFacts, CopyRequest, Preparation, check_content, prepare};
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobGetTagsOptions;

impl Worker {
    /// Compares a pair of blobs. A pair that cannot be read is unproven.
    ///
    /// # Errors
    /// The job's cancellation, or a failure that concerns all blobs.
    pub(super) async fn verify(
        &self,
        pair: BlobPair<'_>,
        how: Compare,
        cancel: &CancellationToken,
    ) -> Result<BlobEvent> {
        let (source, destination) = (pair.source_name.clone(), pair.destination_name.clone());
        match verdict(self, pair, how, cancel).await {
            Ok(Verdict::Equal(by)) => Ok(BlobEvent::Equal { source, destination, by }),
            Ok(Verdict::Different(fields)) => Ok(BlobEvent::Different { source, destination, fields }),
            Ok(Verdict::Missing) => Ok(BlobEvent::Missing { source, destination }),
            Ok(Verdict::Unproven(failure)) => Ok(BlobEvent::Unproven { source, destination, failure }),
            Err(_) if cancel.is_cancelled() => Err(Error::aborted()),
            Err(error) if error.kind() == ErrorKind::Credential => Err(error),
            Err(error) => Ok(BlobEvent::Unproven { source, destination, failure: BlobFailure::of(&error) }),
        }
    }
}

enum Verdict {
    Equal(Option<ComparedBy>),
    Different(Vec<&'static str>),
    Missing,
    Unproven(BlobFailure),
}

async fn verdict(worker: &Worker, pair: BlobPair<'_>, how: Compare, cancel: &CancellationToken) -> Result<Verdict> {
    let BlobPair { source, destination, facts, there, .. } = pair;
    let there = match there {
        AtDestination::Unknown => worker.facts_at_destination(destination, cancel).await?,
        known => known,
    };
    let there = match there {
        AtDestination::There(there) => there,
        AtDestination::Absent | AtDestination::Unknown => return Ok(Verdict::Missing),
    };
    let mut comparison = compare(&facts, &there, how);
    if comparison.needs_tags && tags(source, cancel).await? != tags(destination, cancel).await? {
        comparison.fields.push("tags");
    }
    if !comparison.fields.is_empty() {
        return Ok(Verdict::Different(comparison.fields));
    }
    if how == Compare::Length {
        return Ok(Verdict::Equal(None));
    }
    if facts.length == Some(0) {
        return Ok(Verdict::Equal(Some(ComparedBy::Content)));
    }
    if how != Compare::Content && comparison.has_same_hash {
        return Ok(Verdict::Equal(Some(ComparedBy::Hash)));
    }
    if how == Compare::Properties {
        let message = "The content was not compared: one side has no MD5 hash. Pass compare: \"hash\" or \"content\" to read both.";
        return Ok(Verdict::Unproven(unproven("NoHash", message)));
    }
    if facts.archived() || there.archived() {
        let more = if comparison.has_same_hash {
            " Both have the same MD5 hash, which is what \"hash\" compares."
        } else {
            ""
        };
        let message = format!("An archived blob cannot be read.{more}");
        return Ok(Verdict::Unproven(unproven("Archived", &message)));
    }
    let options = match worker.options_of(&facts) {
        Ok(options) => CopyOptions {
            verify: Some(Verify::Crc64),
            source_customer_provided_key: options.source_customer_provided_key.clone(),
            customer_provided_key: there
                .customer_key_sha256
                .as_ref()
                .and_then(|_| options.customer_provided_key.clone()),
            ..CopyOptions::default()
        },
        Err(error) => return Ok(Verdict::Unproven(unproven(KEY_NEEDED, error.message()))),
    };
    Box::pin(by_content((source, destination), facts, there, options, cancel)).await
}

/// Reads both sides.
async fn by_content(
    (source, destination): (&BlobEndpoint, &BlobEndpoint),
    facts: Arc<BlobFacts>,
    there: Arc<BlobFacts>,
    options: CopyOptions,
    cancel: &CancellationToken,
) -> Result<Verdict> {
    let etag = there.etag.clone();
    let request = CopyRequest {
        source: source.clone(),
        source_facts: Some(facts),
        destination: destination.clone(),
        decided: Some((Precondition::None, Some(there))),
        options: Arc::new(options),
        services: Arc::default(),
        resume: None,
        adopts_blocks: false,
    };
    let Preparation::Copy(context) = prepare(request, cancel).await? else { return Ok(Verdict::Missing) };
    match check_content(&context, Verify::Crc64, etag.as_deref()).await {
        Ok(()) => Ok(Verdict::Equal(Some(ComparedBy::Content))),
        Err(error) if error.code() == Some("VerifyFailed") => Ok(Verdict::Different(vec!["content"])),
        Err(error) => Err(error),
    }
}

async fn tags(blob: &BlobEndpoint, cancel: &CancellationToken) -> Result<Vec<(String, String)>> {
    let response = blob.execute(&BlobGetTagsOptions::default(), cancel).await?;
    let mut tags: Vec<_> = response.output.body.blob_tag_set.into_iter().map(|tag| (tag.key, tag.value)).collect();
    sort_by(&mut tags, Ord::cmp);
    Ok(tags)
}

fn unproven(code: &str, message: &str) -> BlobFailure {
    BlobFailure { code: Some(code.to_owned()), status_code: None, message: message.to_owned(), request_id: None }
}
