use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Body;
use tokio::time::{Instant, advance};

use super::{INTERVAL, TransferProgress};
use crate::http::body_source::{BodyReading, SLICE};
use crate::http::request_body::{AttemptBody, RequestBody};

/// The body of one attempt, with progress.
fn body(sent: &TransferProgress, bytes: Bytes) -> AttemptBody {
    RequestBody::from(bytes).for_attempt(Some(sent), BodyReading::BySystem)
}

fn zeros(length: usize) -> Bytes {
    vec![0; length].into()
}

/// Takes the next slice, as a connection does.
fn take(body: &mut AttemptBody) -> Option<Bytes> {
    match Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(frame) => frame.map(|frame| frame.unwrap().into_data().unwrap()),
        Poll::Pending => panic!("a body in memory is always ready"),
    }
}

#[test]
fn slices_make_up_the_body_and_its_length_is_known() {
    let whole = Bytes::from((0..2 * SLICE + 7).map(|at| at.to_le_bytes()[0]).collect::<Vec<_>>());
    let mut body = body(&TransferProgress::default(), whole.clone());
    let mut seen = Vec::new();
    while !body.is_end_stream() {
        assert_eq!(body.size_hint().exact(), Some((whole.len() - seen.len()) as u64));
        seen.extend_from_slice(&take(&mut body).unwrap());
    }
    assert_eq!(seen, whole);
    assert_eq!(take(&mut body), None);
}

#[test]
fn a_small_body_stays_in_one_piece() {
    let whole = zeros(SLICE);
    let slice = take(&mut body(&TransferProgress::default(), whole.clone())).unwrap();
    assert_eq!((slice.as_ptr(), slice.len()), (whole.as_ptr(), whole.len()));
}

#[tokio::test(start_paused = true)]
async fn progress_within_the_interval_is_reported_together() {
    let sent = TransferProgress::default();
    let (mut watch, ending) = (sent.watch(), sent.ending());
    let mut body = body(&sent, zeros(4 * SLICE));
    let start = Instant::now();
    take(&mut body);
    assert_eq!(watch.next().await, Some(SLICE as u64));
    assert_eq!(start.elapsed(), Duration::ZERO);
    take(&mut body);
    take(&mut body);
    assert_eq!(watch.next().await, Some(3 * SLICE as u64));
    assert_eq!(start.elapsed(), INTERVAL);
    take(&mut body);
    drop(ending);
    assert_eq!(watch.next().await, Some(4 * SLICE as u64), "the last one is reported at once");
    assert_eq!(watch.next().await, None);
    assert_eq!(start.elapsed(), INTERVAL);
}

#[tokio::test(start_paused = true)]
async fn a_watcher_waits_for_the_connection() {
    let sent = TransferProgress::default();
    let (mut watch, _ending) = (sent.watch(), sent.ending());
    let mut body = body(&sent, zeros(10));
    let watching = tokio::spawn(async move { (watch.next().await, Instant::now()) });
    advance(Duration::from_secs(5)).await;
    let taken = Instant::now();
    take(&mut body);
    assert_eq!(watching.await.unwrap(), (Some(10), taken));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_sent_again_counts_from_its_start() {
    let sent = TransferProgress::default();
    let (mut watch, ending) = (sent.watch(), sent.ending());
    let mut first = body(&sent, zeros(3 * SLICE));
    take(&mut first);
    take(&mut first);
    assert_eq!(watch.next().await, Some(2 * SLICE as u64));
    let mut second = body(&sent, zeros(3 * SLICE));
    take(&mut first);
    take(&mut second);
    assert_eq!(watch.next().await, Some(SLICE as u64), "the first attempt no longer counts");
    let mut third = body(&sent, zeros(3 * SLICE));
    take(&mut third);
    drop(ending);
    assert_eq!(watch.next().await, Some(SLICE as u64), "the same number of bytes of another attempt is progress");
    assert_eq!(watch.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_sent_nothing_reports_nothing() {
    let sent = TransferProgress::default();
    let mut watch = sent.watch();
    let _unsent = body(&sent, zeros(10));
    drop(sent.ending());
    assert_eq!(watch.next().await, None);
    assert_eq!(watch.next().await, None);
}
