//! Numbers as JavaScript passes them.

/// A number of bytes as a JavaScript number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the facade gives a safe integer")]
pub fn whole_number(number: f64) -> u64 {
    number as u64
}
