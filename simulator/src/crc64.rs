//! The CRC-64 of the storage services: polynomial 0x9A6C9329AC4BC9B5, its bits reflected; checked against the calculator of
//! `@azure/storage-common`.

const POLYNOMIAL: u64 = 0x9A6C_9329_AC4B_C9B5;

static TABLE: [u64; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut value, mut bit) = (byte as u64, 0);
        while bit < 8 {
            value = if value & 1 == 1 { (value >> 1) ^ POLYNOMIAL } else { value >> 1 };
            bit += 1;
        }
        table[byte] = value;
        byte += 1;
    }
    table
};

/// The checksum of bytes that come in pieces, as its eight bytes, the lowest first.
pub fn crc64_of(pieces: impl IntoIterator<Item = impl AsRef<[u8]>>) -> [u8; 8] {
    let step = |sum: u64, byte: &u8| TABLE[usize::from(sum.to_le_bytes()[0] ^ byte)] ^ (sum >> 8);
    (!pieces.into_iter().fold(!0, |sum, piece| piece.as_ref().iter().fold(sum, step))).to_le_bytes()
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
