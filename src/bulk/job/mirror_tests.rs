//! A model of the mirror: two containers in memory, with listings that fail or end early, and other writers in between. Nothing that the
//! source has, or that is newer than the job, is ever deleted; without faults, the end state is the source's.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::auth::Anonymous;
use crate::base::error::Result;
use crate::bulk::naming::order::NameOrder;
use crate::bulk::options::job_options::JobOptions;
use crate::bulk::{ContainerCopy, ContainerCopyRequest, End};
use crate::http::{Pipeline, PipelineOptions, Request, Response, ResponseBody, Transport};
use crate::rest::BlobEndpoint;
use crate::rest::values::Timestamp;

/// When the initial blobs were written, and when the job starts, in seconds.
const BEFORE: i64 = 1_700_000_000;
const STARTED: i64 = BEFORE + 1000;

/// A blob: its state and when it was written.
#[derive(Debug, Clone, PartialEq)]
struct Blob {
    etag: u64,
    time: i64,
    content: u64,
}

/// A faulty response to a listing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    /// It is rejected.
    Rejected,
    /// Half of the page, without a marker, and without saying that it is the last.
    CutOff,
    /// Half of the page, as if it were the last.
    EndsEarly,
    /// No XML.
    Garbage,
}

/// A write by another client before some request.
#[derive(Debug, Clone)]
struct Intervention {
    request: usize,
    side: usize,
    name: String,
    deletes: bool,
}

/// How a service handles the start of a listing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum StartFrom {
    Honored,
    Ignored,
    Rejected,
}

#[derive(Debug, Clone)]
struct Model {
    sides: [BTreeMap<String, u64>; 2],
    order: NameOrder,
    /// Whether the accounts report their order.
    tells_order: bool,
    page: usize,
    faults: Vec<(usize, Fault)>,
    writers: Vec<Intervention>,
    start_from: StartFrom,
    /// The number of requests after which the job is interrupted, and resumed from its saved state.
    breaks_off: Option<usize>,
}

struct World {
    model: Model,
    sides: [BTreeMap<String, Blob>; 2],
    clock: i64,
    requests: usize,
    lists: usize,
    states: u64,
    /// Whether the source had no blob of a name when it was last checked.
    requested: BTreeMap<String, bool>,
    wrong: Vec<String>,
    /// When the job started: the first of its runs.
    started: i64,
    /// Interrupts the first run.
    stop: CancellationToken,
}

struct Service(Mutex<World>);

