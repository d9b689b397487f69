//! Prepares a copy: checks both sides as far as needed, and plans.

use std::sync::{Arc, Mutex, OnceLock};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::activity::Activity;
use crate::copy::blob_facts::BlobFacts;
use crate::copy::context::CopyContext;
use crate::copy::destination::{DestinationCheck, check_destination};
use crate::copy::error_codes::SOURCE_CHANGED;
use crate::copy::options::{CopyOptions, Verify};
use crate::copy::outcome::{CopyOutcome, SkippedCopy};
use crate::copy::overwrite::Precondition;
use crate::copy::plan::{CopyPreferences, CopyStrategy, Plan, SourceAccess, is_asynchronous, plan};
use crate::copy::recorded_source::with_record;
use crate::copy::saved::LocalRecord;
use crate::copy::services::CopyServices;
use crate::copy::source::{CopySource, SourceAuthorizer};
use crate::copy::strategies::BlockIds;
use crate::copy::times::with_times;
use crate::copy::valid_metadata::with_valid_names;
use crate::copy::verify::{check_possible, is_offline};
use crate::rest::BlobEndpoint;
use crate::rest::execute::OperationResponse;

/// The first service version that copies the source's tags in the request that makes a copy.
/// <https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url>
const WITH_TAG_OPTION: &str = "2021-04-10";

/// A copy as its caller requests it.
pub struct CopyRequest {
    /// The source, and the pipeline that reads it.
    pub source: BlobEndpoint,
    /// The facts of the source, from a listing that includes metadata; `None` to send a HEAD request.
    pub source_facts: Option<Arc<BlobFacts>>,
    /// The destination, and the pipeline that writes it.
    pub destination: BlobEndpoint,
    /// The precondition and the facts of the destination, if a listing has decided that it may be created; `None` to check it.
    pub decided: Option<(Precondition, Option<Arc<BlobFacts>>)>,
    /// The caller's options.
    pub options: Arc<CopyOptions>,
    /// The services that it shares with other copies.
    pub services: Arc<CopyServices>,
    /// The saved copy that is resumed.
    pub resume: Option<LocalRecord>,
    /// Whether an earlier run without saved state may have left blocks.
    pub adopts_blocks: bool,
}

/// The result of preparing a copy.
pub enum Preparation {
    /// Copy this.
    Copy(Box<CopyContext>),
    /// There is nothing to do.
    Skip(Box<CopyOutcome>),
}

/// Prepares a copy. `cancel` ends this call, and what this process does for the copy.
///
/// # Errors
/// An argument error when the options do not fit the source; otherwise the failed request.
pub async fn prepare(request: CopyRequest, cancel: &CancellationToken) -> Result<Preparation> {
    let CopyRequest { source, source_facts, destination, decided, options, services, resume, adopts_blocks } = request;
    let began = Instant::now();
    // If its metadata is unknown, it could be lost. Conditions on the source require a request.
    let suffices = |facts: &BlobFacts| facts.metadata.is_some() || options.metadata.is_some();
    let key = options.source_customer_provided_key.clone();
    let source = match source_facts.filter(|facts| options.source_conditions.is_none() && suffices(facts)) {
        Some(facts) => CopySource::of_facts(source, facts, key)?,
        None => Box::pin(CopySource::open(source, options.source_conditions.as_ref(), key, cancel)).await?,
    };
    let resumes_blocks = resume.as_ref().is_some_and(|record| record.block_size.is_some());
    let check = match decided {
        Some((precondition, facts)) => DestinationCheck::Copy(precondition, facts),
        None => check_destination(&source, &destination, &options, resumes_blocks, cancel).await?,
    };
    let (precondition, destination_before) = match check {
        DestinationCheck::Copy(precondition, facts) => (precondition, facts),
        DestinationCheck::Skip(response) => {
            let OperationResponse { output, exchange } = *response;
            let skipped = OperationResponse { output: SkippedCopy::new(output), exchange };
            return Ok(Preparation::Skip(Box::new(CopyOutcome::of(skipped))));
        }
    };
    let (plan, authorizer) = plan_between(&source.endpoint, &source.facts, &destination, &options, &services)?;
    // A source without a HEAD request is copied by the one request that copies everything by itself, or gets a HEAD request.
    let says_nothing = options.metadata.is_none() && options.blob_http_headers.is_none() && !options.drops_md5;
    let by_itself = plan == Plan::CopyBlobFromUrl && says_nothing;
    let in_one_request = matches!(plan, Plan::CopyBlobFromUrl | Plan::PutBlobFromUrl);
    let knows_option = destination.pipeline.service_version() >= WITH_TAG_OPTION;
    let copies_tags = options.tags.is_none()
        && source.facts.tags.is_none()
        && (source.facts.tags_unknown() || (in_one_request && knows_option && !authorizer.is_public()));
    if source.facts.tags_unknown() && !by_itself {
        let request = CopyRequest {
            source: source.endpoint,
            source_facts: None,
            destination,
            decided: None,
            options,
            services,
            resume,
            adopts_blocks,
        };
        return Box::pin(prepare(request, cancel)).await;
    }
    let offline = is_offline(options.tier.as_ref()) || source.facts.archived();
    check_possible(options.verify, offline, &source.facts)?;
    let tags = match &options.tags {
        None if copies_tags => OnceLock::new(),
        None => Box::pin(source.tags(cancel)).await?.unwrap_or_default().into(),
        Some(tags) => tags.clone().into(),
    };
    let options = if options.records_source { recording(&source, options) } else { options };
    let options = if options.keeps_times { with_times(&source.facts, options) } else { options };
    let options = with_valid_names(&source.facts, options)?;
    if let Some(record) = &resume {
        check_unchanged(record, &record_of(&source, plan), &source)?;
    }
    Ok(Preparation::Copy(Box::new(CopyContext {
        verify: options.verify.unwrap_or_else(|| default_check(plan, &source.facts)),
        source,
        destination,
        options,
        services,
        plan,
        authorizer: authorizer.with_tags(copies_tags),
        sent_tags: tags,
        copies_tags,
        precondition,
        destination_before,
        is_resumed: resume.is_some() || adopts_blocks,
        activity: Activity::new(plan),
        proof: Mutex::default(),
        content_crc64: Mutex::default(),
        left_snapshots: Mutex::default(),
        began,
        cancel: cancel.child_token(),
    })))
}

