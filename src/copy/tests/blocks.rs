//! Copies by blocks: what is sent, how much at once, and what is left behind.

use bytes::Bytes;
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;

use super::service::{DESTINATION, ETAG, Reply, SOURCE, Service, begin, end, url};
use crate::base::error::ErrorKind;
use crate::copy::plan::CopyStrategy;
use crate::copy::progress::CopyProgress;
use crate::copy::strategies::BlockIds;

#[tokio::test(start_paused = true)]
async fn blocks_are_pinned_bounded_and_committed_last() {
    let service = Service::new(95, |_, _, _| None);
    let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10,"concurrency":3}"#).await;
    let result = end(&transfer).await.expect("copied");
    assert_eq!(result["etag"], "\"made\"");
    assert_eq!(transfer.state().copy_progress, Some(CopyProgress { copied: 95, total: 95 }));
    assert_eq!(transfer.state().strategy, Some(CopyStrategy::Blocks));
    let staged = service.those("PUT comp=block&");
    let mut ranges: Vec<_> = staged.iter().filter_map(|seen| seen.header("x-ms-source-range")).collect();
    ranges.sort_unstable();
    assert_eq!((ranges.len(), ranges[0], ranges[9]), (10, "bytes=0-9", "bytes=90-94"));
    assert!(staged.iter().all(|seen| seen.header("x-ms-source-if-match") == Some(ETAG)), "each is pinned");
    assert!(staged.iter().all(|seen| seen.header("x-ms-copy-source") == Some(SOURCE)));
    assert_eq!(service.load.lock().expect("no test panics here").1, 3, "as many at once as requested, and no more");
    let requests = service.requests();
    let commits = service.those("PUT comp=blocklist");
    assert_eq!(commits.len(), 1);
    let commit = &commits[0];
    assert_eq!(String::from_utf8_lossy(&commit.body).matches("<Latest>").count(), 10);
    for (name, value) in
        [("x-ms-meta-owner", "me"), ("x-ms-blob-content-type", "text/plain"), ("x-ms-access-tier", "Cool")]
    {
        assert_eq!(commit.header(name), Some(value), "{name}");
    }
    assert!(requests[requests.len() - 2].is("PUT comp=blocklist"), "all blocks come before it");
    let check = requests.last().expect("requests");
    assert!(check.is("HEAD /c/destination"), "the length is checked");
    assert_eq!(check.header("if-match"), Some("\"made\""));
}

#[tokio::test(start_paused = true)]
async fn a_failed_block_fails_the_copy_and_nothing_is_committed() {
    let service = Service::new(40, |_, seen, _| {
        (seen.header("x-ms-source-range") == Some("bytes=20-29")).then(|| Reply::error(409, "BlobArchived"))
    });
    let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10,"concurrency":1}"#).await;
    let error = end(&transfer).await.expect_err("rejected");
    assert_eq!((error.code(), error.status()), (Some("BlobArchived"), Some(409)));
    for part in [SOURCE, DESTINATION, "block 3 of 4 (bytes 20-29)"] {
        assert!(error.message().contains(part), "{error}");
    }
    assert!(service.those("PUT comp=blocklist").is_empty(), "no blob is made, not even to clean up");
    let deletions = service.those("DELETE /c/destination");
    let conditions: Vec<_> = deletions.iter().map(|seen| seen.header("if-unmodified-since")).collect();
    assert_eq!(conditions, [Some("Sat, 01 Jan 2000 00:00:00 GMT")], "never where there is a blob");
}

#[tokio::test(start_paused = true)]
async fn a_transient_failure_keeps_the_blocks_for_a_resumed_copy() {
    for (status, code) in [(503, "ServerBusy"), (403, "AuthenticationFailed")] {
        let service = Service::new(40, move |_, seen, _| {
            (seen.header("x-ms-source-range") == Some("bytes=20-29")).then(|| Reply::error(status, code))
        });
        let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10,"concurrency":1}"#).await;
        assert_eq!(end(&transfer).await.expect_err("rejected").code(), Some(code));
        assert!(service.those("PUT comp=blocklist").is_empty());
        assert!(service.those("DELETE ").is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_changes_is_named() {
    let service =
        Service::new(40, |_, seen, _| seen.is("PUT comp=block&").then(|| Reply::error(412, "SourceConditionNotMet")));
    let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10}"#).await;
    let error = end(&transfer).await.expect_err("changed");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Copy, Some("SourceChanged")));
    assert!(error.message().contains(SOURCE) && error.message().contains(ETAG), "{error}");

    let service = Service::new(40, |_, seen, _| seen.is("GET /c/source").then(|| Reply::error(412, "ConditionNotMet")));
    let transfer = begin(&service, r#"{"strategy":"relay","blockSize":10}"#).await;
    assert_eq!(end(&transfer).await.expect_err("changed").code(), Some("SourceChanged"));
}