struct Reply(u16, Vec<(&'static str, String)>, String);

impl World {
    fn new(model: Model) -> Self {
        let mut states = 0;
        let sides = model.sides.clone().map(|side| {
            let blobs = side.into_iter().map(|(name, content)| {
                states += 1;
                (name, Blob { etag: states, time: BEFORE, content })
            });
            blobs.collect()
        });
        Self {
            model,
            sides,
            clock: STARTED,
            requests: 0,
            lists: 0,
            states,
            requested: BTreeMap::new(),
            wrong: Vec::new(),
            started: STARTED,
            stop: CancellationToken::new(),
        }
    }

    fn put(&mut self, side: usize, name: &str, content: u64) -> u64 {
        self.states += 1;
        let blob = Blob { etag: self.states, time: self.clock, content };
        self.sides[side].insert(name.to_owned(), blob);
        self.states
    }

    fn respond(&mut self, request: &Request) -> Reply {
        self.clock += 1;
        let now = self.requests;
        self.requests += 1;
        if self.model.breaks_off.is_some_and(|at| now >= at) {
            self.stop.cancel();
        }
        for writer in self.model.writers.clone().into_iter().filter(|writer| writer.request == now) {
            if writer.deletes {
                self.sides[writer.side].remove(&writer.name);
            } else {
                self.put(writer.side, &writer.name, 1_000_000);
            }
        }
        let side = usize::from(request.url.host_str() == Some("b.blob.core.windows.net"));
        let query: BTreeMap<_, _> = request.url.query_pairs().into_owned().collect();
        match query.get("restype").map(String::as_str) {
            Some("account") if self.model.tells_order => {
                let hierarchical = self.model.order == NameOrder::Hierarchical;
                return Reply(200, vec![("x-ms-is-hns-enabled", hierarchical.to_string())], String::new());
            }
            Some("account" | "service") => return rejected(403, "AuthorizationFailure"),
            Some("container") if query.get("comp").is_some_and(|comp| comp == "list") => {
                return self.list(side, &query);
            }
            Some(_) => return Reply(200, Vec::new(), String::new()),
            None => {}
        }
        let path = request.url.path().trim_start_matches("/c/");
        let name = percent_decode_str(path).decode_utf8().expect("a name").into_owned();
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
        let there = self.sides[side].get(&name).cloned();
        match request.method {
            Method::HEAD => {
                if side == 0 {
                    self.requested.insert(name, there.is_none());
                }
                there.map_or_else(|| rejected(404, "BlobNotFound"), |blob| Reply(200, headers_of(&blob), String::new()))
            }
            Method::DELETE => {
                let Some(blob) = there else { return rejected(404, "BlobNotFound") };
                if header("if-match") != Some(&quoted(blob.etag)) {
                    return rejected(412, "ConditionNotMet");
                }
                if side == 0 || self.requested.get(&name) != Some(&true) || blob.time >= self.started {
                    self.wrong.push(format!("{name:?} was deleted: {blob:?}"));
                }
                self.sides[side].remove(&name);
                Reply(202, Vec::new(), String::new())
            }
            _ => {
                let from = Url::parse(header("x-ms-copy-source").expect("a source")).expect("a URL");
                let from = percent_decode_str(from.path().trim_start_matches("/c/")).decode_utf8().expect("a name");
                let Some(source) = self.sides[0].get(&*from).cloned() else { return rejected(404, "BlobNotFound") };
                if header("x-ms-source-if-match").is_some_and(|etag| etag != quoted(source.etag)) {
                    return rejected(412, "SourceConditionNotMet");
                }
                if header("if-none-match").is_some() && there.is_some() {
                    return rejected(409, "BlobAlreadyExists");
                }
                let current = there.map(|blob| quoted(blob.etag));
                if header("if-match").is_some_and(|etag| Some(etag) != current.as_deref()) {
                    return rejected(412, "ConditionNotMet");
                }
                let etag = self.put(1, &name, source.content);
                Reply(202, vec![("etag", quoted(etag)), ("x-ms-copy-status", "success".into())], String::new())
            }
        }
    }

    fn list(&mut self, side: usize, query: &BTreeMap<String, String>) -> Reply {
        let number = self.lists;
        self.lists += 1;
        let fault = self.model.faults.iter().find(|(at, _)| *at == number).map(|(_, fault)| *fault);
        let after = query.get("marker").and_then(|marker| marker.strip_prefix("after:"));
        let order = self.model.order;
        let start = query.get("startFrom").filter(|_| self.model.start_from != StartFrom::Ignored);
        if start.is_some() && self.model.start_from == StartFrom::Rejected {
            return rejected(400, "UnsupportedQueryParameter");
        }
        let mut names: Vec<_> = self.sides[side]
            .keys()
            .filter(|name| after.is_none_or(|after| order.compare(name, after) == Ordering::Greater))
            .filter(|name| start.is_none_or(|start| order.compare(name, start) != Ordering::Less))
            .filter(|name| query.get("prefix").is_none_or(|prefix| name.starts_with(prefix)))
            .cloned()
            .collect();
        names.sort_by(|one, other| order.compare(one, other));
        let mut next = (names.len() > self.model.page).then(|| format!("after:{}", names[self.model.page - 1]));
        names.truncate(self.model.page);
        match fault {
            Some(Fault::Rejected) => return rejected(403, "AuthorizationFailure"),
            Some(Fault::Garbage) => return Reply(200, Vec::new(), "<html>".to_owned()),
            Some(Fault::CutOff | Fault::EndsEarly) => {
                names.truncate(names.len() / 2);
                next = None;
            }
            None => {}
        }
        let mut xml = "<EnumerationResults><Blobs>".to_owned();
        for name in names {
            let Blob { etag, time, .. } = self.sides[side][&name];
            let time = Timestamp(time * 1000).to_http_date();
            let _ = write!(
                xml,
                "<Blob><Name>{name}</Name><Properties><Etag>{etag}</Etag><Last-Modified>{time}</Last-Modified>\
                 <Content-Length>1</Content-Length><BlobType>BlockBlob</BlobType></Properties><Metadata /></Blob>"
            );
        }
        xml.push_str("</Blobs>");
        if fault != Some(Fault::CutOff) {
            let _ = write!(xml, "<NextMarker>{}</NextMarker>", next.unwrap_or_default());
        }
        xml.push_str("</EnumerationResults>");
        Reply(200, Vec::new(), xml)
    }
}

fn quoted(etag: u64) -> String {
    format!("\"{etag}\"")
}

fn headers_of(blob: &Blob) -> Vec<(&'static str, String)> {
    vec![
        ("etag", quoted(blob.etag)),
        ("content-length", "1".to_owned()),
        ("x-ms-blob-type", "BlockBlob".to_owned()),
        ("last-modified", Timestamp(blob.time * 1000).to_http_date()),
    ]
}

fn rejected(status: u16, code: &str) -> Reply {
    Reply(status, vec![("x-ms-error-code", code.to_owned())], String::new())
}

impl Transport for Service {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        let mut world = self.0.lock().expect("no test panics here");
        let Reply(status, pairs, body) = world.respond(request);
        let date = Timestamp(world.clock * 1000).to_http_date();
        let mut headers = HeaderMap::new();
        for (name, value) in pairs.into_iter().chain([("date", date)]) {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).expect("a value"));
        }
        ready(Ok(Response::new(status, headers, ResponseBody::Full(Bytes::from(body))))).boxed()
    }
}

