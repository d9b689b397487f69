//! Copies that are resumed, and commits whose response was lost.

use serde_json::json;
use std::sync::Arc;

use super::service::{ETAG, ReceivedRequest, Reply, SOURCE, Service, begin, begin_as, end, url};
use crate::auth::Anonymous;
use crate::copy::CopyState;
use crate::copy::saved::CopyRecord;
use crate::copy::saved::LocalRecord;
use crate::copy::saved::SavedOptions;
use crate::copy::saved::write;
use crate::copy::strategies::BlockIds;

#[tokio::test(start_paused = true)]
async fn a_resumed_copy_copies_only_missing_blocks() {
    let failing = Service::new(40, |_, seen, _| {
        (seen.header("x-ms-source-range") == Some("bytes=20-29")).then(|| Reply::error(503, "ServerBusy"))
    });
    let transfer =
        begin(&failing, r#"{"strategy":"blocks","blockSize":10,"concurrency":1,"metadata":{"a":"b"}}"#).await;
    end(&transfer).await.expect_err("busy");
    let saved = transfer.save();
    let ids = BlockIds::new(&url(SOURCE), ETAG, 40, 10);
    let list = move |_: &Service, seen: &ReceivedRequest, _| {
        let block = |number, size| format!("<Block><Name>{}</Name><Size>{size}</Size></Block>", ids.id(number));
        // The second has the wrong size, and the third is from another client.
        let blocks = format!("{}{}<Block><Name>QUFB</Name><Size>10</Size></Block>", block(0, 10), block(1, 9));
        let body = format!("<BlockList><UncommittedBlocks>{blocks}</UncommittedBlocks></BlockList>");
        seen.is("GET blocklisttype=all").then(|| Reply(200, Vec::new(), body.into()))
    };
    let service = Service::new(40, list);
    let options = json!({ "resumeFrom": saved }).to_string();
    let transfer = begin(&service, &options).await;
    end(&transfer).await.expect("copied");
    let staged = service.those("PUT comp=block&");
    let mut ranges: Vec<_> = staged.iter().filter_map(|seen| seen.header("x-ms-source-range")).collect();
    ranges.sort_unstable();
    assert_eq!(ranges, ["bytes=10-19", "bytes=20-29", "bytes=30-39"]);
    let commit = &service.those("PUT comp=blocklist")[0];
    assert_eq!(commit.header("x-ms-meta-a"), Some("b"), "the saved options hold");
}

#[tokio::test(start_paused = true)]
async fn a_source_changed_since_is_rejected_before_copying() {
    let saved = |etag: &str| {
        let record =
            LocalRecord { strategy: "blocks".into(), etag: Some(etag.into()), length: 40, ..Default::default() };
        let state = CopyState { is_started: Some(true), ..Default::default() };
        let text = write(&state, &SavedOptions::default(), CopyRecord::Local(&record));
        json!({ "resumeFrom": text }).to_string()
    };
    let service = Service::new(40, |_, _, _| None);
    let error = begin_as(&service, Arc::new(Anonymous), &saved("\"old\"")).await.err().expect("changed");
    assert_eq!(error.code(), Some("SourceChanged"));
    let error = begin_as(&service, Arc::new(Anonymous), &saved(ETAG)).await.err().expect("another source");
    assert_eq!(error.argument(), Some("options.resumeFrom"));
    assert!(service.those("PUT ").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_commit_with_a_lost_response_is_recognized() {
    let ids = BlockIds::new(&url(SOURCE), ETAG, 20, 10);
    let service = Service::new(20, move |_, seen, count| {
        if seen.is("HEAD /c/destination") && seen.header("if-match").is_none() && count == 0 {
            return Some(Reply::error(404, "BlobNotFound"));
        }
        if seen.is("GET blocklisttype=committed") {
            let block = |number| format!("<Block><Name>{}</Name><Size>10</Size></Block>", ids.id(number));
            let body = format!("<BlockList><CommittedBlocks>{}{}</CommittedBlocks></BlockList>", block(0), block(1));
            return Some(Reply(200, Vec::new(), body.into()));
        }
        seen.is("PUT comp=blocklist").then(|| match count {
            0 => Reply::error(500, "InternalError"),
            _ => Reply::error(409, "BlobAlreadyExists"),
        })
    });
    let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10,"overwrite":"never"}"#).await;
    assert_eq!(end(&transfer).await.expect("copied")["etag"], "\"made\"");
    assert!(service.those("DELETE ").is_empty());
}
