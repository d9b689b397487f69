//! How a saved asynchronous copy is resumed.

use std::sync::{Arc, Mutex, OnceLock};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::copy::activity::Activity;
use crate::copy::asynchronous::async_copy::AsyncCopy;
use crate::copy::asynchronous::settle::first_state;
use crate::copy::blob_facts::{BlobFacts, BlobKind};
use crate::copy::context::CopyContext;
use crate::copy::options::{CopyOptions, Verify};
use crate::copy::overwrite::Precondition;
use crate::copy::plan::Plan;
use crate::copy::saved::{SavedServiceCopy, SourceRecord};
use crate::copy::source::{CopySource, SourceAuthorizer};
use crate::copy::state::CopyState;
use crate::copy::verify::{check_possible, is_offline};
use crate::http::Exchange;
use crate::rest::BlobEndpoint;
use crate::rest::shared::BlobHTTPHeaders;
use crate::rest::values::{Binary, FromText};

/// Resumes a saved copy.
///
/// # Errors
/// The failed first poll.
pub async fn resume_async(
    saved: SavedServiceCopy,
    source: BlobEndpoint,
    destination: BlobEndpoint,
    options: Arc<CopyOptions>,
    cancel: &CancellationToken,
) -> Result<(AsyncCopy, Option<Exchange>)> {
    let SavedServiceCopy { mut state, backup, .. } = saved;
    let checks_length = backup.as_ref().is_some_and(|record| !record.source.is_blob && record.source.length > 0);
    let verify = options.verify.unwrap_or(if checks_length { Verify::Length } else { Verify::None });
    let source = match &backup {
        Some(record) => CopySource::of_facts(source, facts(&record.source), None)?,
        None if verify == Verify::None => CopySource::of_facts(source, facts(&SourceRecord::default()), None)?,
        None => CopySource::open(source, None, None, cancel).await?,
    };
    check_possible(options.verify, is_offline(options.tier.as_ref()), &source.facts)?;
    let context = CopyContext {
        authorizer: SourceAuthorizer::new(source.endpoint.clone(), &destination, true),
        source,
        destination,
        options,
        services: Arc::default(),
        plan: Plan::CopyBlob,
        verify,
        sent_tags: OnceLock::new(),
        copies_tags: false,
        precondition: Precondition::None,
        destination_before: None,
        is_resumed: true,
        activity: Activity::new(Plan::CopyBlob),
        proof: Mutex::default(),
        content_crc64: Mutex::default(),
        left_snapshots: Mutex::default(),
        began: Instant::now(),
        cancel: CancellationToken::new(),
    };
    let CopyState { copy_source, strategy, hides_signature, .. } = first_state(&context);
    (state.copy_source, state.strategy, state.hides_signature) = (copy_source, strategy, hides_signature);
    let copy = AsyncCopy::new(Arc::new(context), state, backup.unwrap_or_default());
    let exchange = copy.poll(cancel).await?;
    Ok((copy, exchange))
}

/// The facts of a source that were saved.
fn facts(record: &SourceRecord) -> Arc<BlobFacts> {
    let hash = record.content_md5.as_deref().and_then(Binary::from_text);
    Arc::new(BlobFacts {
        kind: if record.is_blob { BlobKind::BlockBlob } else { BlobKind::Other },
        length: Some(record.length),
        etag: record.etag.clone(),
        http_headers: BlobHTTPHeaders { blob_content_md5: hash, ..Default::default() },
        ..Default::default()
    })
}