/// Mirrors one side to the other; returns the remaining blobs, and how the job ended.
fn mirror(model: Model) -> (World, Option<End>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let service = Arc::new(Service(Mutex::new(World::new(model))));
    let transport: Arc<dyn Transport> = Arc::<Service>::clone(&service);
    let end = runtime.expect("a runtime").block_on(async {
        let options = PipelineOptions::from_json(r#"{"retryOptions":{"maxTries":1}}"#).expect("options");
        let pipeline = Arc::new(Pipeline::new(transport, Arc::new(Anonymous), options));
        let at = |url| BlobEndpoint::new(Arc::clone(&pipeline), Url::parse(url).expect("a URL"));
        let request = |resume| ContainerCopyRequest {
            source: at("https://a.blob.core.windows.net/c"),
            destination: at("https://b.blob.core.windows.net/c"),
            options: JobOptions::read(r#"{"deleteExtraneous":true,"allowMassDeletes":true}"#).expect("options"),
            resume,
        };
        let stop = service.0.lock().expect("no test panics here").stop.clone();
        let mut resume = None;
        if let Ok(job) = ContainerCopy::begin(request(None), &stop).await {
            job.dismiss_events();
            while job.ended().is_none() {
                let _ = job.poll_until_change(job.stops(), &CancellationToken::new()).await;
            }
            resume = Some(job.save());
            if !matches!(job.ended(), Some(End::Cancelled)) {
                return job.ended();
            }
        } else if !stop.is_cancelled() {
            return None;
        }
        {
            let mut world = service.0.lock().expect("no test panics here");
            world.model.breaks_off = None;
            // What is newer than the first run is newer than the job.
            if resume.is_none() {
                world.started = world.clock + 1;
            }
        }
        let cancel = CancellationToken::new();
        let job = ContainerCopy::begin(request(resume), &cancel).await.ok()?;
        job.dismiss_events();
        while job.ended().is_none() {
            job.poll_until_change(job.stops(), &cancel).await.ok()?;
        }
        job.ended()
    });
    let service = Arc::into_inner(service).expect("the job has ended");
    (service.0.into_inner().expect("no test panics here"), end)
}

fn tree() -> impl Strategy<Value = BTreeMap<String, u64>> {
    prop::collection::btree_map("[ab][ab/-]{0,2}[ab]", 0_u64..9, 0..12)
}

fn fault() -> impl Strategy<Value = (usize, Fault)> {
    let kinds = prop_oneof![Just(Fault::Rejected), Just(Fault::CutOff), Just(Fault::EndsEarly), Just(Fault::Garbage)];
    (0_usize..10, kinds)
}

fn writer() -> impl Strategy<Value = Intervention> {
    (2_usize..40, 0_usize..2, "[ab][ab/-]{0,2}[ab]", any::<bool>())
        .prop_map(|(request, side, name, deletes)| Intervention { request, side, name, deletes })
}

fn model(faults: usize, writers: usize) -> impl Strategy<Value = Model> {
    let faults = prop::collection::vec(fault(), 0..=faults);
    let writers = prop::collection::vec(writer(), 0..=writers);
    let starts = prop_oneof![Just(StartFrom::Honored), Just(StartFrom::Ignored), Just(StartFrom::Rejected)];
    let service = (any::<bool>(), any::<bool>(), starts);
    (tree(), tree(), service, 1_usize..5, faults, writers, prop::option::of(2_usize..40)).prop_map(
        |(source, destination, (hierarchical, tells_order, start_from), page, faults, writers, breaks_off)| Model {
            sides: [source, destination],
            order: if hierarchical { NameOrder::Hierarchical } else { NameOrder::Flat },
            tells_order,
            page,
            faults,
            writers,
            start_from,
            breaks_off,
        },
    )
}

proptest! {
    #[test]
    fn d1_to_d11_blobs_of_the_source_and_later_blobs_are_never_deleted(model in model(3, 6)) {
        let source_had: Vec<_> = model.sides[0].keys().cloned().collect();
        let vanish: Vec<_> = model.writers.iter().filter(|writer| writer.deletes).map(|writer| writer.name.clone()).collect();
        let both: Vec<_> = source_had.iter().filter(|name| model.sides[1].contains_key(*name)).cloned().collect();
        let (world, _) = mirror(model);
        prop_assert!(world.wrong.is_empty(), "{:?}", world.wrong);
        for name in both.iter().filter(|name| !vanish.contains(name)) {
            prop_assert!(world.sides[1].contains_key(name), "{name:?} is gone");
        }
    }

    #[test]
    fn without_faults_the_destination_equals_the_source(model in model(0, 0)) {
        let (world, end) = mirror(model);
        prop_assert!(matches!(end, Some(End::Done)), "{end:?}");
        prop_assert!(world.wrong.is_empty(), "{:?}", world.wrong);
        let contents = |side: usize| -> Vec<_> {
            world.sides[side].iter().map(|(name, blob)| (name.clone(), blob.content)).collect()
        };
        prop_assert_eq!(contents(1), contents(0));
    }
}
