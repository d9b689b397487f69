//! Which content of a structured message has been checked, and which must be requested again if a connection breaks.

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::structured_message::StructuredMessageDecoder;

/// The checks of a content in flight. Content that is returned before its segment's end is not checked yet. If the connection breaks there, the
/// segment is requested again from its start, and compared with the returned content.
pub struct Checks {
    /// Reads the message of the current response.
    pub decoder: StructuredMessageDecoder,
    /// The end of the checked content.
    pub verified: u64,
    /// The number of segments before [`Checks::verified`].
    segments: u16,
    /// The checksum of the content after [`Checks::verified`] that was returned before the connection broke.
    given: u64,
}

impl Checks {
    /// The checks of a message whose content starts at this byte of the blob.
    pub fn begin(start: u64) -> Self {
        Self { decoder: StructuredMessageDecoder::default(), verified: start, segments: 0, given: 0 }
    }

    /// Records that all content before `position` was returned. At the end of a segment it has been checked.
    pub fn advance(&mut self, position: u64) {
        if self.decoder.checked_segments() != self.segments {
            (self.segments, self.verified) = (self.decoder.checked_segments(), position);
        }
    }

    /// Continues with the message of another response, which starts at [`Checks::verified`]. This many bytes of it were already returned.
    ///
    /// # Errors
    /// The response is not a structured message.
    pub fn begin_again(&mut self, is_structured: bool, given: u64) -> Result<()> {
        if !is_structured {
            return Err(unchecked());
        }
        if given > 0 {
            self.given = self.sum();
        }
        (self.decoder, self.segments) = (StructuredMessageDecoder::default(), 0);
        Ok(())
    }

    /// Compares repeated content with the returned content.
    ///
    /// # Errors
    /// They differ.
    pub fn compare(&self) -> Result<()> {
        if self.decoder.message_sum() == self.given {
            return Ok(());
        }
        let message = "Check sum mismatch: bytes that came before the connection broke came differently after it. They changed on their way: \
                       what came of the content cannot be trusted.";
        Err(Error::new(ErrorKind::Protocol, message).with_code("Crc64Mismatch"))
    }

    /// The checksum of the content returned after [`Checks::verified`]: since the start of the segment, or of a message that started there.
    fn sum(&self) -> u64 {
        if self.segments == 0 { self.decoder.message_sum() } else { self.decoder.segment_sum() }
    }
}

/// The error for a response without checksums.
pub fn unchecked() -> Error {
    let message = "Unexpected structured content length: the service responded without the requested checksums. It does not \
                   know them; leave \"contentChecksumAlgorithm\" out, or use \"None\".";
    Error::new(ErrorKind::ArgumentRange, message)
}
