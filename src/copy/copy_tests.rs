//! Copies against a service that is a function: what is sent, in which order, how much at once, and what is left behind.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::error_codes::SOURCE_CHANGED;
use super::plan::CopyStrategy;
use super::progress::CopyProgress;
use super::saved::{LocalRecord, Member, SavedOptions, write};
use super::strategies::BlockIds;
use super::*;
use crate::auth::{AccessToken, AccountKey, Anonymous, BearerToken, SharedKey, TokenRequest, TokenSource};
use crate::base::arguments;
use crate::base::error::{ErrorKind, Result};
use crate::http::pipeline::Transport;
use crate::http::{Authorize, Pipeline, PipelineOptions, Request, Response, ResponseBody};
use crate::rest::BlobEndpoint;

const SOURCE: &str = "https://a.blob.core.windows.net/c/source";
const DESTINATION: &str = "https://b.blob.core.windows.net/c/destination";
const ETAG: &str = "\"source\"";

/// What a request is answered: status, headers, body.
struct Reply(u16, Vec<(&'static str, String)>, Bytes);

impl Reply {
    fn of(status: u16) -> Self {
        Self(status, Vec::new(), Bytes::new())
    }

    fn error(status: u16, code: &str) -> Self {
        Self(status, vec![("x-ms-error-code", code.to_owned())], Bytes::new())
    }

    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts alike, without a sign in front")]
    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.1.push((name, value.to_string()));
        self
    }
}

type Answer = dyn Fn(&Service, &Seen, usize) -> Option<Reply> + Send + Sync;

/// One request, as the tests look at it.
#[derive(Debug, Clone)]
struct Seen {
    line: String,
    headers: BTreeMap<String, String>,
    body: Bytes,
}

impl Seen {
    fn is(&self, method_and_part: &str) -> bool {
        let (method, part) = method_and_part.split_once(' ').expect("a method and a part of the URL");
        self.line.starts_with(method) && self.line.contains(part)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// A source of so many bytes and a destination, for all pipelines of a test.
struct Service {
    content: Bytes,
    seen: Mutex<Vec<Seen>>,
    /// Requests under way, and the most that were at once.
    load: Mutex<(usize, usize)>,
    /// Looked at first; what it does not answer, an obliging service does. The number counts requests of the same kind.
    answer: Box<Answer>,
}

impl Service {
    fn new(length: usize, answer: impl Fn(&Self, &Seen, usize) -> Option<Reply> + Send + Sync + 'static) -> Arc<Self> {
        let content = (0..length).map(|at| u8::try_from(at % 251).expect("below 251")).collect();
        Arc::new(Self { content, seen: Mutex::default(), load: Mutex::default(), answer: Box::new(answer) })
    }

    fn pipeline(self: &Arc<Self>, credential: Arc<dyn Authorize>) -> Arc<Pipeline> {
        let transport: Arc<dyn Transport> = Arc::<Self>::clone(self);
        let options = PipelineOptions::from_json(r#"{"retryOptions":{"maxTries":2,"retryDelayInMs":1}}"#);
        Arc::new(Pipeline::new(transport, credential, options.expect("options")))
    }

    fn requests(&self) -> Vec<Seen> {
        self.seen.lock().expect("no test panics here").clone()
    }

    fn those(&self, part: &str) -> Vec<Seen> {
        self.requests().into_iter().filter(|seen| seen.is(part)).collect()
    }

    fn obliging(&self, seen: &Seen) -> Reply {
        if seen.is("HEAD /c/source") {
            return Reply::of(200)
                .with("content-length", self.content.len())
                .with("etag", ETAG)
                .with("x-ms-blob-type", "BlockBlob")
                .with("content-type", "text/plain")
                .with("x-ms-access-tier", "Cool")
                .with("x-ms-meta-owner", "me");
        }
        if seen.is("HEAD /c/destination") {
            let made = |seen: &Seen| seen.is("PUT /c/destination") && !seen.is("PUT comp=block&");
            return if self.requests().iter().any(made) {
                Reply::of(200).with("content-length", self.content.len()).with("etag", "\"made\"")
            } else {
                Reply::error(404, "BlobNotFound")
            };
        }
        if seen.is("GET /c/source") {
            let range = seen.header("x-ms-range").and_then(|range| range.strip_prefix("bytes="));
            let (first, last) = range.and_then(|range| range.split_once('-')).unwrap_or(("0", ""));
            let first: usize = first.parse().expect("a number");
            let end = last.parse::<usize>().map_or(self.content.len(), |last| last + 1);
            let part = self.content.slice(first..end);
            let length = part.len();
            return Reply(206, vec![("content-length", length.to_string()), ("etag", ETAG.into())], part);
        }
        if seen.is("DELETE ") {
            return Reply::of(202);
        }
        if seen.header("x-ms-requires-sync").is_some() {
            return Reply::of(202).with("etag", "\"made\"").with("x-ms-copy-status", "success");
        }
        Reply::of(201).with("etag", "\"made\"")
    }
}

impl Transport for Service {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        let headers = request.headers.iter();
        let seen = Seen {
            line: format!("{} {}", request.method, request.url),
            headers: headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
                .collect(),
            body: request.body.whole(),
        };
        let kind = |seen: &Seen| seen.line.split("blockid").next().unwrap_or_default().to_owned();
        let count = self.requests().iter().filter(|earlier| kind(earlier) == kind(&seen)).count();
        self.seen.lock().expect("no test panics here").push(seen.clone());
        Box::pin(async move {
            {
                let mut load = self.load.lock().expect("no test panics here");
                load.0 += 1;
                load.1 = load.1.max(load.0);
            }
            for _ in 0..5 {
                yield_now().await;
            }
            self.load.lock().expect("no test panics here").0 -= 1;
            let Reply(status, pairs, body) = (self.answer)(self, &seen, count).unwrap_or_else(|| self.obliging(&seen));
            if status == 0 {
                return std::future::pending().await;
            }
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).expect("a header"));
            }
            Ok(Response::new(status, headers, ResponseBody::Full(body)))
        })
    }
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

async fn begin_as(service: &Arc<Service>, source: Arc<dyn Authorize>, options: &str) -> Result<StartedCopy> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct ResumeFrom {
        resume_from: Option<String>,
    }
    let ResumeFrom { resume_from } = arguments::parse(options)?;
    let request = BeginCopyFrom {
        source: BlobEndpoint::new(service.pipeline(source), url(SOURCE)),
        destination: BlobEndpoint::new(service.pipeline(Arc::new(Anonymous)), url(DESTINATION)),
        options: arguments::parse(options)?,
        resume: resume_from.map(|text| saved::read(&text)).transpose()?,
    };
    StartedCopy::begin(request, &CancellationToken::new()).await.map(|(copy, _)| copy)
}

