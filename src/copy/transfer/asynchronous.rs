//! Copies by Copy Blob, which the service makes in its own time: the poller is the one of `beginCopyFromURL`.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use crate::copy::CopyPoller;
use crate::copy::plan::Plan;
use crate::copy::saved::without_signature;
use crate::copy::state::CopyResult;
use crate::copy::transfer::job::Job;
use crate::copy::transfer::overwrite::Guard;
use crate::copy::transfer::source::Side;
use crate::copy::transfer::{Begun, strategy};
use crate::error::{Error, Result};
use crate::rest::shared::SourceUrl;

/// Starts Copy Blob.
///
/// # Errors
/// An argument error for what Copy Blob cannot do; else what the start failed with.
pub async fn copy_blob(job: &Job, cancel: &CancellationToken) -> Result<Begun> {
    let options = &job.options;
    let refused = [
        (options.blob_http_headers.is_some(), "blobHTTPHeaders", "set them afterwards, with setHTTPHeaders"),
        (options.encryption_scope.is_some(), "encryptionScope", "use another strategy"),
    ];
    if let Some((_, name, instead)) = refused.into_iter().find(|(given, ..)| *given) {
        let message = format!("An asynchronous copy cannot take the option \"{name}\": {instead}.");
        return Err(Error::argument_range(format!("options.{name}"), message));
    }
    let grant = job.access.grant(true, cancel).await?;
    // The options are on their way as JSON already, with exactly the names that the poller reads.
    let given: Map<String, Value> = serde_json::from_str(&options.text.0).unwrap_or_default();
    let names = ["metadata", "conditions", "intervalInMs"];
    let mut own: Map<String, Value> = given.into_iter().filter(|(name, _)| names.contains(&name.as_str())).collect();
    own.insert("copySource".into(), json!(grant.url));
    let tier = job.tier().map(|tier| json!(tier));
    let pin = job.source.etag().map(|etag| json!({ "ifMatch": etag }));
    let tags = job.tags.as_ref().map(|tags| json!(tags));
    let priority = options.rehydrate_priority.as_ref().map(|priority| json!(priority));
    for (name, value) in [("tier", tier), ("rehydratePriority", priority), ("sourceConditions", pin), ("tags", tags)] {
        own.extend(value.map(|value| (name.to_owned(), value)));
    }
    let guarded = job.conditions();
    if job.guard != Guard::None {
        let conditions = own.entry("conditions").or_insert_with(|| json!({}));
        conditions["ifMatch"] = json!(guarded.if_match);
        conditions["ifNoneMatch"] = json!(guarded.if_none_match);
    }
    let begun = poll(&job.destination, Value::Object(own), cancel).await;
    begun.map_err(|error| job.failure(&error, "when the service was asked to copy"))
}

/// Begins or goes on with a copy of the service's own. `options` are those of its poller.
///
/// # Errors
/// What the poller failed with.
pub async fn poll(destination: &Side, mut options: Value, cancel: &CancellationToken) -> Result<Begun> {
    if let Some(options) = options.as_object_mut() {
        options.retain(|_, value| !value.is_null());
    }
    let pipeline = Arc::clone(&destination.pipeline);
    let (poller, exchange) = CopyPoller::begin(pipeline, destination.url.clone(), &options.to_string(), cancel).await?;
    {
        let mut state = poller.state();
        state.strategy = Some(strategy(Plan::CopyBlob));
        // Nobody gave the signature that was made for this copy, so nobody expects to see it.
        state.copy_source = SourceUrl(without_signature(&state.copy_source.0));
        state.hides_signature = true;
        if let Some(CopyResult::Polled(properties)) = &mut state.result {
            properties.copy_source = properties.copy_source.take().map(|source| without_signature(&source));
        }
    }
    Ok(Begun::Service(Box::new(poller), exchange))
}
