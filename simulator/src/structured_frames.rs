//! The frames of a structured message that is written while its content is computed.

use std::collections::VecDeque;

use bytes::Bytes;
use crc_fast::{CrcAlgorithm, Digest};

/// The length of the content in a segment that the service writes.
pub const SEGMENT: u64 = 4 * 1024 * 1024;

/// Creates a message from content that is computed while it is sent.
#[derive(Debug)]
pub struct Frames {
    ready: VecDeque<Bytes>,
    number: u16,
    content_left: u64,
    segment_left: u64,
    segment: Digest,
    all: Digest,
    left: u64,
}

impl Frames {
    /// The frames for this much content.
    pub fn of(content: u64) -> Self {
        let segments = content.div_ceil(SEGMENT);
        let left = 13 + content + segments * 18 + 8;
        let mut header = vec![1];
        header.extend(left.to_le_bytes());
        header.extend(1_u16.to_le_bytes());
        header.extend(u16::try_from(segments).unwrap_or(u16::MAX).to_le_bytes());
        let digest = || Digest::new(CrcAlgorithm::Crc64Nvme);
        let ready = VecDeque::from([Bytes::from(header)]);
        let (segment, all) = (digest(), digest());
        let mut frames = Self { ready, number: 0, content_left: content, segment_left: 0, segment, all, left };
        frames.begin();
        frames
    }

    /// The number of remaining bytes.
    pub fn length(&self) -> u64 {
        self.left
    }

    /// The next bytes; `None` if content is needed, or at the end.
    pub fn next(&mut self) -> Option<Bytes> {
        let bytes = self.ready.pop_front()?;
        self.left -= bytes.len() as u64;
        Some(bytes)
    }

    /// Adds content.
    pub fn add(&mut self, mut chunk: Bytes) {
        while !chunk.is_empty() && self.segment_left > 0 {
            let length = self.segment_left.min(chunk.len() as u64);
            let piece = chunk.split_to(usize::try_from(length).unwrap_or(chunk.len()));
            self.segment.update(&piece);
            self.all.update(&piece);
            self.ready.push_back(piece);
            self.segment_left -= length;
            self.content_left -= length;
            if self.segment_left == 0 {
                let digest = std::mem::replace(&mut self.segment, Digest::new(CrcAlgorithm::Crc64Nvme));
                self.ready.push_back(Bytes::copy_from_slice(&digest.finalize().to_le_bytes()));
                self.begin();
            }
        }
    }

    fn begin(&mut self) {
        if self.content_left == 0 {
            self.ready.push_back(Bytes::copy_from_slice(&self.all.clone().finalize().to_le_bytes()));
            return;
        }
        self.number = self.number.wrapping_add(1);
        self.segment_left = self.content_left.min(SEGMENT);
        let mut header = self.number.to_le_bytes().to_vec();
        header.extend(self.segment_left.to_le_bytes());
        self.ready.push_back(header.into());
    }
}
