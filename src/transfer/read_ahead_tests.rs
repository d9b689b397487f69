use std::collections::VecDeque;
use std::sync::LazyLock;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt, ready};
use futures_util::stream::{self, BoxStream, StreamExt};
use http::{HeaderMap, HeaderValue};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::state::{LEAST, SLOW_PIECE};
use super::*;
use crate::auth::Anonymous;
use crate::base::error::ErrorKind;
use crate::http::connection_task::ConnectionTask;
use crate::http::piece_length::PieceLength;
use crate::http::{Pipeline, PipelineOptions, Request, Response, ResponseBody, Transport};
use crate::rest::BlobEndpoint;
use crate::rest::blob::Download;

const PIECE: usize = 16 * 1024;

/// The longest piece of a connection.
const LONGEST: usize = 256 * 1024;

/// How long an attempt may take.
const LIMIT: Duration = Duration::from_secs(60);

type PieceStream = BoxStream<'static, Result<Bytes>>;

/// A service that responds with these bodies, one after the other, and records the requested ranges.
struct Script {
    length: usize,
    bodies: Mutex<VecDeque<PieceStream>>,
    ranges: Mutex<Vec<String>>,
    /// The task that drives the connection.
    task: Option<ConnectionTask>,
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
        let response = Response::new(status, headers, ResponseBody::Stream(body));
        ready(Ok(Response { task: self.task.clone(), ..response })).boxed()
    }
}

/// Starts to read this many bytes, which arrive in these bodies.
async fn open(length: usize, bodies: impl IntoIterator<Item = PieceStream>) -> (Arc<ReadAhead>, Arc<Script>) {
    open_by(None, length, bodies).await
}

