//! Structured messages: content with a CRC-64 for each of its segments and one for all.
//! <https://learn.microsoft.com/rest/api/storageservices/put-blob#request-headers-all-blob-types>

use bytes::{Buf, Bytes};

use crate::crc64::crc64_of;
use crate::failure::{Failure, Result};
use crate::names;
use crate::operation::Operation;
use crate::request::Call;
use crate::response::ServiceResponse;

/// The one format that there is.
const FORMAT: &str = "XSM/1.0; properties=crc64";

/// Decodes the body of a request that is marked as a message, or rejects it.
pub fn unwrap(call: &mut Call, operation: Operation) -> Result<()> {
    let Some(format) = call.header(&names::STRUCTURED_BODY) else { return Ok(()) };
    if format != FORMAT {
        return Err(Failure::invalid_header());
    }
    if operation == Operation::GetBlob {
        return Ok(());
    }
    let length = call.header(&names::STRUCTURED_CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    let length = length.ok_or_else(|| Failure::missing_header(&names::STRUCTURED_CONTENT_LENGTH))?;
    let content = read(call.body.make())?;
    if content.len() as u64 != length {
        return Err(Failure::invalid_header());
    }
    call.body = content.into();
    Ok(())
}

/// Confirms that a message was accepted, or turns the content into a message if the request requires one.
pub fn wrap(call: &Call, operation: Operation, response: &mut ServiceResponse) {
    if call.header(&names::STRUCTURED_BODY).is_none() || !response.status.is_success() {
        return;
    }
    response.constant(names::STRUCTURED_BODY, FORMAT);
    if operation == Operation::GetBlob {
        response.set(names::STRUCTURED_CONTENT_LENGTH, &response.body.length().to_string());
        response.body.frame();
    }
}

/// Reads a message. Its content is in its own bytes, so a single segment needs no copy.
fn read(message: Bytes) -> Result<Bytes> {
    let mut rest = message;
    let bad = || Failure::new(400, "InvalidStructuredMessage", "The structured message in the body is not valid.");
    let mut take = |length: usize| if rest.len() < length { Err(bad()) } else { Ok(rest.split_to(length)) };
    let mut header = take(13)?;
    let mut length = 13;
    if header.get_u8() != 1 {
        return Err(bad());
    }
    let announced = header.get_u64_le();
    if header.get_u16_le() != 1 {
        return Err(bad());
    }
    let mut segments = Vec::new();
    for number in 1..=header.get_u16_le() {
        let mut header = take(10)?;
        if header.get_u16_le() != number {
            return Err(bad());
        }
        let content = take(usize::try_from(header.get_u64_le()).map_err(|_| bad())?)?;
        if take(8)?.as_ref() != crc64_of([&content]) {
            return Err(Failure::crc64_mismatch());
        }
        length += content.len() as u64 + 18;
        segments.push(content);
    }
    if take(8)?.as_ref() != crc64_of(&segments) {
        return Err(Failure::crc64_mismatch());
    }
    if !rest.is_empty() || announced != length + 8 {
        return Err(bad());
    }
    Ok(if segments.len() == 1 { segments.remove(0) } else { segments.concat().into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structured_frames::{Frames, SEGMENT};

    fn framed(content: &Bytes) -> Vec<u8> {
        let mut frames = Frames::of(content.len() as u64);
        let (length, mut message) = (frames.length(), Vec::new());
        for chunk in content.chunks(100_003).chain([&[][..]]) {
            while let Some(bytes) = frames.next() {
                message.extend_from_slice(&bytes);
            }
            frames.add(Bytes::copy_from_slice(chunk));
        }
        while let Some(bytes) = frames.next() {
            message.extend_from_slice(&bytes);
        }
        assert_eq!((frames.length(), message.len() as u64), (0, length));
        message
    }

    #[test]
    fn output_can_be_read_back() {
        for length in [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT] {
            let content = crate::state::data::synthetic(5, 0..length);
            assert!(read(framed(&content).into()).unwrap() == content, "{length}");
        }
    }

    #[test]
    fn a_changed_message_is_rejected() {
        let whole = framed(&Bytes::from_static(b"content"));
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert_eq!(read(changed.into()).unwrap_err().status, 400, "{at}");
        }
        for length in 0..whole.len() {
            assert_eq!(read(whole[..length].to_vec().into()).unwrap_err().code, "InvalidStructuredMessage");
        }
    }
}
