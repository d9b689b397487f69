use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt, ready};
use futures_util::stream::{self, BoxStream, StreamExt};
use http::{HeaderMap, HeaderValue};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::*;
use crate::auth::Anonymous;
use crate::base::error::ErrorKind;
use crate::http::{Pipeline, PipelineOptions, Request, Response, ResponseBody, Transport};
use crate::rest::BlobEndpoint;
use crate::rest::blob::Download;

const PIECE: usize = 16 * 1024;

/// How long an attempt may take.
const LIMIT: Duration = Duration::from_secs(60);

type Pieces = BoxStream<'static, Result<Bytes>>;

/// A service that responds with these bodies, one after the other, and records the requested ranges.
struct Script {
    length: usize,
    bodies: Mutex<VecDeque<Pieces>>,
    ranges: Mutex<Vec<String>>,
}

impl Transport for Script {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        let range = request.headers.get("x-ms-range").and_then(|value| value.to_str().ok()).unwrap_or_default();
        lock(&self.ranges).push(range.to_owned());
        let start: usize = range.split(['=', '-']).nth(1).and_then(|start| start.parse().ok()).unwrap_or_default();
        let (length, last) = (self.length, self.length - 1);
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("content-length", (length - start).to_string()),
            ("content-range", format!("bytes {start}-{last}/{length}")),
            ("accept-ranges", "bytes".to_owned()),
            ("etag", "\"0x1\"".to_owned()),
        ] {
            headers.insert(name, HeaderValue::from_str(&value).expect("a value"));
        }
        let status = if range.is_empty() { 200 } else { 206 };
        let body = lock(&self.bodies).pop_front().expect("no further request");
        ready(Ok(Response::new(status, headers, ResponseBody::Stream(body)))).boxed()
    }
}

/// Starts to read this many bytes, which arrive in these bodies.
async fn open(length: usize, bodies: impl IntoIterator<Item = Pieces>) -> (Arc<ReadAhead>, Arc<Script>) {
    let bodies = Mutex::new(bodies.into_iter().collect());
    let script = Arc::new(Script { length, bodies, ranges: Mutex::default() });
    let mut options = PipelineOptions::default();
    options.retry_options.try_timeout_in_ms = Some(60_000.0);
    let pipeline = Arc::new(Pipeline::new(Arc::<Script>::clone(&script), Arc::new(Anonymous), options));
    let endpoint = BlobEndpoint::new(pipeline, Url::parse("https://a.test/c/b").expect("a URL"));
    let download: Download = serde_json::from_str("{}").expect("no options");
    let (reader, _, _) = BlobReader::open(endpoint, download, CancellationToken::new()).await.expect("a response");
    let content = ReadAhead { threads: || Handle::try_current().ok(), ..ReadAhead::new(reader) };
    (Arc::new(content), script)
}

/// A body whose pieces arrive when a test sends them.
fn told() -> (UnboundedSender<Result<Bytes>>, Pieces) {
    let (tell, pieces) = unbounded_channel();
    (tell, stream::unfold(pieces, |mut pieces| async move { Some((pieces.recv().await?, pieces)) }).boxed())
}

fn piece(number: usize) -> Bytes {
    Bytes::from(vec![u8::try_from(number % 251).expect("a byte"); PIECE])
}

fn pieces(numbers: std::ops::Range<usize>) -> Pieces {
    stream::iter(numbers.map(piece).map(Ok)).boxed()
}

fn whole(count: usize) -> Vec<u8> {
    (0..count).flat_map(piece).collect()
}

/// Reads all of it, this many bytes at a time.
async fn all(content: &Arc<ReadAhead>, at_once: usize) -> Result<Vec<u8>> {
    let mut read = Vec::new();
    loop {
        let arrived = content.wait(1).await?;
        let mut left = arrived.length;
        while left > 0 {
            let mut target = vec![0; left.min(at_once)];
            left -= content.take(&mut target);
            read.extend(target);
        }
        if arrived.is_end {
            return Ok(read);
        }
    }
}

fn reset() -> Result<Bytes> {
    Err(Error::new(ErrorKind::Transport, "reset").with_code("ECONNRESET"))
}

async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn all_of_it_comes_in_order_and_the_last_bytes_say_so() {
    for count in [1, 2, 17, 200] {
        let (content, script) = open(count * PIECE, [pieces(0..count)]).await;
        assert!(all(&content, 10_000).await.expect("no fault") == whole(count));
        assert_eq!(content.wait(1).await.expect("the end"), Arrived { length: 0, is_end: true });
        assert_eq!(lock(&script.ranges).len(), 1);
    }
    let (content, _) = open(PIECE, [pieces(0..1)]).await;
    assert_eq!(content.wait(1).await.expect("bytes"), Arrived { length: PIECE, is_end: true });
}

