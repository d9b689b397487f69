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
    /// What happens to a blob whose destination cannot be overwritten as it is; `None` if it is copied anyway. Each obstacle has its own
    /// option: one that is cleared does not clear another. `holds_lease` says whether the caller holds the lease of the existing blob.
    ///
    /// # Errors
    /// The error that the blob of a run would fail with.
    pub(super) fn foreseen(
        &self,
        blob: &BlobFacts,
        (old, holds_lease): (&BlobFacts, bool),
        plan: Plan,
    ) -> Result<Option<BlobResult>> {
        let mut first_deletes = true;
        let is_leased = old.leased && !holds_lease;
        for (stands, code, what) in [
            (is_leased, "LeaseIdMissing", "is leased"),
            (old.archived(), "BlobArchived", "is archived, and cannot be overwritten"),
            (is_of_other_type(blob, old, plan), "InvalidBlobType", "is a blob of another type"),
        ] {
            if !stands {
                continue;
            }
            let error = Error::new(ErrorKind::Copy, format!("The destination {what}.")).with_code(code);
            let mut forecast = lock(&self.forecast);
            let counts = forecast.obstacles.of(code);
            match self.options.obstacles.remedy(&error, blob, &Cleared::new()) {
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
                    let write = u64::from(clearing == Clearing::BreakLease);
                    let deletes = clearing == Clearing::Delete && std::mem::take(&mut first_deletes);
                    if deletes || write > 0 {
                        let (read, delete) = if deletes { (2, 1) } else { (0, 0) };
                        // The first attempt is rejected.
                        self.requests.add(Requests { read, delete, write: write + 1, ..Requests::default() });
                    }
                }
            }
        }
        Ok(None)
    }
}

/// Whether the service would reject a write because the destination has another type.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
fn is_of_other_type(blob: &BlobFacts, old: &BlobFacts, plan: Plan) -> bool {
    // Put Blob and Put Blob From URL replace a blob of any type.
    let keeps_type = matches!(plan, Plan::CopyBlob);
    let differs = if keeps_type { old.kind != blob.kind } else { old.kind != BlobKind::BlockBlob };
    let asks_for_type = matches!(plan, Plan::CopyBlob | Plan::CopyBlobFromUrl | Plan::Blocks(_));
    asks_for_type && differs && old.kind != BlobKind::Other
}
