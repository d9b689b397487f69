//! Options that are numbers.

use crate::base::error::{Error, Result};

/// A number above 0.
///
/// # Errors
/// An argument error that names the option.
pub fn positive(option: &str, number: f64) -> Result<f64> {
    if number > 0.0 && number.is_finite() {
        return Ok(number);
    }
    let message = format!("The option \"{option}\" must be a number above 0, not {number}.");
    Err(Error::argument_range(format!("options.{option}"), message))
}

/// The same number; the largest one if it does not fit.
pub fn usize_of(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A whole number in this range.
///
/// # Errors
/// An argument error that names the option.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is checked to be whole and in range"
)]
pub fn whole(option: &str, number: f64, least: f64, most: f64) -> Result<u64> {
    if number.fract() == 0.0 && (least..=most).contains(&number) {
        return Ok(number as u64);
    }
    let range = if most < f64::MAX { format!("from {least} to {most}") } else { format!("{least} or more") };
    let message = format!("The option \"{option}\" must be a whole number, {range}, not {number}.");
    Err(Error::argument_range(format!("options.{option}"), message))
}
