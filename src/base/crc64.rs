//! The CRC-64 of the storage services, which is CRC-64/NVME: <https://reveng.sourceforge.io/crc-catalogue/all.htm#crc.cat.crc-64-nvme>.

use crc_fast::crc64_nvme;

/// The number of bytes that are collected before they are hashed. They fit into a core's L1 cache, so copying them costs next to nothing.
const GATHERED: usize = 16 * 1024;

/// The CRC-64 of bytes that arrive in pieces.
///
/// The crate has such a type, but chooses the algorithm at run time, so it contains the tables of fifty others: 700
/// KB. Its function for this one algorithm needs all bytes at once, and takes 15 KB. The pieces are chained:
/// the CRC of all is the CRC of the rest, with the checksum so far added to its first eight bytes.
#[derive(Debug, Default)]
pub struct Crc64 {
    pending: Vec<u8>,
}

impl Crc64 {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(GATHERED) {
            self.pending.extend_from_slice(piece);
            if self.pending.len() >= GATHERED {
                self.fold();
            }
        }
    }

    /// The checksum of all bytes.
    pub fn finish(&self) -> u64 {
        crc64_nvme(&self.pending)
    }

    /// Hashes the pending bytes except the last eight, to which the checksum is added.
    fn fold(&mut self) {
        let end = self.pending.len() - size_of::<u64>();
        let sum = crc64_nvme(&self.pending[..end]);
        self.pending.drain(..end);
        for (byte, carried) in self.pending.iter_mut().zip(sum.to_le_bytes()) {
            *byte ^= carried;
        }
    }
}

/// The polynomial, its bits reflected.
const POLYNOMIAL: u64 = 0x9A6C_9329_AC4B_C9B5;

/// The checksum of bytes whose first part has the checksum `first`, and whose second part, of this length, has the checksum `second`. So
/// bytes are hashed once for both. A checksum moves past a byte by a multiplication with x⁸ modulo the polynomial.
#[must_use]
pub fn combined(first: u64, second: u64, second_length: u64) -> u64 {
    const ONE: u64 = 1 << 63;
    let (mut factor, mut power, mut left) = (ONE, ONE >> 8, second_length);
    while left > 0 {
        if left & 1 == 1 {
            factor = multiplied(factor, power);
        }
        power = multiplied(power, power);
        left >>= 1;
    }
    multiplied(factor, first) ^ second
}

/// The product of two polynomials modulo the polynomial; all have their bits reflected.
fn multiplied(one: u64, mut other: u64) -> u64 {
    let mut product = 0;
    for bit in (0..u64::BITS).rev() {
        if one >> bit & 1 == 1 {
            product ^= other;
        }
        other = if other & 1 == 1 { (other >> 1) ^ POLYNOMIAL } else { other >> 1 };
    }
    product
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bit by bit, as the CRC is defined.
    fn by_definition(bytes: &[u8]) -> u64 {
        !bytes.iter().fold(!0, |sum, byte| {
            (0..8).fold(sum ^ u64::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ POLYNOMIAL } else { sum >> 1 })
        })
    }

    fn in_pieces(bytes: &[u8], length: usize) -> u64 {
        let mut sum = Crc64::default();
        bytes.chunks(length).for_each(|piece| sum.update(piece));
        sum.finish()
    }

    #[test]
    fn known_sums() {
        assert_eq!(in_pieces(b"123456789", 4), 0xae8b_1486_0a79_9888);
        assert_eq!(in_pieces(b"", 1), 0);
        assert_eq!(in_pieces(b"a", 1).to_le_bytes(), [0x3c, 0xfc, 0xcb, 0xb4, 0x45, 0x84, 0x2f, 0x8c]);
    }

    #[test]
    fn lengths_around_the_buffer_size() {
        let bytes: Vec<u8> = (0..3 * GATHERED + 9).map(|at| u8::try_from(at * 31 % 251).unwrap()).collect();
        for round in 1..=3 {
            for length in round * GATHERED - 9..=round * GATHERED + 9 {
                let expected = by_definition(&bytes[..length]);
                for piece in [GATHERED - 8, GATHERED - 1, GATHERED, GATHERED + 1, length] {
                    assert_eq!(in_pieces(&bytes[..length], piece), expected, "{length} bytes by {piece}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn the_sum_does_not_depend_on_the_pieces(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20_000), 0..6)) {
            let mut sum = Crc64::default();
            for piece in &pieces {
                sum.update(piece);
            }
            prop_assert_eq!(sum.finish(), by_definition(&pieces.concat()));
        }

        #[test]
        fn sums_of_parts_are_combined(bytes in prop::collection::vec(any::<u8>(), 0..5_000), at in any::<prop::sample::Index>()) {
            let (first, second) = bytes.split_at(at.index(bytes.len() + 1));
            let combined = combined(by_definition(first), by_definition(second), second.len() as u64);
            prop_assert_eq!(combined, by_definition(&bytes));
        }
    }
}
