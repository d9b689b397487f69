//! Payloads with their length and checksum, one after the other.

use crate::base::crc64::Crc64;

/// The length in four bytes, the checksum of length and payload in eight.
const HEAD: usize = 12;

/// The frame of a payload; `None` if the payload has 4 GiB.
pub fn frame(payload: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(payload.len()).ok()?.to_le_bytes();
    let mut frame = Vec::with_capacity(HEAD + payload.len());
    frame.extend_from_slice(&length);
    frame.extend_from_slice(&checksum(length, payload).to_le_bytes());
    frame.extend_from_slice(payload);
    Some(frame)
}

/// The complete frames at the start of these bytes: the payload of each, and its end.
pub fn frames(bytes: &[u8]) -> impl Iterator<Item = (&[u8], usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &bytes[at..];
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (sum, rest) = rest.split_first_chunk::<8>()?;
        let payload = rest.get(..usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        if checksum(*length, payload).to_le_bytes() != *sum {
            return None;
        }
        at += HEAD + payload.len();
        Some((payload, at))
    })
}

fn checksum(length: [u8; 4], payload: &[u8]) -> u64 {
    let mut sum = Crc64::default();
    sum.update(&length);
    sum.update(payload);
    sum.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(payloads: &[&[u8]]) -> Vec<u8> {
        payloads.iter().flat_map(|payload| frame(payload).expect("a frame")).collect()
    }

    fn read(bytes: &[u8]) -> Vec<&[u8]> {
        frames(bytes).map(|(payload, _)| payload).collect()
    }

    #[test]
    fn output_can_be_read_back() {
        let long = vec![7; 40_000];
        let payloads: [&[u8]; 3] = [b"one", b"", &long];
        let bytes = written(&payloads);
        assert_eq!(read(&bytes), payloads);
        assert_eq!(frames(&bytes).last().map(|(_, end)| end), Some(bytes.len()));
    }

    #[test]
    fn j7_a_frame_that_is_torn_at_any_byte_is_not_read() {
        let bytes = written(&[b"first", b"the second"]);
        let first = written(&[b"first"]).len();
        for end in first..bytes.len() {
            assert_eq!(read(&bytes[..end]), [b"first"], "cut at {end}");
            // A file system may store the length before the bytes.
            let mut zeros = bytes[..end].to_vec();
            zeros.resize(bytes.len() + 100, 0);
            assert_eq!(read(&zeros), [b"first"], "zeros from {end}");
            let mut changed = bytes.clone();
            changed[end] ^= 1;
            assert_eq!(read(&changed), [b"first"], "changed at {end}");
        }
    }
}
