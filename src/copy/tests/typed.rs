//! `prepare` and `copy`, as copies of many blobs call them: without a poller.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::service::{DESTINATION, ETAG, Reply, SOURCE, Service, url};
use crate::auth::Anonymous;
use crate::base::error::{ErrorKind, Result};
use crate::copy::blob_facts::BlobKind;
use crate::copy::options::{BeginCopyFromOptions, CopyOptions};
use crate::copy::{BlobFacts, CopyOutcome, CopyRequest, CopyResult, Preparation, copy, prepare};
use crate::rest::BlobEndpoint;
use crate::rest::values::{NameValues, Timestamp};

fn listed() -> BlobFacts {
    BlobFacts {
        kind: BlobKind::BlockBlob,
        length: Some(40),
        etag: Some(ETAG.into()),
        metadata: Some(NameValues::default()),
        tags: Some(NameValues::default()),
        ..Default::default()
    }
}

async fn copied(
    service: &Arc<Service>,
    facts: BlobFacts,
    options: BeginCopyFromOptions,
    cancel: &CancellationToken,
) -> Result<CopyOutcome> {
    let request = CopyRequest {
        source: BlobEndpoint::new(service.pipeline(Arc::new(Anonymous)), url(SOURCE)),
        source_facts: Some(Arc::new(facts)),
        destination: BlobEndpoint::new(service.pipeline(Arc::new(Anonymous)), url(DESTINATION)),
        decided: None,
        options: Arc::new(CopyOptions::new(options)?),
        services: Arc::default(),
        resume: None,
        adopts_blocks: false,
    };
    match prepare(request, cancel).await? {
        Preparation::Copy(context) => copy(Arc::from(context)).await,
        Preparation::Skip(outcome) => Ok(*outcome),
    }
}

fn by(strategy: &str) -> BeginCopyFromOptions {
    BeginCopyFromOptions { strategy: Some(strategy.into()), ..Default::default() }
}

fn over(overwrite: &str) -> BeginCopyFromOptions {
    BeginCopyFromOptions { overwrite: Some(overwrite.into()), ..Default::default() }
}

fn of_copy(status: u16, copy_status: &str) -> Reply {
    Reply::of(status).with("x-ms-copy-id", "ours").with("x-ms-copy-status", copy_status).with("etag", "\"e\"")
}

#[tokio::test(start_paused = true)]
async fn a_listed_blob_is_copied_in_one_request() {
    let service = Service::new(40, |_, _, _| None);
    let cancel = CancellationToken::new();
    let outcome = copied(&service, listed(), BeginCopyFromOptions::default(), &cancel).await.expect("copied");
    assert_eq!(outcome.etag(), Some("\"made\""));
    assert!(matches!(outcome.result, CopyResult::CopiedFromUrl(_)));
    let requests = service.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].header("x-ms-source-if-match"), Some(ETAG), "it is pinned all the same");
}

#[tokio::test(start_paused = true)]
async fn a_listing_without_metadata_does_not_suffice() {
    let service = Service::new(40, |_, _, _| None);
    let facts = BlobFacts { metadata: None, ..listed() };
    copied(&service, facts, by("relay"), &CancellationToken::new()).await.expect("copied");
    assert_eq!(service.those("HEAD /c/source").len(), 1);
    let written = &service.those("PUT /c/destination")[0];
    assert_eq!(written.header("x-ms-meta-owner"), Some("me"), "it is not lost");
}

#[tokio::test(start_paused = true)]
async fn an_unneeded_copy_is_skipped() {
    let service = Service::new(40, |_, seen, _| {
        let there = Reply::of(200).with("content-length", 40).with("last-modified", "Sun, 22 Nov 2026 13:11:11 GMT");
        seen.is("HEAD /c/destination").then_some(there)
    });
    let cancel = CancellationToken::new();
    let error = copied(&service, listed(), over("never"), &cancel).await.expect_err("it exists");
    assert_eq!(error.code(), Some("BlobAlreadyExists"));
    let older = BlobFacts { last_modified: Some(Timestamp(0)), ..listed() };
    let outcome = copied(&service, older, over("ifSourceNewer"), &cancel).await.expect("skipped");
    assert!(outcome.is_skipped());
    let json = serde_json::to_value(&outcome.result).expect("JSON");
    assert_eq!((&json["skipped"], &json["contentLength"]), (&true.into(), &40.into()));
    assert!(service.those("PUT ").is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_asynchronous_copy_is_awaited() {
    let service = Service::new(40, |_, seen, count| match () {
        () if seen.is("PUT /c/destination") => Some(of_copy(202, "pending")),
        () if seen.is("HEAD /c/destination") => Some(of_copy(200, if count < 2 { "pending" } else { "success" })),
        () => None,
    });
    let cancel = CancellationToken::new();
    let outcome = copied(&service, listed(), by("asynchronous"), &cancel).await.expect("copied");
    assert!(matches!(&outcome.result, CopyResult::Polled(properties) if properties.copy_id.as_deref() == Some("ours")));
    assert_eq!((outcome.etag(), service.those("HEAD ").len()), (Some("\"e\""), 3));
    assert!(outcome.exchange.is_some());
}

#[tokio::test(start_paused = true)]
async fn an_aborted_asynchronous_copy_is_rolled_back() {
    let cancel = CancellationToken::new();
    let aborting = cancel.clone();
    let service = Service::new(40, move |service, seen, _| match () {
        () if seen.is("PUT comp=copy") => Some(Reply::of(204)),
        () if seen.is("PUT /c/destination") => Some(of_copy(202, "pending")),
        () if seen.is("HEAD /c/destination") && service.those("PUT comp=copy").is_empty() => {
            aborting.cancel();
            Some(of_copy(200, "pending"))
        }
        () if seen.is("HEAD /c/destination") => Some(of_copy(200, "aborted")),
        () => None,
    });
    let error = copied(&service, listed(), by("asynchronous"), &cancel).await.expect_err("aborted");
    assert_eq!(error.kind(), ErrorKind::Aborted);
    let deleted = service.those("DELETE /c/destination");
    assert_eq!(deleted.first().and_then(|seen| seen.header("if-match")), Some("\"e\""), "nothing is left");
}
