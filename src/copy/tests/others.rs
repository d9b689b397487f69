//! The other strategies, and the decisions before them.

use std::sync::Arc;

use super::service::{ETAG, ReceivedRequest, Reply, Responder, SOURCE, Service, begin, begin_as, end, url};
use crate::auth::Anonymous;
use crate::base::error::ErrorKind;
use crate::copy::error_codes::SOURCE_CHANGED;
use crate::copy::plan::CopyStrategy;
use crate::copy::strategies::BlockIds;

#[tokio::test(start_paused = true)]
async fn a_changed_source_error_says_what_happened_to_the_destination() {
    let rejected = |_: &Service, seen: &ReceivedRequest, count: usize| {
        (seen.header("x-ms-requires-sync").is_some()).then(|| match count {
            0 => Reply::error(500, "InternalError"),
            _ => Reply::error(412, "SourceConditionNotMet"),
        })
    };
    for (response, options, said) in [
        (Box::new(rejected) as Box<Responder>, "{}", "is not known"),
        (
            Box::new(|_, seen, _| (seen.is("PUT comp=block&")).then(|| Reply::error(412, "SourceConditionNotMet"))),
            r#"{"strategy":"blocks"}"#,
            "was not written",
        ),
        (
            Box::new(|_, seen, _| (seen.is("GET /c/source")).then(|| Reply::error(412, "ConditionNotMet"))),
            r#"{"verify":"crc64"}"#,
            "had been written",
        ),
    ] {
        let service = Service::new(20, response);
        let error = end(&begin(&service, options).await).await.expect_err("changed");
        assert_eq!(error.code(), Some(SOURCE_CHANGED), "{error}");
        assert!(error.message().contains(said), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_relay_reads_pinned_ranges_and_writes_what_it_read() {
    let service = Service::new(95, |_, _, _| None);
    let transfer = begin(&service, r#"{"strategy":"relay","blockSize":10,"concurrency":2}"#).await;
    end(&transfer).await.expect("copied");
    let reads = service.those("GET /c/source");
    assert_eq!(reads.len(), 10);
    assert!(reads.iter().all(|seen| seen.header("if-match") == Some(ETAG)));
    let ids = BlockIds::new(&url(SOURCE), ETAG, 95, 10);
    let mut written: Vec<_> = service
        .those("PUT comp=block&")
        .into_iter()
        .map(|seen| {
            let id = url(seen.line.split(' ').nth(1).expect("a URL"));
            let id = crate::base::url::parameter(&id, "blockid").expect("an id");
            (ids.number(&id).expect("one of ours"), seen.body)
        })
        .collect();
    written.sort();
    assert_eq!(written.iter().flat_map(|(_, body)| body.to_vec()).collect::<Vec<_>>(), service.content);
    assert_eq!(service.load.lock().expect("no test panics here").1, 2, "two blocks are in memory at most");
}

#[tokio::test(start_paused = true)]
async fn a_small_blob_is_relayed_by_put_blob() {
    for length in [0, 9, 10] {
        let service = Service::new(length, |_, _, _| None);
        let transfer = begin(&service, r#"{"strategy":"relay","blockSize":10}"#).await;
        end(&transfer).await.expect("copied");
        let put = &service.those("PUT /c/destination")[0];
        assert_eq!((put.header("x-ms-blob-type"), &put.body), (Some("BlockBlob"), &service.content));
        assert_eq!(service.those("PUT ").len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_the_service_cannot_read_is_relayed_automatically() {
    let unreadable = |_: &Service, seen: &ReceivedRequest, _| {
        let by_service = seen.header("x-ms-copy-source").is_some();
        by_service.then(|| Reply::error(403, "CannotVerifyCopySource").with("x-ms-copy-source-status-code", 403))
    };
    let service = Service::new(30, unreadable);
    let transfer = begin(&service, "{}").await;
    end(&transfer).await.expect("copied");
    assert_eq!(transfer.state().strategy, Some(CopyStrategy::Relay));
    let service = Service::new(30, unreadable);
    let transfer = begin(&service, r#"{"strategy":"synchronous"}"#).await;
    let error = end(&transfer).await.expect_err("requested by name");
    assert_eq!(error.code(), Some("CannotVerifyCopySource"));
    assert_eq!(error.copy_source().and_then(|source| source.status), Some(403));
}

#[tokio::test(start_paused = true)]
async fn one_request_copies_a_small_blob_and_another_sets_properties() {
    let service = Service::new(30, |_, _, _| None);
    end(&begin(&service, "{}").await).await.expect("copied");
    let copy = &service.those("PUT ")[0];
    assert_eq!(copy.header("x-ms-requires-sync"), Some("true"));
    assert_eq!(copy.header("x-ms-source-if-match"), Some(ETAG));
    assert_eq!(copy.header("x-ms-access-tier"), Some("Cool"));
    for options in [r#"{"metadata":{}}"#, r#"{"blobHTTPHeaders":{"blobContentType":"text/html"}}"#] {
        let service = Service::new(30, |_, _, _| None);
        end(&begin(&service, options).await).await.expect("copied");
        let put = &service.those("PUT ")[0];
        assert_eq!(put.header("x-ms-copy-source-blob-properties"), Some("false"), "{options}");
        assert_eq!(put.header("x-ms-requires-sync"), None);
    }
}

#[tokio::test(start_paused = true)]
async fn the_destination_is_checked_and_the_last_request_is_bound_to_it() {
    let service = Service::new(30, |_, _, _| None);
    end(&begin(&service, r#"{"overwrite":"never"}"#).await).await.expect("copied");
    assert_eq!(service.those("PUT ")[0].header("if-none-match"), Some("*"));
    let service = Service::new(30, |_, seen, _| {
        let there = || Reply::of(200).with("content-length", 30).with("etag", "\"there\"");
        seen.is("HEAD /c/destination").then(there)
    });
    let error = begin_as(&service, Arc::new(Anonymous), r#"{"overwrite":"never"}"#).await.err().expect("exists");
    assert_eq!((error.status(), error.code()), (Some(409), Some("BlobAlreadyExists")));
    let transfer = begin(&service, r#"{"overwrite":"ifDifferent"}"#).await;
    end(&transfer).await.expect("copied");
    assert_eq!(service.those("PUT ")[0].header("if-match"), Some("\"there\""), "the blob that was seen");
}

#[tokio::test(start_paused = true)]
async fn a_blob_with_a_lost_response_is_recognized_by_its_content() {
    for (hash, recognised) in [("AQ==", true), ("Ag==", false)] {
        for options in [r#"{"overwrite":"never"}"#, r#"{"overwrite":"never","strategy":"relay"}"#] {
            let service = Service::new(20, move |service, seen, count| {
                if seen.is("HEAD /c/source") {
                    return Some(service.obliging(seen).with("content-md5", "AQ=="));
                }
                if seen.is("HEAD /c/destination") {
                    return Some(match count {
                        0 => Reply::error(404, "BlobNotFound"),
                        _ => service.obliging(seen).with("content-md5", hash),
                    });
                }
                seen.is("PUT /c/destination").then(|| match count {
                    0 => Reply::error(500, "InternalError"),
                    _ => Reply::error(409, "BlobAlreadyExists"),
                })
            });
            match end(&begin(&service, options).await).await {
                Ok(result) => assert!(recognised && result["etag"] == "\"made\"", "{options}"),
                Err(error) => assert!(!recognised && error.code() == Some("BlobAlreadyExists"), "{options} {error}"),
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn unreadable_tags_are_reported() {
    let tagged = |_: &Service, seen: &ReceivedRequest, _| {
        if seen.is("GET comp=tags") {
            return Some(Reply::error(403, "AuthorizationPermissionMismatch"));
        }
        seen.is("HEAD /c/source").then(|| {
            Reply::of(200)
                .with("content-length", 30)
                .with("etag", ETAG)
                .with("x-ms-blob-type", "BlockBlob")
                .with("x-ms-tag-count", 2)
        })
    };
    let service = Service::new(30, tagged);
    let error = begin_as(&service, Arc::new(Anonymous), "{}").await.err().expect("rejected");
    assert!(error.message().contains("pass the option \"tags\""), "{error}");
    let transfer = begin(&service, r#"{"tags":{"a":"b"}}"#).await;
    end(&transfer).await.expect("copied");
    assert_eq!(service.those("PUT ")[0].header("x-ms-tags"), Some("a=b"));
    let service = Service::new(30, tagged);
    end(&begin(&service, r#"{"tags":{}}"#).await).await.expect("copied");
    assert_eq!(service.those("PUT ")[0].header("x-ms-tags"), None);
}

#[tokio::test(start_paused = true)]
async fn different_content_is_detected() {
    let service = Service::new(30, |service, seen, _| {
        let wrong = seen.is("GET /c/destination");
        let mut content = service.content.to_vec();
        content[7] ^= 1;
        wrong.then(|| Reply(206, vec![("content-length", "30".into()), ("etag", "\"made\"".into())], content.into()))
    });
    let transfer = begin(&service, r#"{"verify":"crc64"}"#).await;
    let error = end(&transfer).await.expect_err("different");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Copy, Some("VerifyFailed")));
    assert!(error.message().contains("bytes 0-29"), "{error}");
}
