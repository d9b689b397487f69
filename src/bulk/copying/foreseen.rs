//! What a plan foresees at the destination: an obstacle that its listing shows, and what the options say about it.

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::copying::worker::Worker;
use crate::bulk::options::obstacles::{Cleared, Clearing, Remedy};
use crate::bulk::report::cost::Requests;
use crate::copy::BlobFacts;
use crate::copy::blob_facts::BlobKind;
use crate::copy::plan::Plan;

impl Worker {
    /// What becomes of a blob whose destination cannot be overwritten as it is; `None` if it is copied all the same.
    ///
    /// # Errors
    /// The error that the blob of a run would fail with.
    pub(super) fn foreseen(
        &self,
        blob: &BlobFacts,
        (old, name): (&BlobFacts, &str),
        plan: Plan,
    ) -> Result<Option<BlobResult>> {
        let mut cleared = Cleared::new();
        if self.options.lease_ids.of(name).is_some() {
            cleared.insert(Clearing::BreakLease);
        }
        while let Some((code, what)) = obstacle(blob, old, plan, &cleared) {
            let error = Error::new(ErrorKind::Copy, format!("The destination {what}.")).with_code(code);
            let mut forecast = lock(&self.forecast);
            let counts = forecast.obstacles.of(code);
            match self.options.obstacles.remedy(&error, blob, &cleared) {
                Remedy::None => {
                    counts.failed += 1;
                    return Err(error);
                }
                Remedy::Skip(reason) => {
                    counts.skipped += 1;
                    return Ok(Some(BlobResult::Skipped(reason)));
                }
                Remedy::Clear(clearing) => {
                    counts.cleared += 1;
                    let (read, delete) = if clearing == Clearing::Delete { (2, 1) } else { (0, 0) };
                    let write = u64::from(clearing == Clearing::BreakLease);
                    // The first attempt is rejected.
                    self.requests.add(Requests { read, delete, write: write + 1, ..Requests::default() });
                    cleared.insert(clearing);
                }
            }
        }
        Ok(None)
    }
}

/// What the service would reject a write for: its code, and what it means.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
fn obstacle(blob: &BlobFacts, old: &BlobFacts, plan: Plan, cleared: &Cleared) -> Option<(&'static str, &'static str)> {
    if old.leased && !cleared.contains(&Clearing::BreakLease) {
        return Some(("LeaseIdMissing", "is leased"));
    }
    if cleared.contains(&Clearing::Delete) {
        return None;
    }
    if old.archived() {
        return Some(("BlobArchived", "is archived, and cannot be overwritten"));
    }
    // Put Blob and Put Blob From URL replace a blob of any type.
    let keeps_type = matches!(plan, Plan::CopyBlob);
    let differs = if keeps_type { old.kind != blob.kind } else { old.kind != BlobKind::BlockBlob };
    let asks_for_type = matches!(plan, Plan::CopyBlob | Plan::CopyBlobFromUrl | Plan::Blocks(_));
    (asks_for_type && differs && old.kind != BlobKind::Other)
        .then_some(("InvalidBlobType", "is a blob of another type"))
}
