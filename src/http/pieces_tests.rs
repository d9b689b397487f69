use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_util::FutureExt;

use super::{LAST_PIECE, PieceReader, PieceRequest, Pieces, READ_AHEAD, system_copy};
use crate::http::body_source::{BodyBroken, BodyReading, SLICE};

fn take(reader: &mut PieceReader) -> Poll<Result<Bytes, BodyBroken>> {
    reader.poll_next(&mut Context::from_waker(Waker::noop()))
}

/// The range that the owner should supply at this moment.
fn wanted(pieces: &Pieces) -> Poll<Option<PieceRequest>> {
    pieces.wanted().now_or_never().map_or(Poll::Pending, Poll::Ready)
}

fn offset(pieces: &Pieces) -> Option<u64> {
    pieces.wanted().now_or_never().flatten().map(|wanted| wanted.offset)
}

fn is_broken(taken: &Poll<Result<Bytes, BodyBroken>>) -> bool {
    matches!(taken, Poll::Ready(Err(BodyBroken)))
}

fn piece(length: usize) -> Bytes {
    vec![1; length].into()
}

#[test]
fn nothing_is_requested_before_the_connection_is_established() {
    let pieces = Pieces::new(10, false, None);
    assert_eq!(wanted(&pieces), Poll::Pending);
    let mut reader = pieces.for_attempt(BodyReading::BySystem);
    assert_eq!(wanted(&pieces), Poll::Pending);
    assert!(take(&mut reader).is_pending());
    assert_eq!(wanted(&pieces), Poll::Ready(Some(PieceRequest { offset: 0, room: READ_AHEAD, attempt: 1 })));
    assert!(pieces.give(0, piece(4)));
    assert!(!pieces.give(0, piece(4)), "that is there already");
    assert!(!pieces.give(4, piece(7)), "more than there is");
    assert!(matches!(take(&mut reader), Poll::Ready(Ok(bytes)) if bytes.len() == 4));
    assert_eq!(offset(&pieces), Some(4));
    assert!(pieces.give(4, piece(6)));
    assert_eq!(wanted(&pieces), Poll::Pending, "all is there");
}

#[test]
fn buffered_bytes_for_a_slow_connection_are_bounded() {
    let pieces = Pieces::new(10 * READ_AHEAD as u64, false, None);
    let mut reader = pieces.for_attempt(BodyReading::BySystem);
    assert!(take(&mut reader).is_pending());
    let mut given = 0;
    while let Poll::Ready(Some(wanted)) = wanted(&pieces) {
        assert!(pieces.give(wanted.offset, piece(SLICE)));
        given += SLICE;
    }
    assert!(given <= READ_AHEAD, "{given}");
    for _ in 0..2 {
        assert!(take(&mut reader).is_ready());
    }
    assert_eq!(offset(&pieces), Some(given as u64));
}

#[test]
fn another_attempt_reuses_kept_bytes_and_requests_the_rest() {
    let pieces = Pieces::new(10, true, None);
    let mut first = pieces.for_attempt(BodyReading::BySystem);
    assert!(take(&mut first).is_pending());
    pieces.give(0, piece(4));
    assert!(take(&mut first).is_ready());
    let mut second = pieces.for_attempt(BodyReading::BySystem);
    assert!(is_broken(&take(&mut first)), "the earlier attempt is over");
    assert!(matches!(take(&mut second), Poll::Ready(Ok(bytes)) if bytes.len() == 4));
    assert!(take(&mut second).is_pending());
    assert_eq!(offset(&pieces), Some(4));
}

#[test]
fn another_attempt_starts_over_with_a_repeatable_owner() {
    let pieces = Pieces::new(10, false, None);
    let mut first = pieces.for_attempt(BodyReading::BySystem);
    assert!(take(&mut first).is_pending());
    pieces.give(0, piece(4));
    let mut second = pieces.for_attempt(BodyReading::BySystem);
    assert!(!pieces.give(4, piece(4)), "a piece of the earlier attempt comes too late");
    assert!(take(&mut second).is_pending(), "nothing was kept");
    assert_eq!(offset(&pieces), Some(0));
}

