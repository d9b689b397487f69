//! Writes a structured message.

use std::collections::VecDeque;

use bytes::Bytes;

use super::format::{FOOTER, HEADER, LONGEST_SEGMENT, SEGMENT_HEADER, VERSION, WITH_CRC64};
use crate::base::crc64::{Crc64, combined};

/// The length of a message with this much content.
#[must_use]
pub fn message_length(content: u64) -> u64 {
    (HEADER + FOOTER) as u64 + content + content.div_ceil(LONGEST_SEGMENT) * (SEGMENT_HEADER + FOOTER) as u64
}

/// Writes a message while its content arrives.
pub struct StructuredMessageEncoder {
    /// Bytes that were written and not taken.
    written: VecDeque<Bytes>,
    /// The number of the segment, from 1.
    number: u64,
    /// The length of the content that has not been added yet.
    content_left: u64,
    /// The part of it that belongs to the current segment.
    segment_left: u64,
    segment_length: u64,
    segment: Crc64,
    /// The checksum of the segments before.
    message: u64,
    /// The number of bytes of the message that have not been taken.
    left: u64,
}

impl StructuredMessageEncoder {
    /// Creates a message with this much content.
    #[must_use]
    pub fn new(content: u64) -> Self {
        let (length, segments) = (message_length(content), content.div_ceil(LONGEST_SEGMENT));
        let mut header = Vec::with_capacity(HEADER);
        header.push(VERSION);
        header.extend(length.to_le_bytes());
        header.extend(WITH_CRC64.to_le_bytes());
        header.extend(number(segments).to_le_bytes());
        let mut encoder = Self {
            written: VecDeque::from([header.into()]),
            number: 0,
            content_left: content,
            segment_left: 0,
            segment_length: 0,
            segment: Crc64::default(),
            message: 0,
            left: length,
        };
        encoder.start_segment();
        encoder
    }

    /// The number of bytes of the message that have not been taken.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.left
    }

    /// The next bytes of the message; `None` when content is needed, or there is no more.
    pub fn take(&mut self) -> Option<Bytes> {
        let bytes = self.written.pop_front()?;
        self.left = self.left.saturating_sub(bytes.len() as u64);
        Some(bytes)
    }

    /// Adds content. Bytes beyond the announced length are dropped.
    pub fn add(&mut self, mut content: Bytes) {
        while !content.is_empty() && self.segment_left > 0 {
            let here = usize::try_from(self.segment_left).unwrap_or(usize::MAX).min(content.len());
            let piece = content.split_to(here);
            self.segment.update(&piece);
            self.segment_left -= here as u64;
            self.content_left -= here as u64;
            self.written.push_back(piece);
            if self.segment_left == 0 {
                let sum = std::mem::take(&mut self.segment).finish();
                self.message = combined(self.message, sum, self.segment_length);
                self.written.push_back(Bytes::copy_from_slice(&sum.to_le_bytes()));
                self.start_segment();
            }
        }
    }

    /// Starts the next segment, or ends the message after the last one.
    fn start_segment(&mut self) {
        if self.content_left == 0 {
            self.written.push_back(Bytes::copy_from_slice(&self.message.to_le_bytes()));
            return;
        }
        self.number += 1;
        self.segment_length = self.content_left.min(LONGEST_SEGMENT);
        self.segment_left = self.segment_length;
        let mut header = Vec::with_capacity(SEGMENT_HEADER);
        header.extend(number(self.number).to_le_bytes());
        header.extend(self.segment_length.to_le_bytes());
        self.written.push_back(header.into());
    }
}

/// A number of segments. Above its maximum (256 GiB), no operation accepts the body, so the service rejects it.
fn number(segments: u64) -> u16 {
    u16::try_from(segments).unwrap_or(u16::MAX)
}
