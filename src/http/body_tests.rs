use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use tokio::time::{Instant, sleep};

use super::*;

const LIMIT: BodyLimit = BodyLimit { length: 10, of: "a test" };

fn pieces(pieces: &[&'static str]) -> ResponseBody {
    let pieces: Vec<_> = pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))).collect();
    ResponseBody::Stream(stream::iter(pieces).boxed())
}

fn url() -> Url {
    Url::parse("http://host:1/").unwrap()
}

async fn whole(body: ResponseBody) -> Result<Bytes> {
    read(body, LIMIT.length, None, &url()).await.whole(LIMIT, "host:1")
}

#[tokio::test]
async fn a_body_within_its_limit_is_read_completely() {
    assert_eq!(whole(pieces(&[])).await.unwrap(), "");
    assert_eq!(whole(pieces(&["", ""])).await.unwrap(), "");
    assert_eq!(whole(pieces(&["one"])).await.unwrap(), "one");
    assert_eq!(whole(pieces(&["", "one", "", "two", "four"])).await.unwrap(), "onetwofour");
    assert_eq!(whole(ResponseBody::Full(Bytes::from_static(b"0123456789"))).await.unwrap(), "0123456789");
}

#[tokio::test]
async fn a_longer_body_is_read_to_the_limit_and_reported() {
    for body in [pieces(&["0123456789", "a"]), pieces(&["01234567", "89a"]), pieces(&["0123456789a"])] {
        let found = read(body, LIMIT.length, None, &url()).await;
        assert_eq!(found.bytes, "0123456789");
        let error = found.whole(LIMIT, "host:1").unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Protocol, Some("PARSE_ERROR")));
        for part in ["host:1", "10 bytes", "a test"] {
            assert!(error.message().contains(part), "{error}");
        }
    }
    let full = ResponseBody::Full(Bytes::from_static(b"0123456789a"));
    assert!(matches!(read(full, LIMIT.length, None, &url()).await.end, BodyEnd::TooLong));
}

#[tokio::test]
async fn an_endless_body_is_read_no_further_than_its_limit() {
    let requested = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requested);
    let endless = stream::repeat_with(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(Bytes::from_static(b"abc"))
    });
    assert!(whole(ResponseBody::Stream(endless.boxed())).await.is_err());
    assert_eq!(requested.load(Ordering::SeqCst), 4);
    drain(ResponseBody::Stream(stream::repeat_with(|| Ok(Bytes::from_static(&[0; 1024]))).boxed())).await;
}

#[tokio::test(start_paused = true)]
async fn bytes_received_before_the_timeout_are_returned() {
    let body = stream::iter([Ok(Bytes::from_static(b"abc"))]).chain(stream::pending());
    let deadline = Deadline::after(Duration::from_secs(5));
    let found = read(ResponseBody::Stream(body.boxed()), 10, deadline.as_ref(), &url()).await;
    assert_eq!(found.bytes, "abc");
    assert_eq!(found.whole(LIMIT, "").unwrap_err().message(), "ETIMEDOUT: host:1 did not respond within 5000 ms");
}

/// A body whose pieces each arrive after so many seconds.
fn slow(pieces: Vec<(u64, usize)>) -> ResponseBody {
    let pieces = stream::iter(pieces).then(|(seconds, length)| async move {
        sleep(Duration::from_secs(seconds)).await;
        Ok(Bytes::from(vec![0; length]))
    });
    ResponseBody::Stream(pieces.boxed())
}

async fn read_patiently(mut body: ResponseBody, limit: Option<u64>) -> (usize, Option<Error>) {
    let mut piece_timeout = PieceTimeout::new(limit.map(Duration::from_secs));
    let mut length = 0;
    loop {
        match piece_timeout.next(&mut body).await {
            Ok(Some(piece)) => length += piece.len(),
            Ok(None) => return (length, None),
            Err(error) => return (length, Some(error)),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_trickle_of_bytes_times_out() {
    let start = Instant::now();
    let (length, error) = read_patiently(slow(vec![(9, 1); 1_000_000]), Some(10)).await;
    let error = error.unwrap();
    assert_eq!((length, error.code(), start.elapsed()), (1, Some("ETIMEDOUT"), Duration::from_secs(10)));
    assert!(error.message().contains("1 bytes came in 10000 ms"), "{error}");
    assert!(TransportFailure::of(&error).unwrap().transient);
    let (_, error) = read_patiently(slow(vec![(11, 1)]), Some(10)).await;
    assert!(error.unwrap().message().contains("nothing came for 10000 ms"));
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_is_read_to_its_end() {
    let slowly = || slow(vec![(9, LEAST_PROGRESS); 100]);
    assert!(matches!(read_patiently(slowly(), Some(10)).await, (length, None) if length == 100 * LEAST_PROGRESS));
    assert!(matches!(read_patiently(slow(vec![(3600, 1); 3]), None).await, (3, None)), "there is no limit");
    assert!(matches!(read_patiently(slow(vec![(4, 600), (4, 600), (9, 1)]), Some(10)).await, (1201, None)));
}

#[tokio::test(start_paused = true)]
async fn time_without_a_reader_does_not_count() {
    let mut body = slow(vec![(4, 1), (4, 1), (1, 1)]);
    let mut piece_timeout = PieceTimeout::new(Some(Duration::from_secs(10)));
    for _ in 0..3 {
        sleep(Duration::from_secs(3600)).await;
        assert_eq!(piece_timeout.next(&mut body).await.unwrap().unwrap().len(), 1);
    }
    piece_timeout.renew();
    assert_eq!(piece_timeout.next(&mut body).await.unwrap(), None);
}
