//! Copies the earlier states of a blob, oldest first. At the destination, snapshots are created of them, or the service
//! creates versions of them as they are overwritten.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::earlier_states::Replayed;
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::copying::worker::Worker;
use crate::bulk::listing::at_destination::{AtDestination, properties};
use crate::bulk::listing::gathering::{EarlierState, StateId};
use crate::bulk::report::cost::{Requests, of_copy};
use crate::bulk::report::fidelity::not_kept;
use crate::copy::plan_of;
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobCreateSnapshotOptions;
use crate::rest::conditions::BlobRequestConditions;

impl Worker {
    /// Copies the earlier states of a blob.
    ///
    /// # Errors
    /// The first state that cannot be copied: later ones would be out of order.
    pub(in crate::bulk) async fn replay(
        &self,
        source: &BlobEndpoint,
        (to, destination): (&BlobEndpoint, &BlobEndpoint),
        name: &str,
        earlier: Vec<EarlierState>,
        cancel: &CancellationToken,
    ) -> Result<Replayed> {
        let mut replayed = Replayed::default();
        let key = self.options.copy.customer_provided_key.as_ref();
        for EarlierState { id, facts } in earlier {
            let from = id.of(source.clone());
            replayed.states += 1;
            replayed.bytes = replayed.bytes.saturating_add(facts.length.unwrap_or_default());
            let takes_snapshot = matches!(id, StateId::Snapshot(_));
            if self.options.dry_run {
                let options = self.options_of(&facts)?;
                let plan = plan_of(&from, &facts, destination, options, &self.services)?;
                self.requests.add(of_copy(plan, &facts, options.verify));
                self.requests.add(Requests { write: u64::from(takes_snapshot), ..Requests::default() });
                continue;
            }
            let mut cleared = self.cleared(to, &facts, cancel).await;
            let known = (Arc::clone(&facts), AtDestination::Unknown);
            let settled =
                self.until_settled(from.clone(), destination.clone(), name, known, &mut cleared, cancel).await?;
            let BlobResult::Copied { etag, .. } = settled else { return Err(not_copied(&from)) };
            replayed.not_kept.extend(not_kept(&facts, &cleared, &self.options.copy));
            if takes_snapshot {
                let lease_id = self.lease_of(destination, name);
                let conditions = Some(BlobRequestConditions { if_match: etag, lease_id, ..Default::default() });
                let operation = BlobCreateSnapshotOptions {
                    conditions,
                    customer_provided_key: key.cloned(),
                    encryption_scope: self.options.copy.encryption_scope.clone(),
                    ..Default::default()
                };
                destination.execute(&operation, cancel).await?;
            } else if !self.keeps_versions.load(Ordering::Relaxed) {
                let there = properties(destination, key, cancel).await?;
                if there.version_id.is_none() {
                    return Err(keeps_none(destination));
                }
                self.keeps_versions.store(true, Ordering::Relaxed);
            }
        }
        Ok(replayed)
    }
}

fn not_copied(state: &BlobEndpoint) -> Error {
    let message = format!(
        "The earlier state {} was not copied: it was deleted after it was listed, or something is in the way at the destination. \
         Copy the blob again.",
        state.shown()
    );
    Error::new(ErrorKind::Copy, message).with_code("EarlierStateNotCopied")
}

fn keeps_none(destination: &BlobEndpoint) -> Error {
    let message = format!(
        "The destination's account keeps no versions, so that the earlier ones of {} would be lost. Enable versioning there, or leave \
         out the option \"versions\".",
        destination.shown()
    );
    Error::new(ErrorKind::Copy, message).with_code("VersioningDisabled")
}