#[tokio::test(start_paused = true)]
async fn what_comes_while_nobody_waits_is_bounded() {
    let (content, _) = open(1000 * PIECE, [pieces(0..1000)]).await;
    assert_eq!(content.wait(1).await.expect("bytes").length, PIECE);
    settle().await;
    assert_eq!(content.incoming.available(), AHEAD);
    assert_eq!(content.take(&mut vec![0; PIECE]), PIECE);
    settle().await;
    assert_eq!(content.incoming.available(), AHEAD - PIECE, "nobody has waited again");
    assert_eq!(content.wait(1).await.expect("bytes").length, AHEAD - PIECE);
    settle().await;
    assert_eq!(content.incoming.available(), AHEAD);
}

#[tokio::test(start_paused = true)]
async fn what_breaks_off_ahead_goes_on_within_a_wait() {
    let broken = |numbers| pieces(numbers).chain(stream::iter([reset()])).boxed();
    let (content, script) = open(40 * PIECE, [broken(0..5), broken(5..6), pieces(6..40)]).await;
    assert_eq!(content.wait(1).await.expect("bytes").length, PIECE);
    settle().await;
    assert_eq!((content.incoming.available(), lock(&script.ranges).len()), (5 * PIECE, 1), "nobody asks by himself");
    assert!(all(&content, PIECE).await.expect("resumed") == whole(40));
    let last = 40 * PIECE - 1;
    let asked = [5 * PIECE, 6 * PIECE].map(|start| format!("bytes={start}-{last}"));
    assert_eq!(lock(&script.ranges)[1..], asked);
}

#[tokio::test(start_paused = true)]
async fn what_came_before_a_failure_is_taken_first() {
    let too_many = pieces(0..5);
    let (content, _) = open(3 * PIECE, [too_many]).await;
    let broken = stream::repeat_with(|| stream::iter([reset()]).boxed());
    let first = stream::iter([pieces(0..2).chain(stream::iter([reset()])).boxed()]);
    let (failing, _) = open(9 * PIECE, first.chain(broken).take(7).collect::<Vec<_>>().await).await;
    assert!(all(&content, PIECE).await.expect("what was announced") == whole(3));
    assert_eq!(failing.wait(1).await.expect("bytes").length, PIECE);
    settle().await;
    assert_eq!(failing.wait(1).await.expect("bytes").length, 2 * PIECE);
    assert_eq!(failing.take(&mut vec![0; 2 * PIECE]), 2 * PIECE);
    let error = failing.wait(1).await.expect_err("it broke off too often");
    assert!(error.message().contains("maxRetryRequests"), "{error:?}");
    assert_eq!(failing.wait(1).await.expect("told once"), Arrived { length: 0, is_end: true });
}

#[tokio::test(start_paused = true)]
async fn it_is_late_only_if_somebody_waits() {
    let (tell, body) = told();
    let (content, script) = open(4 * PIECE, [body, pieces(2..4)]).await;
    tell.send(Ok(piece(0))).expect("it is read");
    assert_eq!(content.wait(1).await.expect("bytes").length, PIECE);
    sleep(LIMIT * 3).await;
    tell.send(Ok(piece(1))).expect("it is read");
    settle().await;
    assert_eq!((content.incoming.available(), lock(&script.ranges).len()), (2 * PIECE, 1), "a pause is no fault");
    let started = tokio::time::Instant::now();
    assert!(all(&content, PIECE).await.expect("resumed") == whole(4));
    assert_eq!(lock(&script.ranges)[1], format!("bytes={}-{}", 2 * PIECE, 4 * PIECE - 1));
    assert!((LIMIT..LIMIT * 2).contains(&started.elapsed()), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_told_when_it_is_closed_and_nothing_is_kept() {
    let (tell, body) = told();
    let (content, _) = open(9 * PIECE, [body]).await;
    tell.send(Ok(piece(0))).expect("it is read");
    content.wait(1).await.expect("bytes");
    content.take(&mut vec![0; PIECE]);
    let waiting = tokio::spawn({
        let content = Arc::clone(&content);
        async move { content.wait(1).await }
    });
    settle().await;
    content.close();
    assert_eq!(waiting.await.expect("no panic").expect_err("closed").kind(), ErrorKind::Aborted);
    tell.send(Ok(piece(1))).expect("it is still read");
    settle().await;
    assert_eq!(content.incoming.available(), 0);
    assert!(tell.is_closed(), "the response is given up");
}

#[tokio::test(start_paused = true)]
async fn another_way_takes_it_from_the_start() {
    let (content, _) = open(3 * PIECE, [pieces(0..3)]).await;
    let mut reader = content.take_reader().expect("nobody has read");
    assert!(content.take_reader().is_none());
    assert_eq!(content.wait(1).await.expect("nothing comes"), Arrived { length: 0, is_end: true });
    assert_eq!(reader.next().await.expect("no fault"), Some(piece(0)));
}
