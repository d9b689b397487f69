//! Avro's numbers: zigzag, seven bits a byte, the lowest first.

use super::invalid::invalid;
use crate::base::error::Result;

/// The most bytes of a number of 64 bits.
const MAX_LENGTH: usize = 10;

/// The number at the start of the bytes, and how many of them it takes. `None` if it continues behind them.
///
/// # Errors
/// It has more than 64 bits.
pub fn read_long(bytes: &[u8]) -> Result<Option<(i64, usize)>> {
    let mut number: u64 = 0;
    for (at, byte) in bytes.iter().take(MAX_LENGTH).enumerate() {
        let bits = u64::from(byte & 0x7F);
        // Of the tenth byte, one bit is left.
        if at + 1 == MAX_LENGTH && bits > 1 {
            return Err(invalid("has a number of more than 64 bits"));
        }
        number |= bits << (7 * at);
        if byte & 0x80 == 0 {
            let magnitude = (number >> 1).cast_signed();
            return Ok(Some((if number & 1 == 0 { magnitude } else { !magnitude }, at + 1)));
        }
    }
    if bytes.len() >= MAX_LENGTH { Err(invalid("has a number of more than 64 bits")) } else { Ok(None) }
}

/// A length: a number that is not negative.
///
/// # Errors
/// It is negative, or has more than 64 bits.
pub fn read_length(bytes: &[u8]) -> Result<Option<(u64, usize)>> {
    let Some((number, taken)) = read_long(bytes)? else { return Ok(None) };
    let length = u64::try_from(number).map_err(|error| invalid("has a negative length").with_source(error))?;
    Ok(Some((length, taken)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_zigzag_encoded() {
        let read = |bytes: &[u8]| read_long(bytes).expect("a number");
        assert_eq!(read(&[0]), Some((0, 1)));
        assert_eq!(read(&[1]), Some((-1, 1)));
        assert_eq!(read(&[2, 9]), Some((1, 1)));
        assert_eq!(read(&[0x80, 1]), Some((64, 2)));
        assert_eq!(read(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]), Some((i64::MIN, 10)));
        assert_eq!(read(&[0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]), Some((i64::MAX, 10)));
        assert_eq!((read(&[]), read(&[0x80; 9])), (None, None));
    }

    #[test]
    fn numbers_that_are_too_long_or_negative_are_errors() {
        assert!(read_long(&[0x80; 10]).is_err());
        assert!(read_long(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2]).is_err());
        assert!(read_length(&[1]).is_err());
        assert_eq!(read_length(&[4]).expect("a length"), Some((2, 1)));
    }
}
