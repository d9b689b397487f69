//! What the copy of one blob sent: its failed writes, and the operation that moved the content.

use std::cell::{Cell, RefCell};
use std::future::Future;

use crate::bulk::report::container_event::BlobEffort;
use crate::http::Request;
use crate::rest::Operation;
use crate::rest::blob::{BlockBlobUploadParameters, CopyFromURL, StartCopyFromURL};
use crate::rest::block_blob::{PutBlobFromURL, StageBlock, StageBlockFromURL};

/// The counts of one copy, wherever its requests are sent from.
struct Tally {
    bytes: u64,
    was_left: bool,
    sent: Cell<u32>,
    in_vain: Cell<u32>,
    has_written: Cell<bool>,
    operation: Cell<Option<&'static str>>,
    left_snapshots: RefCell<Vec<String>>,
}

tokio::task_local! {
    static COPY: Tally;
}

/// Runs the copy of a blob of this size, and returns what it sent, if anything. `was_left`: see [`was_left`].
pub async fn copying<Work: Future>((bytes, was_left): (u64, bool), work: Work) -> (Work::Output, Option<BlobEffort>) {
    let tally = Tally {
        bytes,
        was_left,
        sent: Cell::default(),
        in_vain: Cell::default(),
        has_written: Cell::default(),
        operation: Cell::default(),
        left_snapshots: RefCell::default(),
    };
    let counted = async {
        let output = work.await;
        let effort = COPY.with(|copy| {
            let tries = copy.in_vain.get() + u32::from(copy.has_written.get());
            let (operation, left_snapshots) = (copy.operation.get(), copy.left_snapshots.take());
            let effort = BlobEffort { milliseconds: 0, tries, operation, left_snapshots };
            (copy.sent.get() > 0).then_some(effort)
        });
        (output, effort)
    };
    COPY.scope(tally, counted).await
}

/// Backup snapshots of the blob that is being copied could not be deleted.
pub fn left(snapshots: Vec<String>) {
    let _ = COPY.try_with(|copy| copy.left_snapshots.borrow_mut().extend(snapshots));
}

/// The size of the blob that is being copied; 0 elsewhere.
pub fn copied_bytes() -> u64 {
    COPY.try_with(|copy| copy.bytes).unwrap_or_default()
}

/// Whether an earlier run copied other blobs, and left the one that is being copied.
pub fn was_left() -> bool {
    COPY.try_with(|copy| copy.was_left).unwrap_or_default()
}

/// Whether a write for the blob that is being copied succeeded.
pub fn has_written() -> bool {
    COPY.try_with(|copy| copy.has_written.get()).unwrap_or_default()
}

/// Whether an earlier attempt for the blob that is being copied may have written it: the last one was rejected.
pub fn may_have_written() -> bool {
    has_written() || COPY.try_with(|copy| copy.in_vain.get() > 1).unwrap_or_default()
}

/// An attempt was made for the blob that is being copied, and did or did not succeed. `operation` is set if it moves content.
pub fn attempted(operation: Option<&'static str>, succeeded: bool) {
    // Outside a copy, nothing is counted.
    let _ = COPY.try_with(|copy| {
        copy.sent.set(copy.sent.get() + 1);
        let Some(operation) = operation else { return };
        copy.operation.set(Some(operation));
        copy.in_vain.set(copy.in_vain.get() + u32::from(!succeeded));
        copy.has_written.set(copy.has_written.get() || succeeded);
    });
}

/// The asynchronous operation.
pub const COPY_BLOB: &str = "CopyBlob";

/// The operations that move content, by their declared names, and their names in reports.
/// <https://learn.microsoft.com/rest/api/storageservices/operations-on-blobs>
const MOVING: [(&str, &str); 6] = [
    (StartCopyFromURL::DECLARATION.name, COPY_BLOB),
    (CopyFromURL::DECLARATION.name, "CopyBlobFromUrl"),
    (PutBlobFromURL::DECLARATION.name, "PutBlobFromUrl"),
    (BlockBlobUploadParameters::DECLARATION.name, "PutBlob"),
    (StageBlockFromURL::DECLARATION.name, "PutBlockFromUrl"),
    (StageBlock::DECLARATION.name, "PutBlock"),
];

/// The operation of a request that moves content, as reports call it.
pub fn moving(request: &Request) -> Option<&'static str> {
    let operation = request.operation?;
    MOVING.iter().find(|(declared, _)| *declared == operation).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::rest::blob::{BlobGetPropertiesOptions, SetMetadata};
    use crate::rest::block_blob::CommitBlockList;

    fn request<O: Operation + Default>() -> Request {
        let url = Url::parse("https://a.example/c/b").expect("a URL");
        O::default().request(url).expect("a request")
    }

    #[test]
    fn operations_that_move_content_are_named_as_the_service_names_them() {
        assert_eq!(moving(&request::<StartCopyFromURL>()), Some("CopyBlob"));
        assert_eq!(moving(&request::<CopyFromURL>()), Some("CopyBlobFromUrl"));
        assert_eq!(moving(&request::<PutBlobFromURL>()), Some("PutBlobFromUrl"));
        assert_eq!(moving(&request::<BlockBlobUploadParameters>()), Some("PutBlob"));
        assert_eq!(moving(&request::<StageBlockFromURL>()), Some("PutBlockFromUrl"));
        assert_eq!(moving(&request::<StageBlock>()), Some("PutBlock"));
        assert_eq!(moving(&request::<CommitBlockList>()), None);
        assert_eq!(moving(&request::<SetMetadata>()), None);
        assert_eq!(moving(&request::<BlobGetPropertiesOptions>()), None);
    }

    #[tokio::test]
    async fn a_copy_reports_its_writes_unless_it_sent_nothing() {
        let request = request::<StartCopyFromURL>();
        let work = async {
            attempted(moving(&request), false);
            attempted(None, false);
            tokio::task::yield_now().await;
            attempted(moving(&request), true);
            copied_bytes()
        };
        let (bytes, effort) = copying((7, false), work).await;
        let effort = effort.expect("an effort");
        assert_eq!((bytes, effort.tries, effort.operation), (7, 2, Some("CopyBlob")));
        assert!(copying((7, false), async {}).await.1.is_none());
        attempted(moving(&request), true);
        assert_eq!(copied_bytes(), 0);
    }
}
