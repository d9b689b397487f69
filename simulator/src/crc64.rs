//! The CRC-64 of the storage services, which is CRC-64/NVME; checked against the calculator of `@azure/storage-common`.

use crc_fast::{CrcAlgorithm, Digest};

/// The checksum of bytes that arrive in pieces, as eight little-endian bytes.
pub fn crc64_of(pieces: impl IntoIterator<Item = impl AsRef<[u8]>>) -> [u8; 8] {
    let mut digest = Digest::new(CrcAlgorithm::Crc64Nvme);
    pieces.into_iter().for_each(|piece| digest.update(piece.as_ref()));
    digest.finalize().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    #[test]
    fn known_sums() {
        for (text, sum) in
            [("", "AAAAAAAAAAA="), ("a", "PPzLtEWEL4w="), ("123456789", "iJh5CoYUi64="), ("hello", "V0JSBnCFdzM=")]
        {
            assert_eq!(BASE64_STANDARD.encode(crc64_of([text])), sum, "{text}");
            let (start, end) = text.split_at(text.len() / 2);
            assert_eq!(crc64_of([start, end]), crc64_of([text]), "{text}");
        }
    }
}
