//! Makes one copy, from its context to its outcome. Typed in, typed out: no poller, no text. Pollers wrap it, and copies of many blobs
//! call it for each.
//!
//! The destination appears complete or not at all: one request creates it, after everything that it needs is in place.

use std::sync::Arc;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::asynchronous::start_async;
use crate::copy::await_effect::CLEANUP;
use crate::copy::context::CopyContext;
use crate::copy::error_codes::{is_too_long, may_concern_tags, service_cannot_read};
use crate::copy::options::Verify;
use crate::copy::outcome::CopyOutcome;
use crate::copy::plan::{CopyStrategy, Plan, SourceAccess, plan};
use crate::copy::protect::protect;
use crate::copy::strategies::{copy_blob_from_url, copy_blocks, copy_relay, put_blob_from_url, takes_copy_blob};
use crate::copy::verify::verify;

/// Makes one copy.
///
/// # Errors
/// Why it failed, naming both sides; its cancellation.
pub async fn copy(context: Arc<CopyContext>) -> Result<CopyOutcome> {
    let context = &context;
    let mut result = run(context, context.plan).await;
    // It is verified as it ends, and needs no other way: what Copy Blob cannot read is not relayed.
    if context.plan == Plan::CopyBlob {
        return result;
    }
    if let Err(error) = &result
        && context.source.facts.tag_count > 0
        && context.copy_source_tags().is_some()
        && may_concern_tags(error)
    {
        result = match Box::pin(context.read_tags()).await {
            Ok(()) => Box::pin(run(context, context.plan)).await,
            Err(unread) => Err(neither_can_read(error, unread)),
        };
    }
    if let Err(error) = &result
        && context.options.preferences.strategy == CopyStrategy::Auto
        && !matches!(context.plan, Plan::Relay(_))
        // What a relay must send itself is not known then.
        && !context.source.facts.tags_unknown()
        && (service_cannot_read(error) || is_too_long(error, &context.source.endpoint.url))
    {
        let rejection = error.clone();
        result = Box::pin(relay(context, &rejection)).await;
        // Another name may be shorter.
        if result.is_ok()
            && service_cannot_read(&rejection)
            && let Some(pair) = &context.services.pair
        {
            pair.relayed(&context.source.endpoint.url, &rejection);
        }
    }
    let outcome = result?;
    if let Some(pair) =
        context.services.pair.as_ref().filter(|_| !matches!(context.activity.current().plan, Plan::Relay(_)))
    {
        pair.was_read();
    }
    if context.verify == Verify::None {
        return Ok(outcome);
    }
    match Box::pin(verify(context, context.verify, outcome.etag())).await {
        // The copy was canceled after the destination was created. Reporting it as canceled would be wrong, and its size is what
        // the service was requested to create.
        Err(error) if error.kind() == ErrorKind::Aborted && context.verify == Verify::Length => Ok(outcome),
        checked => checked.map(|()| outcome),
    }
}

async fn run(context: &Arc<CopyContext>, plan: Plan) -> Result<CopyOutcome> {
    match plan {
        Plan::CopyBlobFromUrl if takes_copy_blob(context) => copy_blob_from_url(context).await,
        Plan::CopyBlobFromUrl | Plan::PutBlobFromUrl => put_blob_from_url(context).await,
        Plan::Blocks(layout) => Box::pin(copy_blocks(context, layout)).await,
        Plan::Relay(layout) => Box::pin(copy_relay(context, layout)).await,
        Plan::CopyBlob => Box::pin(copy_asynchronously(Arc::clone(context))).await,
    }
}

/// Relays a source that the service turned out to be unable to read.
async fn relay(context: &Arc<CopyContext>, rejection: &Error) -> Result<CopyOutcome> {
    let relay = plan(&context.source.facts, SourceAccess::ClientOnly, context.options.preferences)?;
    context.activity.replan(relay);
    run(context, relay).await.map_err(|relayed| neither_can_read(rejection, relayed))
}

/// The error for a source that neither the service nor this process can read. The service's takes precedence, because it shows what is wrong with
/// its authorization.
fn neither_can_read(service: &Error, process: Error) -> Error {
    if process.kind() != ErrorKind::Service || process.copy_source().is_none() {
        return process;
    }
    let both = format!("{}\nThis process cannot read it either. {}", service.message(), process.message());
    service.clone().with_message(both)
}

/// Makes the service copy, and waits for the end. A copy that is canceled is rolled back.
async fn copy_asynchronously(context: Arc<CopyContext>) -> Result<CopyOutcome> {
    let cancel = context.cancel.clone();
    let pending = context.services.pending.clone();
    let (copy, mut exchange) = start_async(Arc::clone(&context), &cancel).await?;
    let is_pending = !copy.state().is_done();
    let _pending = pending.filter(|_| is_pending).map(|pending| pending.begin(&context.destination));
    let outcome = loop {
        {
            let mut state = copy.state();
            if let Some(error) = state.error.take() {
                return Err(error);
            }
            if let Some(result) = state.result.take() {
                break CopyOutcome { result, exchange };
            }
            if state.is_done() {
                return Err(Error::aborted());
            }
        }
        match copy.poll_until_change(copy.stops(), &cancel).await {
            Ok(response) => exchange = response.or(exchange),
            Err(error) if cancel.is_cancelled() => {
                let uncancelled = CancellationToken::new();
                return match timeout(CLEANUP, copy.cancel_operation(&uncancelled)).await {
                    Ok(Ok(_)) => Err(error),
                    _ => Err(error.with_message(copy.with_advice("The copy was aborted."))),
                };
            }
            Err(error) => return Err(error),
        }
    };
    if context.options.keeps_immutability {
        Box::pin(protect(&context.destination, &context.source.facts, &cancel)).await?;
    }
    Ok(outcome)
}
