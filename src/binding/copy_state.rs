//! The state of a copy as JSON, with its error; and back, for copies whose requests JavaScript sends, and for the saved state of one that
//! has ended.

use serde_json::{Map, Value};

use crate::base::arguments;
use crate::base::error::Result;
use crate::binding::call_result::to_json;
use crate::binding::failure;
use crate::copy::CopyState;
use crate::copy::progress::CopyProgress;
use crate::copy::saved::{SavedOptions, write_ended};
use crate::copy::source_url::without_signature;
use crate::rest::blob::{BlobGetPropertiesResponse, BlobStartCopyFromURLResponse};
use crate::rest::shared::{CopyStatusType, SourceUrl};

members! {
    /// The state of a copy that has not ended.
    #[derive(Debug, Default)]
    pub struct UnfinishedCopy {
        /// The source's URL.
        pub copy_source: String,
        /// Whether the copy was started.
        pub is_started: Option<bool>,
        /// The service's id of the copy.
        pub copy_id: Option<String>,
        /// The progress of the copy.
        pub copy_progress: Option<String>,
    }
}

members! {
    /// The part of a response about a copy.
    #[derive(Debug, Default)]
    #[expect(clippy::struct_field_names, reason = "they are the names of the responses")]
    pub struct CopyResponse {
        /// The service's id of the copy.
        pub copy_id: Option<String>,
        /// The status of the copy.
        pub copy_status: Option<CopyStatusType>,
        /// The progress of the copy.
        pub copy_progress: Option<String>,
        /// Why the copy failed.
        pub copy_status_description: Option<String>,
    }
}

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

/// The state after a response that a method of the client returned: to the start of the copy, or to a poll. Its `result` is only what the response
/// says about the copy.
///
/// # Errors
/// If they are invalid.
pub fn after(state: &str, response: &str, is_start: bool) -> Result<String> {
    let UnfinishedCopy { copy_source, is_started, copy_id, copy_progress } = arguments::parse(state)?;
    let response: CopyResponse = arguments::parse(response)?;
    let mut state = CopyState {
        copy_source: SourceUrl(copy_source),
        is_started,
        copy_id,
        copy_progress: copy_progress.as_deref().and_then(CopyProgress::parse),
        ..CopyState::default()
    };
    if is_start {
        state.copy_source = SourceUrl(without_signature(&state.copy_source.0));
        state.started(BlobStartCopyFromURLResponse {
            copy_id: response.copy_id,
            copy_status: response.copy_status,
            ..BlobStartCopyFromURLResponse::default()
        });
    } else {
        state.polled(BlobGetPropertiesResponse {
            // A mock may leave it out.
            copy_id: response.copy_id.or_else(|| state.copy_id.clone()),
            copy_status: response.copy_status,
            copy_progress: response.copy_progress,
            copy_status_description: response.copy_status_description,
            ..BlobGetPropertiesResponse::default()
        });
    }
    write(&state)
}