#[tokio::test(start_paused = true)]
async fn a_canceled_copy_cleans_up_before_the_cancel_returns() {
    let service = Service::new(40, |_, seen, _| {
        (seen.header("x-ms-source-range") == Some("bytes=20-29")).then(|| Reply::of(0)) // no response, ever
    });
    let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10,"concurrency":1}"#).await;
    while service.those("PUT comp=block&").len() < 3 {
        yield_now().await;
    }
    transfer.cancel_operation(&CancellationToken::new()).await.expect("cancelled");
    let state = transfer.state().clone();
    assert_eq!((state.is_cancelled, state.is_completed, state.error.is_some()), (Some(true), None, false));
    assert!(service.those("PUT comp=blocklist").is_empty());
    assert_eq!(service.those("DELETE /c/destination").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_wait_for_a_lost_commit_response_is_bounded() {
    let service = Service::new(40, |_, seen, _| seen.is("PUT comp=blocklist").then(|| Reply::of(0)));
    let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10}"#).await;
    while service.those("PUT comp=blocklist").is_empty() {
        yield_now().await;
    }
    transfer.cancel_operation(&CancellationToken::new()).await.expect("cancelled");
    let state = transfer.state().clone();
    assert_eq!((state.is_cancelled, state.is_completed), (Some(true), None));
    let error = state.error.expect("it says what is not known");
    assert_eq!(error.code(), Some("CopyCancelled"));
    assert!(error.message().contains(DESTINATION) && error.message().contains("is not known"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_commit_with_a_lost_response_is_checked() {
    let ids = BlockIds::new(&url(SOURCE), ETAG, 20, 10);
    for (status, list, made) in [(500, 200, true), (500, 404, false), (500, 403, false), (503, 200, false)] {
        let service = Service::new(20, move |_, seen, _| {
            if seen.is("GET blocklisttype=committed") {
                let block = |number| format!("<Block><Name>{}</Name><Size>10</Size></Block>", ids.id(number));
                let body =
                    format!("<BlockList><CommittedBlocks>{}{}</CommittedBlocks></BlockList>", block(0), block(1));
                return Some(Reply(list, Vec::new(), if list == 200 { body.into() } else { Bytes::new() }));
            }
            seen.is("PUT comp=blocklist").then(|| Reply::error(status, "InternalError"))
        });
        let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10}"#).await;
        let ended = end(&transfer).await;
        assert_eq!(ended.is_ok(), made, "{status} {list}: {ended:?}");
        let unknown = ended.is_err_and(|error| error.message().contains("is not known"));
        assert_eq!(unknown, list == 403, "{status} {list}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_copy_ends_when_its_owner_is_dropped() {
    let service = Service::new(40, |_, seen, _| seen.is("PUT comp=block&").then(|| Reply::of(0)));
    let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10}"#).await;
    while service.those("PUT comp=block&").is_empty() {
        yield_now().await;
    }
    drop(transfer);
    while service.those("DELETE /c/destination").is_empty() {
        yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn blocks_are_kept_if_a_blob_exists_or_may_exist() {
    for status in [200, 403, 500] {
        let service = Service::new(40, move |_, seen, _| {
            if seen.is("HEAD /c/destination") {
                return Some(if status == 200 { Reply::of(200) } else { Reply::error(status, "InternalError") });
            }
            seen.is("PUT comp=block&").then(|| Reply::error(409, "BlobArchived"))
        });
        let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10}"#).await;
        end(&transfer).await.expect_err("rejected");
        assert!(service.those("DELETE ").is_empty(), "{status}");
    }
}
