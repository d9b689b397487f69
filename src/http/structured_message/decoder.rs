//! Reads a structured message.

use bytes::{Buf, Bytes};

use super::format::{FOOTER, HEADER, SEGMENT_HEADER, VERSION, WITH_CRC64};
use crate::base::crc64::{Crc64, combined};
use crate::base::error::{Error, ErrorKind, Result};

/// The service's error code for bytes that do not match their checksum.
const MISMATCH: &str = "Crc64Mismatch";

/// The position of a decoder in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MessageRegion {
    Header,
    SegmentHeader,
    Content,
    SegmentFooter,
    Footer,
    End,
}

/// Reads a message as it arrives. Content is returned before its segment has been checked; reading the segment's end fails if it was wrong.
pub struct StructuredMessageDecoder {
    region: MessageRegion,
    /// The bytes of a header or a footer that have arrived.
    gathered: Vec<u8>,
    segments: u16,
    /// The number of segments that have been read and checked.
    checked: u16,
    /// The length of the segment's content that has not arrived yet.
    segment_left: u64,
    segment_length: u64,
    segment: Crc64,
    /// The checksum of the segments before.
    message: u64,
}

impl Default for StructuredMessageDecoder {
    fn default() -> Self {
        Self {
            region: MessageRegion::Header,
            gathered: Vec::with_capacity(HEADER),
            segments: 0,
            checked: 0,
            segment_left: 0,
            segment_length: 0,
            segment: Crc64::default(),
            message: 0,
        }
    }
}

impl StructuredMessageDecoder {
    /// Whether the message is complete.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.region == MessageRegion::End
    }

    /// The checksum of the current segment's content so far.
    #[must_use]
    pub fn segment_sum(&self) -> u64 {
        self.segment.finish()
    }

    /// The checksum of all content so far.
    #[must_use]
    pub fn message_sum(&self) -> u64 {
        combined(self.message, self.segment_sum(), self.segment_length - self.segment_left)
    }

    /// The number of segments that have been read and checked.
    #[must_use]
    pub fn checked_segments(&self) -> u16 {
        self.checked
    }

    /// Reads `message` up to the next content, `longest` bytes of it at most, or to the end of the available bytes (`None`).
    ///
    /// # Errors
    /// It is not a structured message; a checksum does not match; something follows its end.
    pub fn read(&mut self, message: &mut Bytes, longest: u64) -> Result<Option<Bytes>> {
        loop {
            match self.region {
                MessageRegion::Content => {
                    let longest = usize::try_from(self.segment_left.min(longest)).unwrap_or(usize::MAX);
                    let content = message.split_to(longest.min(message.len()));
                    if content.is_empty() {
                        return Ok(None);
                    }
                    self.segment.update(&content);
                    self.segment_left -= content.len() as u64;
                    if self.segment_left == 0 {
                        self.region = MessageRegion::SegmentFooter;
                    }
                    return Ok(Some(content));
                }
                MessageRegion::End if message.is_empty() => return Ok(None),
                MessageRegion::End => return Err(malformed("It continues after its end.")),
                MessageRegion::Header => {
                    let Some(header) = self.gather(message, HEADER) else { return Ok(None) };
                    self.begin(&header)?;
                }
                MessageRegion::SegmentHeader => {
                    let Some(header) = self.gather(message, SEGMENT_HEADER) else { return Ok(None) };
                    self.begin_segment(&header)?;
                }
                MessageRegion::SegmentFooter => {
                    let Some(footer) = self.gather(message, FOOTER) else { return Ok(None) };
                    self.end_segment(&footer)?;
                }
                MessageRegion::Footer => {
                    let Some(mut footer) = self.gather(message, FOOTER) else { return Ok(None) };
                    if footer.get_u64_le() != self.message {
                        return Err(mismatch("Check sum mismatch"));
                    }
                    self.region = MessageRegion::End;
                }
            }
        }
    }

    /// This many bytes, once they have arrived.
    fn gather(&mut self, message: &mut Bytes, length: usize) -> Option<Bytes> {
        let missing = length - self.gathered.len();
        let piece = message.split_to(missing.min(message.len()));
        if self.gathered.is_empty() && piece.len() == length {
            return Some(piece);
        }
        self.gathered.extend_from_slice(&piece);
        (self.gathered.len() == length).then(|| std::mem::take(&mut self.gathered).into())
    }

    fn begin(&mut self, mut header: &[u8]) -> Result<()> {
        if header.get_u8() != VERSION {
            return Err(malformed("Unexpected message version."));
        }
        // The length of the message is that of the body, which is already counted.
        header.advance(size_of::<u64>());
        if header.get_u16_le() != WITH_CRC64 {
            return Err(malformed("It does not have the requested checksums."));
        }
        self.segments = header.get_u16_le();
        self.region = if self.segments == 0 { MessageRegion::Footer } else { MessageRegion::SegmentHeader };
        Ok(())
    }

    fn begin_segment(&mut self, mut header: &[u8]) -> Result<()> {
        if header.get_u16_le() != self.checked + 1 {
            return Err(malformed("Segment number is unexpected."));
        }
        self.segment_length = header.get_u64_le();
        self.segment_left = self.segment_length;
        self.region = if self.segment_left == 0 { MessageRegion::SegmentFooter } else { MessageRegion::Content };
        Ok(())
    }

    fn end_segment(&mut self, mut footer: &[u8]) -> Result<()> {
        let sum = std::mem::take(&mut self.segment).finish();
        if footer.get_u64_le() != sum {
            // Counted from 0, as in the reference.
            return Err(mismatch(&format!("Segment check sum mismatch, segmentNumber: {}", self.checked)));
        }
        self.message = combined(self.message, sum, self.segment_length);
        (self.segment_length, self.segment_left) = (0, 0);
        self.checked += 1;
        self.region = if self.checked == self.segments { MessageRegion::Footer } else { MessageRegion::SegmentHeader };
        Ok(())
    }
}

fn mismatch(what: &str) -> Error {
    let message = format!("{what}. The content changed on its way: what came of it cannot be trusted.");
    Error::new(ErrorKind::Protocol, message).with_code(MISMATCH)
}

fn malformed(what: &str) -> Error {
    let message =
        format!("{what} The body of the response is not a structured message: the received content cannot be trusted.");
    Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR")
}
