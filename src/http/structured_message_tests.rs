use bytes::{BufMut, Bytes};
use proptest::prelude::*;

use super::format::*;
use super::*;
use crate::base::crc64::Crc64;

fn sum(bytes: &[u8]) -> u64 {
    let mut sum = Crc64::default();
    sum.update(bytes);
    sum.finish()
}

/// A message according to the format, written at once.
fn message(content: &[u8], segment: usize) -> Vec<u8> {
    let segments: Vec<&[u8]> = content.chunks(segment).collect();
    let mut message = vec![1];
    message.put_u64_le((HEADER + FOOTER + content.len() + segments.len() * (SEGMENT_HEADER + FOOTER)) as u64);
    message.put_u16_le(1);
    message.put_u16_le(u16::try_from(segments.len()).expect("few"));
    for (number, segment) in (1..).zip(segments) {
        message.put_u16_le(number);
        message.put_u64_le(segment.len() as u64);
        message.extend_from_slice(segment);
        message.put_u64_le(sum(segment));
    }
    message.put_u64_le(sum(content));
    message
}

fn encoded(content: &[u8], piece: usize) -> Vec<u8> {
    let mut encoder = StructuredMessageEncoder::new(content.len() as u64);
    let mut message = Vec::new();
    let mut pieces = content.chunks(piece);
    loop {
        while let Some(bytes) = encoder.take() {
            message.extend_from_slice(&bytes);
        }
        assert_eq!(encoder.left(), message_length(content.len() as u64) - message.len() as u64);
        match pieces.next() {
            Some(piece) => encoder.add(Bytes::copy_from_slice(piece)),
            None => return message,
        }
    }
}

/// The content returned for a message that arrives in pieces, and how it ended: complete, or with which error.
fn decoded(message: &[u8], piece: usize, longest: u64) -> (Vec<u8>, Result<bool, String>) {
    let (mut decoder, mut content) = (StructuredMessageDecoder::default(), Vec::new());
    for piece in message.chunks(piece) {
        let mut piece = Bytes::copy_from_slice(piece);
        loop {
            match decoder.read(&mut piece, longest) {
                Ok(Some(more)) => content.extend_from_slice(&more),
                Ok(None) => break,
                Err(error) => return (content, Err(error.message().to_owned())),
            }
        }
        assert_eq!(decoder.message_sum(), sum(&content));
    }
    (content, Ok(decoder.is_complete()))
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at * 131 % 251).expect("less")).collect()
}

#[test]
fn output_matches_the_format_for_any_pieces() {
    let longest = usize::try_from(LONGEST_SEGMENT).expect("fits");
    for length in [0, 1, 5, longest - 1, longest, longest + 1, 2 * longest + 3] {
        let content = bytes(length);
        let expected = message(&content, longest);
        assert_eq!(message_length(length as u64), expected.len() as u64);
        for piece in [7_777, 1 << 20, length.max(1)] {
            assert!(encoded(&content, piece) == expected, "{length} by {piece}");
        }
        assert_eq!(decoded(&expected, 65_536, u64::MAX), (content, Ok(true)));
    }
}

#[test]
fn content_beyond_the_announced_length_is_omitted() {
    let mut encoder = StructuredMessageEncoder::new(2);
    encoder.add(Bytes::from_static(b"abc"));
    let mut written = Vec::new();
    while let Some(bytes) = encoder.take() {
        written.extend_from_slice(&bytes);
    }
    assert_eq!(written, message(b"ab", 2));
}

#[test]
fn every_changed_byte_is_detected() {
    let content = bytes(40);
    let whole = message(&content, 16);
    for at in 0..whole.len() {
        // The length of the message is that of the body, and is not checked.
        if (1..9).contains(&at) {
            continue;
        }
        let mut changed = whole.clone();
        changed[at] ^= 1;
        let (given, end) = decoded(&changed, 9, u64::MAX);
        assert!(end != Ok(true), "byte {at}: {given:?}");
    }
    for length in 0..whole.len() {
        let (given, end) = decoded(&whole[..length], 9, u64::MAX);
        assert_eq!((end, content.starts_with(&given)), (Ok(false), true), "{length} bytes");
    }
    let end = decoded(&[whole, vec![0]].concat(), 9, u64::MAX).1;
    assert!(end.is_err_and(|message| message.starts_with("It continues after its end.")));
}

#[test]
fn error_messages_match_the_reference() {
    let whole = message(&bytes(40), 16);
    let second = HEADER + SEGMENT_HEADER + 16 + FOOTER;
    for (at, words) in [
        (0, "Unexpected message version"),
        (second, "Segment number is unexpected."),
        (second + SEGMENT_HEADER, "Segment check sum mismatch, segmentNumber: 1"),
        (whole.len() - 1, "Check sum mismatch"),
    ] {
        let mut changed = whole.clone();
        changed[at] ^= 8;
        let error = decoded(&changed, 1_000, u64::MAX).1.expect_err("noticed");
        assert!(error.starts_with(words), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn output_can_be_read_back(length in 0_usize..5_000, segment in 1_usize..2_000, piece in 1_usize..3_000, longest in 1_u64..3_000) {
        let content = bytes(length);
        prop_assert_eq!(decoded(&message(&content, segment), piece, longest), (content, Ok(true)));
    }

    #[test]
    fn invalid_messages_are_rejected(nonsense in prop::collection::vec(any::<u8>(), 0..200), piece in 1_usize..50) {
        let mut message = vec![1];
        message.extend_from_slice(&nonsense);
        let _ = decoded(&message, piece, u64::MAX);
    }
}
