//! What the copy of one blob sent: its failed writes, and the operation that moved the content.

use std::cell::{Cell, RefCell};
use std::future::Future;

use http::Method;

use crate::bulk::report::container_event::BlobEffort;
use crate::http::Request;

/// The counts of one copy, wherever its requests are sent from.
struct Tally {
    bytes: u64,
    sent: Cell<u32>,
    in_vain: Cell<u32>,
    has_written: Cell<bool>,
    operation: Cell<Option<&'static str>>,
    left_snapshots: RefCell<Vec<String>>,
}

tokio::task_local! {
    static COPY: Tally;
}

/// Runs the copy of a blob of this size, and returns what it sent, if anything.
pub async fn copying<Work: Future>(bytes: u64, work: Work) -> (Work::Output, Option<BlobEffort>) {
    let tally = Tally {
        bytes,
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

/// The operation of a request that moves content.
/// <https://learn.microsoft.com/rest/api/storageservices/operations-on-blobs>
pub fn operation(request: &Request) -> Option<&'static str> {
    if request.method != Method::PUT {
        return None;
    }
    let has = |name: &str| request.headers.contains_key(name);
    let mut pairs = request.url.query_pairs();
    let component = pairs.find(|(name, _)| name == "comp").map(|(_, value)| value.into_owned());
    Some(match (component.as_deref(), has("x-ms-copy-source")) {
        (None, true) if has("x-ms-requires-sync") => "CopyBlobFromUrl",
        (None, true) if has("x-ms-blob-type") => "PutBlobFromUrl",
        (None, true) => COPY_BLOB,
        (None, false) if has("x-ms-blob-type") => "PutBlob",
        (Some("block"), true) => "PutBlockFromUrl",
        (Some("block"), false) => "PutBlock",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use url::Url;

    use super::*;

    fn put(query: &str, headers: &[&'static str]) -> Request {
        let url = Url::parse(&format!("https://a.example/c/b?{query}")).expect("a URL");
        let mut request = Request::new(Method::PUT, url);
        for name in headers {
            request.headers.insert(HeaderName::from_static(name), HeaderValue::from_static("x"));
        }
        request
    }

    #[test]
    fn operations_are_recognized_by_their_requests() {
        for (query, headers, expected) in [
            ("", &["x-ms-copy-source", "x-ms-requires-sync"][..], Some("CopyBlobFromUrl")),
            ("sv=1", &["x-ms-copy-source", "x-ms-blob-type"], Some("PutBlobFromUrl")),
            ("", &["x-ms-copy-source"], Some("CopyBlob")),
            ("", &["x-ms-blob-type"], Some("PutBlob")),
            ("blockid=1&comp=block", &["x-ms-copy-source"], Some("PutBlockFromUrl")),
            ("comp=block", &[], Some("PutBlock")),
            ("comp=blocklist", &[], None),
            ("comp=tags", &[], None),
        ] {
            assert_eq!(operation(&put(query, headers)), expected, "{query} {headers:?}");
        }
    }

    #[tokio::test]
    async fn a_copy_reports_its_writes_unless_it_sent_nothing() {
        let request = put("", &["x-ms-copy-source"]);
        let work = async {
            attempted(operation(&request), false);
            attempted(None, false);
            tokio::task::yield_now().await;
            attempted(operation(&request), true);
            copied_bytes()
        };
        let (bytes, effort) = copying(7, work).await;
        let effort = effort.expect("an effort");
        assert_eq!((bytes, effort.tries, effort.operation), (7, 2, Some("CopyBlob")));
        assert!(copying(7, async {}).await.1.is_none());
        attempted(operation(&request), true);
        assert_eq!(copied_bytes(), 0);
    }
}