#[test]
fn the_last_piece_is_requested_after_all_others_were_sent() {
    let memory = piece(2 * SLICE + LAST_PIECE + 5);
    let pieces = Pieces::new(memory.len() as u64, false, Some(memory.clone()));
    let mut reader = pieces.for_attempt(BodyReading::BySystem);
    let mut on_their_way = Vec::new();
    let mut length = 0;
    while let Poll::Ready(slice) = take(&mut reader) {
        let slice = slice.unwrap();
        assert_eq!(slice.as_ptr(), memory[length..].as_ptr(), "nothing was copied");
        length += slice.len();
        on_their_way.push(slice);
    }
    assert_eq!(length, memory.len() - LAST_PIECE);
    assert_eq!(wanted(&pieces), Poll::Pending);
    for slice in on_their_way {
        assert!(take(&mut reader).is_pending());
        assert_eq!(wanted(&pieces), Poll::Pending);
        drop(slice);
    }
    assert!(take(&mut reader).is_pending());
    assert_eq!(offset(&pieces), Some(length as u64));
    assert!(pieces.give(length as u64, piece(LAST_PIECE)));
    assert!(matches!(take(&mut reader), Poll::Ready(Ok(bytes)) if bytes.len() == LAST_PIECE));
}

#[test]
fn memory_is_read_in_place_once() {
    let memory = piece(SLICE);
    let pieces = || Pieces::new(SLICE as u64, false, Some(memory.clone()));
    for reading in [BodyReading::BySystem, BodyReading::ByProcess] {
        let tried = pieces();
        let is_read = take(&mut tried.for_attempt(reading)).is_ready();
        assert_eq!(is_read, reading == BodyReading::BySystem || system_copy::EXISTS, "{reading:?}");
        assert!(take(&mut tried.for_attempt(reading)).is_pending());
        assert_eq!(offset(&tried), Some(0), "{reading:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_connection_that_reads_memory_in_this_process_takes_copies_and_then_the_last_piece() {
    let memory: Bytes =
        (0..2 * SLICE + LAST_PIECE + 5).map(|at| u8::try_from(at % 251).unwrap_or_default()).collect::<Vec<_>>().into();
    let pieces = Pieces::new(memory.len() as u64, false, Some(memory.clone()));
    let mut reader = pieces.for_attempt(BodyReading::ByProcess);
    let mut length = 0;
    let mut copies = Vec::new();
    while let Poll::Ready(copy) = take(&mut reader) {
        let copy = copy.unwrap();
        assert_eq!(copy, memory[length..length + copy.len()]);
        assert_ne!(copy.as_ptr(), memory[length..].as_ptr());
        length += copy.len();
        copies.push(copy);
    }
    assert_eq!(length, memory.len() - LAST_PIECE);
    assert_eq!(offset(&pieces), Some(length as u64), "what was copied need not have been sent");
    assert!(pieces.give(length as u64, piece(LAST_PIECE)));
    assert!(matches!(take(&mut reader), Poll::Ready(Ok(bytes)) if bytes.len() == LAST_PIECE));
}

#[test]
fn an_interrupted_body_is_never_complete() {
    let pieces = Pieces::new(10, false, None);
    let mut reader = pieces.for_attempt(BodyReading::BySystem);
    let mut broken = pin!(pieces.broken());
    pieces.give(0, piece(10));
    assert!(broken.as_mut().now_or_never().is_none());
    pieces.break_off();
    assert!(broken.now_or_never().is_some());
    assert!(is_broken(&take(&mut reader)), "also what was given already");
    assert_eq!(wanted(&pieces), Poll::Ready(None));
    assert!(!pieces.give(10, Bytes::new()));
}

#[tokio::test]
async fn waiters_for_room_are_notified_of_the_end() {
    let pieces = Pieces::new(10, false, None);
    let ending = pieces.ending();
    let waiting = tokio::spawn({
        let pieces = pieces.clone();
        async move { pieces.wanted().await }
    });
    tokio::task::yield_now().await;
    drop(ending);
    assert_eq!(waiting.await.unwrap(), None);
    assert!(pieces.broken().now_or_never().is_none(), "it was not the owner");
}

#[test]
fn a_slow_owner_learns_that_another_attempt_needs_the_bytes() {
    let pieces = Pieces::new(10, false, None);
    let mut first = pieces.for_attempt(BodyReading::BySystem);
    assert!(take(&mut first).is_pending());
    let attempt = wanted(&pieces).map(|wanted| wanted.map(|wanted| wanted.attempt));
    assert_eq!(attempt, Poll::Ready(Some(1)));
    let is_over = |attempt| pieces.another(attempt).now_or_never().is_some();
    assert!(!is_over(1));
    let mut second = pieces.for_attempt(BodyReading::BySystem);
    assert!(!is_over(1), "it has not come to where bytes are needed");
    assert!(is_broken(&take(&mut first)));
    assert!(take(&mut second).is_pending());
    assert!(is_over(1) && !is_over(2));
    drop(pieces.ending());
    assert!(is_over(2), "the request is over");
}
