//! The state of a copy as JSON, with its error; and back, for the saved state of a copy that has ended.

use serde_json::{Map, Value};

use crate::base::arguments;
use crate::base::error::Result;
use crate::binding::call_result::to_json;
use crate::binding::failure;
use crate::copy::CopyState;
use crate::copy::saved::{SavedOptions, write_ended};

/// Writes a state.
///
/// # Errors
/// Only internal errors.
pub fn write(state: &CopyState) -> Result<String> {
    let Some(error) = &state.error else { return to_json(state) };
    let mut value = serde_json::to_value(state).unwrap_or_default();
    value["error"] = failure::to_value(error);
    to_json(&value)
}

/// The saved state of a copy that had ended when its poller was created, from its state and its options as JSON.
///
/// # Errors
/// If they are invalid.
pub fn save(state: &str, options: &str) -> Result<String> {
    let state: Map<String, Value> = arguments::parse(state)?;
    let options: SavedOptions = arguments::parse(options)?;
    Ok(write_ended(state, &options))
}