async fn begin(service: &Arc<Service>, options: &str) -> StartedCopy {
    let copy = begin_as(service, Arc::new(Anonymous), options).await.expect("it begins");
    assert!(matches!(copy, StartedCopy::Local(_) | StartedCopy::Ended(_)), "the service copies itself");
    copy
}

async fn end(copy: &StartedCopy) -> Result<Value> {
    while !copy.state().is_done() {
        copy.poll_until_change(copy.stops(), &CancellationToken::new()).await?;
    }
    let state = copy.state();
    match (&state.error, &state.result) {
        (Some(error), _) => Err(error.clone()),
        (None, Some(result)) => Ok(serde_json::to_value(result).expect("JSON")),
        other => panic!("no end: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn blocks_are_pinned_bounded_and_put_together_last() {
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
    assert_eq!(service.load.lock().expect("no test panics here").1, 3, "as many at once as asked for, and no more");
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
async fn a_block_that_fails_ends_the_copy_and_nothing_is_put_together() {
    let service = Service::new(40, |_, seen, _| {
        (seen.header("x-ms-source-range") == Some("bytes=20-29")).then(|| Reply::error(409, "BlobArchived"))
    });
    let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10,"concurrency":1}"#).await;
    let error = end(&transfer).await.expect_err("refused");
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
async fn a_failure_that_may_pass_leaves_the_blocks_for_a_copy_that_is_resumed() {
    for (status, code) in [(503, "ServerBusy"), (403, "AuthenticationFailed")] {
        let service = Service::new(40, move |_, seen, _| {
            (seen.header("x-ms-source-range") == Some("bytes=20-29")).then(|| Reply::error(status, code))
        });
        let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10,"concurrency":1}"#).await;
        assert_eq!(end(&transfer).await.expect_err("refused").code(), Some(code));
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
async fn a_cancelled_copy_cleans_up_before_the_cancel_returns() {
    let service = Service::new(40, |_, seen, _| {
        (seen.header("x-ms-source-range") == Some("bytes=20-29")).then(|| Reply::of(0)) // no answer, ever
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
async fn a_commit_that_is_never_answered_is_not_waited_for_without_end() {
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
async fn a_commit_whose_last_answer_was_lost_is_looked_for() {
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
async fn a_source_that_changes_says_what_became_of_the_destination() {
    let refused = |_: &Service, seen: &Seen, count: usize| {
        (seen.header("x-ms-requires-sync").is_some()).then(|| match count {
            0 => Reply::error(500, "InternalError"),
            _ => Reply::error(412, "SourceConditionNotMet"),
        })
    };
    for (answer, options, said) in [
        (Box::new(refused) as Box<Answer>, "{}", "is not known"),
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
        let service = Service::new(20, answer);
        let error = end(&begin(&service, options).await).await.expect_err("changed");
        assert_eq!(error.code(), Some(SOURCE_CHANGED), "{error}");
        assert!(error.message().contains(said), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_copy_whose_owner_is_gone_ends() {
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
async fn blocks_stay_where_there_is_a_blob_or_nobody_knows() {
    for status in [200, 403, 500] {
        let service = Service::new(40, move |_, seen, _| {
            if seen.is("HEAD /c/destination") {
                return Some(if status == 200 { Reply::of(200) } else { Reply::error(status, "InternalError") });
            }
            seen.is("PUT comp=block&").then(|| Reply::error(409, "BlobArchived"))
        });
        let transfer = begin(&service, r#"{"strategy":"blocks","blockSize":10}"#).await;
        end(&transfer).await.expect_err("refused");
        assert!(service.those("DELETE ").is_empty(), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_resumed_copy_makes_only_what_is_missing() {
    let failing = Service::new(40, |_, seen, _| {
        (seen.header("x-ms-source-range") == Some("bytes=20-29")).then(|| Reply::error(503, "ServerBusy"))
    });
    let transfer =
        begin(&failing, r#"{"strategy":"blocks","blockSize":10,"concurrency":1,"metadata":{"a":"b"}}"#).await;
    end(&transfer).await.expect_err("busy");
    let saved = transfer.save();
    let ids = BlockIds::new(&url(SOURCE), ETAG, 40, 10);
    let list = move |_: &Service, seen: &Seen, _| {
        let block = |number, size| format!("<Block><Name>{}</Name><Size>{size}</Size></Block>", ids.id(number));
        // The second has the wrong size, and the third is somebody else's.
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
async fn a_source_that_changed_since_is_refused_before_anything_is_copied() {
    let saved = |etag: &str| {
        let record =
            LocalRecord { strategy: "blocks".into(), etag: Some(etag.into()), length: 40, ..Default::default() };
        let state = CopyState { is_started: Some(true), ..Default::default() };
        let text = write(&state, &SavedOptions::default(), Member::Local(&record));
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
async fn what_fits_into_one_block_is_relayed_by_put_blob() {
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
async fn what_the_service_cannot_read_is_relayed_unasked() {
    let unreadable = |_: &Service, seen: &Seen, _| {
        let by_service = seen.header("x-ms-copy-source").is_some();
        by_service.then(|| Reply::error(403, "CannotVerifyCopySource").with("x-ms-copy-source-status-code", 403))
    };
    let service = Service::new(30, unreadable);
    let transfer = begin(&service, "{}").await;
    end(&transfer).await.expect("copied");
    assert_eq!(transfer.state().strategy, Some(CopyStrategy::Relay));
    let service = Service::new(30, unreadable);
    let transfer = begin(&service, r#"{"strategy":"synchronous"}"#).await;
    let error = end(&transfer).await.expect_err("asked for by name");
    assert_eq!(error.code(), Some("CannotVerifyCopySource"));
    assert_eq!(error.copy_source().and_then(|source| source.status), Some(403));
}

#[tokio::test(start_paused = true)]
async fn one_request_copies_small_blobs_and_another_one_takes_properties() {
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
async fn what_is_there_is_looked_at_and_the_last_request_is_bound_to_it() {
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
async fn a_commit_whose_answer_was_lost_is_recognised() {
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

#[tokio::test(start_paused = true)]
async fn a_blob_whose_answer_was_lost_is_recognised_by_its_content() {
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
async fn tags_that_cannot_be_read_are_not_lost_quietly() {
    let tagged = |_: &Service, seen: &Seen, _| {
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
    let error = begin_as(&service, Arc::new(Anonymous), "{}").await.err().expect("refused");
    assert!(error.message().contains("Pass the option \"tags\""), "{error}");
    let transfer = begin(&service, r#"{"tags":{"a":"b"}}"#).await;
    end(&transfer).await.expect("copied");
    assert_eq!(service.those("PUT ")[0].header("x-ms-tags"), Some("a=b"));
    let service = Service::new(30, tagged);
    end(&begin(&service, r#"{"tags":{}}"#).await).await.expect("copied");
    assert_eq!(service.those("PUT ")[0].header("x-ms-tags"), None);
}

#[tokio::test(start_paused = true)]
async fn contents_that_differ_are_noticed() {
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

struct Tokens;

impl TokenSource for Tokens {
    fn get_token(&self, _request: TokenRequest) -> BoxFuture<'_, Result<AccessToken>> {
        let expires_on = std::time::SystemTime::now() + Duration::from_secs(3600);
        Box::pin(async move { Ok(AccessToken { token: "TOKEN".into(), expires_on, refresh_after: None }) })
    }
}

fn tokens() -> Arc<dyn Authorize> {
    Arc::new(BearerToken::new(Arc::new(Tokens), vec!["scope".into()], std::time::SystemTime::now))
}

fn key() -> Arc<dyn Authorize> {
    Arc::new(SharedKey::new("a", &AccountKey::from_base64("a2V5")).expect("a key"))
}

async fn copied_as(credential: Arc<dyn Authorize>, options: &str, service: &Arc<Service>) -> Seen {
    let copy = begin_as(service, credential, options).await.expect("it begins");
    drop(end(&copy).await.expect("copied"));
    service.requests().into_iter().find(|seen| seen.header("x-ms-copy-source").is_some()).expect("a copy")
}

#[tokio::test(start_paused = true)]
async fn each_kind_of_source_client_lets_the_service_in() {
    let asynchronous = |_: &Service, seen: &Seen, _| {
        if seen.is("POST comp=userdelegationkey") {
            let time = |hours: u64| {
                let at = std::time::SystemTime::now() + Duration::from_secs(hours * 3600);
                crate::auth::sas::SasTime::from(at).to_string()
            };
            let body = format!(
                "<UserDelegationKey><SignedOid>o</SignedOid><SignedTid>t</SignedTid><SignedStart>{}</SignedStart><SignedExpiry>{}\
                 </SignedExpiry><SignedService>b</SignedService><SignedVersion>2021-12-02</SignedVersion><Value>a2V5</Value>\
                 </UserDelegationKey>",
                time(0),
                time(7 * 24)
            );
            return Some(Reply(200, Vec::new(), body.into()));
        }
        let starts = seen.header("x-ms-copy-source").is_some() && seen.header("x-ms-requires-sync").is_none();
        starts.then(|| Reply::of(202).with("x-ms-copy-id", "1").with("x-ms-copy-status", "success"))
    };
    let service = Service::new(30, |_, _, _| None);
    let copy = copied_as(key(), "{}", &service).await;
    let source = copy.header("x-ms-copy-source").expect("a source");
    for part in ["sv=2021-12-02", "spr=https", "sr=b", "sp=r", "sig="] {
        assert!(source.contains(part), "{part} in {source}");
    }
    assert_eq!(copy.header("x-ms-copy-source-authorization"), None);

    let service = Service::new(30, |_, _, _| None);
    let copy = copied_as(tokens(), "{}", &service).await;
    assert_eq!(copy.header("x-ms-copy-source"), Some(SOURCE));
    assert_eq!(copy.header("x-ms-copy-source-authorization"), Some("Bearer TOKEN"));

    let service = Service::new(30, asynchronous);
    let user = tokens();
    for _ in 0..2 {
        let copy = copied_as(Arc::clone(&user), r#"{"strategy":"asynchronous"}"#, &service).await;
        assert!(copy.header("x-ms-copy-source").is_some_and(|source| source.contains("skoid=o")), "{copy:?}");
    }
    assert_eq!(service.those("POST comp=userdelegationkey").len(), 1, "the key serves again");
}