/// The same, from a connection that this task drives.
async fn open_by(
    task: Option<ConnectionTask>,
    length: usize,
    bodies: impl IntoIterator<Item = PieceStream>,
) -> (Arc<ReadAhead>, Arc<Script>) {
    let bodies = Mutex::new(bodies.into_iter().collect());
    let script = Arc::new(Script { length, bodies, ranges: Mutex::default(), task });
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
fn channel() -> (UnboundedSender<Result<Bytes>>, PieceStream) {
    let (sender, pieces) = unbounded_channel();
    (sender, stream::unfold(pieces, |mut pieces| async move { Some((pieces.recv().await?, pieces)) }).boxed())
}

fn piece(number: usize) -> Bytes {
    Bytes::from(vec![u8::try_from(number % 251).expect("a byte"); PIECE])
}

fn pieces(numbers: std::ops::Range<usize>) -> PieceStream {
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
async fn content_arrives_in_order_and_marks_its_end() {
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
async fn content_read_ahead_is_bounded() {
    let (content, _) = open(1000 * PIECE, [pieces(0..1000)]).await;
    assert!((PIECE..=LEAST).contains(&content.wait(1).await.expect("bytes").length));
    settle().await;
    assert_eq!(content.incoming.available(), LEAST);
    assert_eq!(content.take(&mut vec![0; PIECE]), PIECE);
    settle().await;
    assert_eq!(content.incoming.available(), LEAST - PIECE, "there is no new wait");
    let mut rest = vec![0; MOST];
    for ahead in [2 * LEAST, 4 * LEAST, 8 * LEAST, MOST, MOST] {
        content.wait(1).await.expect("bytes");
        settle().await;
        assert_eq!(content.incoming.available(), ahead, "for a fast reader");
        content.take(&mut rest);
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_holds_little() {
    let (content, _) = open(1000 * PIECE, [pieces(0..1000)]).await;
    content.state().ahead = MOST;
    let mut rest = vec![0; MOST];
    for (pause, ahead) in [
        (0, MOST),
        (10, MOST / 2),
        (10, MOST / 2),
        (1_000, MOST / 4),
        (1_000, MOST / 8),
        (1_000, LEAST),
        (0, 2 * LEAST),
    ] {
        content.state().taken = None;
        content.wait(1).await.expect("bytes");
        settle().await;
        content.take(&mut rest);
        content.state().taken = Some((Instant::now(), MOST));
        sleep(Duration::from_millis(pause)).await;
        content.wait(1).await.expect("bytes");
        settle().await;
        assert_eq!(content.incoming.available(), ahead, "{pause} ms for {MOST} bytes");
    }
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_read_ahead_resumes_during_a_wait() {
    let broken = |numbers| pieces(numbers).chain(stream::iter([reset()])).boxed();
    let (content, script) = open(40 * PIECE, [broken(0..3), broken(3..6), pieces(6..40)]).await;
    assert!((PIECE..=3 * PIECE).contains(&content.wait(1).await.expect("bytes").length));
    settle().await;
    assert_eq!(
        (content.incoming.available(), lock(&script.ranges).len()),
        (3 * PIECE, 1),
        "nothing is requested without a wait"
    );
    assert!(all(&content, PIECE).await.expect("resumed") == whole(40));
    let last = 40 * PIECE - 1;
    let requested = [3 * PIECE, 6 * PIECE].map(|start| format!("bytes={start}-{last}"));
    assert_eq!(lock(&script.ranges)[1..], requested);
}

#[tokio::test(start_paused = true)]
async fn content_before_a_failure_is_returned_first() {
    let too_many = pieces(0..5);
    let (content, _) = open(3 * PIECE, [too_many]).await;
    let broken = stream::repeat_with(|| stream::iter([reset()]).boxed());
    let first = stream::iter([pieces(0..2).chain(stream::iter([reset()])).boxed()]);
    let (failing, _) = open(9 * PIECE, first.chain(broken).take(7).collect::<Vec<_>>().await).await;
    assert!(all(&content, PIECE).await.expect("what was announced") == whole(3));
    assert!((PIECE..=2 * PIECE).contains(&failing.wait(1).await.expect("bytes").length));
    settle().await;
    assert_eq!(failing.wait(1).await.expect("bytes").length, 2 * PIECE);
    assert_eq!(failing.take(&mut vec![0; 2 * PIECE]), 2 * PIECE);
    let error = failing.wait(1).await.expect_err("it broke off too often");
    assert!(error.message().contains("maxRetryRequests"), "{error:?}");
    assert_eq!(failing.wait(1).await.expect("it is reported once"), Arrived { length: 0, is_end: true });
}

#[tokio::test(start_paused = true)]
async fn the_timeout_applies_only_during_a_wait() {
    let (sender, body) = channel();
    let (content, script) = open(4 * PIECE, [body, pieces(2..4)]).await;
    sender.send(Ok(piece(0))).expect("it is read");
    assert_eq!(content.wait(1).await.expect("bytes").length, PIECE);
    sleep(LIMIT * 3).await;
    sender.send(Ok(piece(1))).expect("it is read");
    settle().await;
    assert_eq!((content.incoming.available(), lock(&script.ranges).len()), (2 * PIECE, 1), "a pause is no fault");
    let started = tokio::time::Instant::now();
    assert!(all(&content, PIECE).await.expect("resumed") == whole(4));
    assert_eq!(lock(&script.ranges)[1], format!("bytes={}-{}", 2 * PIECE, 4 * PIECE - 1));
    assert!((LIMIT..LIMIT * 2).contains(&started.elapsed()), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn waiters_are_notified_on_close_and_nothing_is_kept() {
    let (sender, body) = channel();
    let (content, _) = open(9 * PIECE, [body]).await;
    sender.send(Ok(piece(0))).expect("it is read");
    content.wait(1).await.expect("bytes");
    content.take(&mut vec![0; PIECE]);
    let waiting = tokio::spawn({
        let content = Arc::clone(&content);
        async move { content.wait(1).await }
    });
    settle().await;
    content.close();
    assert_eq!(waiting.await.expect("no panic").expect_err("closed").kind(), ErrorKind::Aborted);
    sender.send(Ok(piece(1))).expect("it is still read");
    settle().await;
    assert_eq!(content.incoming.available(), 0);
    assert!(sender.is_closed(), "the response is given up");
}

#[tokio::test(start_paused = true)]
async fn a_reader_starts_at_the_beginning_and_is_taken_once() {
    let (content, _) = open(3 * PIECE, [pieces(0..3)]).await;
    let mut reader = content.take_reader().expect("it has not been read");
    assert!(content.take_reader().is_none());
    assert_eq!(content.wait(1).await.expect("nothing comes"), Arrived { length: 0, is_end: true });
    assert_eq!(reader.next().await.expect("no fault"), Some(piece(0)));
}

#[tokio::test(start_paused = true)]
async fn a_long_response_is_received_by_the_task_of_its_connection() {
    let (task, readings) = ConnectionTask::new(PieceLength::new(LONGEST));
    let (content, _) = open_by(Some(task), 40 * PIECE, [pieces(0..40)]).await;
    let waiting = tokio::spawn({
        let content = Arc::clone(&content);
        async move { content.wait(1).await }
    });
    settle().await;
    assert_eq!(content.incoming.available(), 0, "the task does not run yet");
    let driving = tokio::spawn(readings.drive(std::future::pending::<()>(), || {}));
    assert!(waiting.await.expect("no panic").expect("bytes").length >= PIECE);
    assert!(all(&content, PIECE).await.expect("no fault") == whole(40));
    driving.abort();
}

#[tokio::test(start_paused = true)]
async fn a_connection_receives_short_pieces_for_a_slow_reader() {
    let pieces_of = PieceLength::new(LONGEST);
    let (task, readings) = ConnectionTask::new(pieces_of.clone());
    let driving = tokio::spawn(readings.drive(std::future::pending::<()>(), || {}));
    let (content, _) = open_by(Some(task), 1000 * PIECE, [pieces(0..1000)]).await;
    assert_eq!(pieces_of.current(), LONGEST, "whoever takes the reader is no slow one");
    let mut rest = vec![0; MOST];
    content.wait(1).await.expect("bytes");
    settle().await;
    assert_eq!(pieces_of.current(), SLOW_PIECE, "as long as nothing is known of its speed");
    for (pause, longest) in [(1_000, SLOW_PIECE), (0, LONGEST), (1_000, SLOW_PIECE)] {
        content.take(&mut rest);
        content.state().taken = Some((Instant::now(), MOST));
        sleep(Duration::from_millis(pause)).await;
        content.wait(1).await.expect("bytes");
        settle().await;
        assert_eq!(pieces_of.current(), longest, "{pause} ms for {MOST} bytes");
    }
    driving.abort();
}

#[tokio::test(start_paused = true)]
async fn a_task_that_is_dropped_while_it_receives_loses_nothing() {
    let (task, readings) = ConnectionTask::new(PieceLength::new(LONGEST));
    let (sender, body) = channel();
    let (content, script) = open_by(Some(task), 40 * PIECE, [body, pieces(3..40)]).await;
    let driving = tokio::spawn(readings.drive(std::future::pending::<()>(), || {}));
    let reading = tokio::spawn({
        let content = Arc::clone(&content);
        async move { all(&content, PIECE).await }
    });
    (0..2).for_each(|number| sender.send(Ok(piece(number))).expect("it is read"));
    settle().await;
    driving.abort();
    settle().await;
    sender.send(Ok(piece(2))).expect("it is still read");
    sender.send(reset()).expect("it is still read");
    assert!(reading.await.expect("no panic").expect("resumed") == whole(40));
    assert_eq!(lock(&script.ranges)[1..], [format!("bytes={}-{}", 3 * PIECE, 40 * PIECE - 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_task_that_is_dropped_before_it_receives_loses_nothing() {
    let (task, readings) = ConnectionTask::new(PieceLength::new(LONGEST));
    let (content, script) = open_by(Some(task), 40 * PIECE, [pieces(0..40)]).await;
    let reading = tokio::spawn({
        let content = Arc::clone(&content);
        async move { all(&content, PIECE).await }
    });
    settle().await;
    drop(readings);
    assert!(reading.await.expect("no panic").expect("it goes on") == whole(40));
    assert_eq!(lock(&script.ranges).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn threads_that_have_ended_lose_nothing() {
    static ENDED: LazyLock<Handle> = LazyLock::new(|| {
        let ended = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let handle = ended.handle().clone();
        ended.shutdown_background();
        handle
    });
    let (content, _) = open(40 * PIECE, [pieces(0..40)]).await;
    let Ok(content) = Arc::try_unwrap(content) else { unreachable!("nobody else has it") };
    let content = Arc::new(ReadAhead { threads: || Some(ENDED.clone()), ..content });
    assert!(all(&content, PIECE).await.expect("no fault") == whole(40));
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_more_than_is_received_ahead_gets_all_of_it() {
    let wanted = LEAST + 3 * PIECE;
    let (content, _) = open(100 * PIECE, [pieces(0..100)]).await;
    assert_eq!(content.wait(wanted).await.expect("bytes").length, wanted);
    let (all_of_it, _) = open(100 * PIECE, [pieces(0..100)]).await;
    assert!((MOST..=MOST + PIECE).contains(&all_of_it.wait(usize::MAX).await.expect("bytes").length));
}
