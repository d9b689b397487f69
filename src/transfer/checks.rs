//! What of a content has been checked, when it comes as a structured message, and what has to come again when a connection breaks.

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::structured_message::Decoder;

/// The checks of a content in flight. What is given of a segment before its end is not checked yet. When the connection breaks there, the
/// segment is requested again from its start, and what was given is compared with what comes.
pub struct Checks {
    /// Reads the message of the current response.
    pub decoder: Decoder,
    /// Up to where what was given has been checked.
    pub verified: u64,
    /// How many segments of the message are behind [`Checks::verified`].
    segments: u16,
    /// The sum of what was given after [`Checks::verified`], when the connection broke.
    given: u64,
}

impl Checks {
    /// Of a message whose content begins at this byte of the blob.
    pub fn begin(start: u64) -> Self {
        Self { decoder: Decoder::default(), verified: start, segments: 0, given: 0 }
    }

    /// Says that all content before `position` was given. At the end of a segment it has been checked.
    pub fn advance(&mut self, position: u64) {
        if self.decoder.checked_segments() != self.segments {
            (self.segments, self.verified) = (self.decoder.checked_segments(), position);
        }
    }

    /// Begins with the message of another response, which begins at [`Checks::verified`]. So many bytes of it were given already.
    ///
    /// # Errors
    /// The response is no such message.
    pub fn begin_again(&mut self, is_structured: bool, given: u64) -> Result<()> {
        if !is_structured {
            return Err(unchecked());
        }
        if given > 0 {
            self.given = self.sum();
        }
        (self.decoder, self.segments) = (Decoder::default(), 0);
        Ok(())
    }

    /// Compares what has come again with what was given.
    ///
    /// # Errors
    /// It is not the same.
    pub fn compare(&self) -> Result<()> {
        if self.decoder.message_sum() == self.given {
            return Ok(());
        }
        let message = "Check sum mismatch: bytes that came before the connection broke came differently after it. They changed on their way: \
                       what came of the content cannot be trusted.";
        Err(Error::new(ErrorKind::Protocol, message).with_code("Crc64Mismatch"))
    }

    /// The sum of what was given after [`Checks::verified`]: since the start of the segment, or of a message that began there.
    fn sum(&self) -> u64 {
        if self.segments == 0 { self.decoder.message_sum() } else { self.decoder.segment_sum() }
    }
}

/// The error for a response without check sums.
pub fn unchecked() -> Error {
    let message = "Unexpected structured content length: the service answered without the check sums that it was asked for. It does not \
                   know them; leave \"contentChecksumAlgorithm\" out, or use \"None\".";
    Error::new(ErrorKind::ArgumentRange, message)
}
