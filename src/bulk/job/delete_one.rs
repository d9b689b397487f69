//! Deletes one blob that only the destination has, after all checks.

use std::error::Error as _;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::pair_failure::container_is_gone;
use crate::bulk::copying::permissions::{is_about_blob, lacks_permission};
use crate::bulk::job::shared::Shared;
use crate::bulk::listing::at_destination::properties;
use crate::bulk::listing::extraneous::Extraneous;
use crate::bulk::listing::origin::AccountContainer;
use crate::bulk::mirror::source_check::{SourceHas, ask_source};
use crate::bulk::naming::blob_endpoint::endpoint;
use crate::bulk::options::mirror_options::MirrorOptions;
use crate::bulk::report::event::{BlobEvent, BlobFailure, KeptReason};
use crate::copy::BlobFacts;
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobDeleteOptions;
use crate::rest::conditions::BlobDeleteConditions;
use crate::rest::shared::DeleteSnapshotsOptionType;
use crate::rest::values::Timestamp;

/// The result of one delete.
pub(super) enum DeleteOutcome {
    /// It was done, or not.
    Event(BlobEvent),
    /// It was rejected because a permission is missing. That concerns all other blobs if none was deleted yet.
    Forbidden(BlobEvent, Error),
    /// Nothing more may be deleted.
    Withhold(String),
}

/// Whether the result of a delete shows that the credentials may delete.
pub(super) fn shows_permission(event: &BlobEvent) -> bool {
    match event {
        BlobEvent::DeleteSkipped { reason, .. } => matches!(reason, KeptReason::Changed | KeptReason::Gone),
        BlobEvent::Deleted { .. } => true,
        BlobEvent::DeleteRefused { failure, .. } => is_about_blob(failure.status_code),
        _ => false,
    }
}

/// Deletes one blob, after all checks.
pub(super) async fn delete_one(
    (shared, mirror): (&Shared, &MirrorOptions),
    place: Option<Arc<AccountContainer>>,
    blob: Extraneous,
    started: Option<Timestamp>,
) -> Result<DeleteOutcome> {
    let (worker, cancel) = (&shared.worker, &shared.cancel);
    let (from, to) =
        place.as_ref().map_or((&worker.source, &worker.destination), |place| (&place.source, &place.destination));
    let which = place.as_ref().map(|place| format!(" {:?}", place.container)).unwrap_or_default();
    let name = blob.name.clone();
    let kept = |reason| Ok(DeleteOutcome::Event(BlobEvent::DeleteSkipped { destination: name.clone(), reason }));
    let rejected = |error: &Error| {
        let concerns_all = worker.attempts.renewal.gave_up();
        let concerns_all = concerns_all.or_else(|| (error.kind() == ErrorKind::Credential).then(|| error.clone()));
        if let Some(error) = concerns_all {
            return Ok(DeleteOutcome::Withhold(error.message().to_owned()));
        }
        let event = BlobEvent::DeleteRefused { destination: name.clone(), failure: BlobFailure::of(error) };
        Ok(match forbidden(error) {
            Some(reason) => DeleteOutcome::Forbidden(event, error.clone().with_message(reason)),
            None => DeleteOutcome::Event(event),
        })
    };
    // Times of the service are in whole seconds, so one of the same second may be newer.
    let is_older = matches!((blob.last_modified, started), (Some(time), Some(started)) if time < started);
    let Some(etag) = blob.etag.clone().filter(|_| is_older) else { return kept(KeptReason::Newer) };
    let done = |dry_run| {
        let (destination, bytes, excluded) = (name.clone(), blob.length, blob.is_excluded);
        Ok(DeleteOutcome::Event(BlobEvent::Deleted { destination, bytes, excluded, dry_run }))
    };
    if worker.options.dry_run {
        worker.forecasts(|forecast, _| forecast.loses_early(blob.early, blob.length));
        return done(true);
    }
    match ask_source(from, &worker.options, &blob, cancel).await {
        Ok(SourceHas::Nothing) => {}
        Ok(SourceHas::Something) => return kept(KeptReason::AtSource),
        Err(_) if cancel.is_cancelled() => return Err(Error::aborted()),
        Err(error) if error.status() == Some(404) => {
            let gone = container_is_gone(error.code());
            let what = if gone {
                format!("the source container{which} is not there any more")
            } else {
                "the source cannot be checked".to_owned()
            };
            return Ok(DeleteOutcome::Withhold(format!("{what}: {}", error.message())));
        }
        Err(error) => return rejected(&error),
    }
    let target = match endpoint(to, &name) {
        Ok(target) => target,
        Err(error) => return rejected(&error),
    };
    let deleted = match Box::pin(keep_first(shared, &target, &blob, cancel)).await {
        Ok(()) => {
            worker.intents.copy_goes(&worker.qualified_name(&target, &name)).await?;
            let operation = BlobDeleteOptions {
                conditions: Some(BlobDeleteConditions {
                    if_match: Some(etag),
                    lease_id: worker.lease_of(&target, &name),
                    ..Default::default()
                }),
                delete_snapshots: mirror.deletes_snapshots.then(|| DeleteSnapshotsOptionType("include".to_owned())),
                ..Default::default()
            };
            target.execute(&operation, cancel).await.map(drop)
        }
        Err(error) => Err(error),
    };
    match deleted {
        Ok(()) => done(false),
        // An earlier attempt took effect; only its response was lost.
        Err(error) if error.code() == Some("BlobNotFound") && error.attempts() > 1 => done(false),
        Err(_) if cancel.is_cancelled() => Err(Error::aborted()),
        Err(error) if container_is_gone(error.code()) => {
            let what = format!("the destination container{which} is not there any more");
            Ok(DeleteOutcome::Withhold(format!("{what}: {}", error.message())))
        }
        Err(error) if error.status() == Some(404) => kept(KeptReason::Gone),
        Err(error) if matches!(error.code(), Some("ConditionNotMet" | "TargetConditionNotMet")) => {
            kept(KeptReason::Changed)
        }
        Err(error) => rejected(&error),
    }
}

/// Why nothing is deleted, if a permission is missing.
fn forbidden(error: &Error) -> Option<String> {
    // What could not be kept has the rejection as its cause.
    let cause = error.source().and_then(|cause| cause.downcast_ref::<Error>());
    let needed = match (cause, error.request().map(|request| request.method.as_str())) {
        (Some(cause), _) if lacks_permission(cause) => {
            "the old states of blobs may not be kept, as \"keepReplaced\" asks"
        }
        _ if !lacks_permission(error) => return None,
        (_, Some("DELETE")) => {
            "the blobs of the destination may not be deleted. That takes \"d\" in a shared access signature, or the role Storage Blob Data \
             Contributor"
        }
        _ => {
            "single blobs may not be looked at before they are deleted. That takes \"r\" in the shared access signature of the source, and of \
             the destination with \"keepReplaced\""
        }
    };
    Some(format!("{needed}. {}", error.message()))
}

/// Copies the state that is deleted, if the options say so.
async fn keep_first(
    shared: &Shared,
    target: &BlobEndpoint,
    blob: &Extraneous,
    cancel: &CancellationToken,
) -> Result<()> {
    if shared.worker.keeper.is_none() {
        return Ok(());
    }
    let key = shared.worker.options.copy.customer_provided_key.as_ref();
    let facts = BlobFacts::from_properties(&properties(target, key, cancel).await?);
    if facts.etag != blob.etag {
        return Err(Error::new(ErrorKind::Copy, "The blob changed.").with_code("TargetConditionNotMet"));
    }
    shared.worker.keep(target, &blob.name, &facts, cancel).await
}