/// How a source with these facts would be copied. Nothing is sent.
///
/// # Errors
/// An argument error when the options do not fit the source.
pub fn plan_of(
    source: &BlobEndpoint,
    facts: &BlobFacts,
    destination: &BlobEndpoint,
    options: &CopyOptions,
    services: &CopyServices,
) -> Result<Plan> {
    plan_between(source, facts, destination, options, services).map(|(plan, _)| plan)
}

fn plan_between(
    source: &BlobEndpoint,
    facts: &BlobFacts,
    destination: &BlobEndpoint,
    options: &CopyOptions,
    services: &CopyServices,
) -> Result<(Plan, SourceAuthorizer)> {
    let never_read = services.pair.as_ref().is_some_and(|pair| pair.never_reads());
    // A source that the service cannot read is relayed, which is not instant.
    let within_account = options.preferences.within_account && !never_read;
    let preferences = CopyPreferences { within_account, ..options.preferences };
    let authorizer = SourceAuthorizer::new(source.clone(), destination, is_asynchronous(facts, preferences))
        .with_pair(services.pair.clone());
    let relays = preferences.strategy == CopyStrategy::Auto && (never_read || !authorizer.may_travel());
    let access = if relays { SourceAccess::ClientOnly } else { authorizer.access() };
    Ok((plan(facts, access, preferences)?, authorizer))
}

/// The options for a copy that records the state of its source. If the record cannot be added to the metadata, it is left out.
fn recording(source: &CopySource, options: Arc<CopyOptions>) -> Arc<CopyOptions> {
    let metadata = options.metadata.as_ref().or(source.facts.metadata.as_ref());
    match metadata.and_then(|metadata| with_record(metadata, &source.endpoint.url, &source.facts)) {
        Some(metadata) => Arc::new(CopyOptions { metadata: Some(metadata), ..(*options).clone() }),
        None => options,
    }
}

/// The default of `verify`.
fn default_check(plan: Plan, source: &BlobFacts) -> Verify {
    match plan {
        Plan::Blocks(_) | Plan::Relay(_) => Verify::Length,
        // No condition pins such a source, and the service copies as much as it sends.
        _ if !source.is_blob() => Verify::Length,
        _ => Verify::None,
    }
}

/// The saved data of a copy, besides its state.
pub fn record_of(source: &CopySource, plan: Plan) -> LocalRecord {
    let (block_size, etag) = (plan.block_size(), source.facts.version());
    let ids = block_size
        .map(|size| BlockIds::new(&source.endpoint.url, etag.as_deref().unwrap_or_default(), source.length, size));
    LocalRecord {
        strategy: plan.strategy().name().to_owned(),
        length: source.length,
        block_size,
        block_id_prefix: ids.map(|ids| ids.prefix()),
        etag,
    }
}

/// Checks that the source is unchanged since the copy was saved. Blocks of two states of a source must never be mixed.
fn check_unchanged(before: &LocalRecord, now: &LocalRecord, source: &CopySource) -> Result<()> {
    if before.etag != now.etag || before.length != now.length {
        let message = format!(
            "The source {} changed since the copy was saved: it had {} bytes and the ETag {}, and now has {} and {}. Nothing \
             was copied. Start the copy again, without \"resumeFrom\".",
            source.endpoint.shown(),
            before.length,
            before.etag.as_deref().unwrap_or("(none)"),
            now.length,
            now.etag.as_deref().unwrap_or("(none)"),
        );
        return Err(Error::new(ErrorKind::Copy, message).with_code(SOURCE_CHANGED));
    }
    if before.block_id_prefix != now.block_id_prefix {
        let message = format!(
            "The option \"resumeFrom\" is of a copy from another source than {}. Pass the source that the copy was saved with.",
            source.endpoint.shown()
        );
        return Err(Error::argument_range("options.resumeFrom", message));
    }
    Ok(())
}
