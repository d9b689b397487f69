//! Writes saved state.

use serde_json::{Map, Value, json};

use crate::copy::saved::backup_record::BackupRecord;
use crate::copy::saved::local_record::LocalRecord;
use crate::copy::saved::options::SavedOptions;
use crate::copy::saved_result::SavedResult;
use crate::copy::source_url::without_signature;
use crate::copy::state::CopyState;

/// The saved part of a state, besides the options.
const STATE: &[&str] = &[
    "copySource",
    "isStarted",
    "copyId",
    "copyProgress",
    "result",
    "isCompleted",
    "isCancelled",
    "leftSnapshot",
    "error",
];

/// The additional data of blobferry about a copy.
#[derive(Debug, Clone, Copy)]
pub enum CopyRecord<'a> {
    /// Nothing.
    None,
    /// A copy that this process makes.
    Local(&'a LocalRecord),
    /// A copy by Copy Blob whose destination is backed up.
    Backup(&'a BackupRecord),
}

/// Writes the state of a copy, and the options that it was started with.
pub fn write(state: &CopyState, options: &SavedOptions, record: CopyRecord<'_>) -> String {
    let mut value = match serde_json::to_value(state) {
        Ok(Value::Object(value)) => value,
        _ => Map::new(),
    };
    if let Some(error) = &state.error {
        let error = json!({ "name": "Error", "message": error.message(), "code": error.code() });
        value.insert("error".to_owned(), error);
    }
    text(value, options, record)
}

/// As [`write()`], for a copy that had ended when its state was passed to JavaScript: from that state.
pub fn write_ended(state: Map<String, Value>, options: &SavedOptions) -> String {
    text(state, options, CopyRecord::None)
}

/// The source's signature is not saved: it is passed again with the source.
fn text(mut state: Map<String, Value>, options: &SavedOptions, record: CopyRecord<'_>) -> String {
    hide_signature(&mut state);
    if let Some(Value::Object(mut result)) = state.remove("result") {
        hide_signature(&mut result);
        state.insert("result".to_owned(), Value::Object(SavedResult(result).into_saved()));
    }
    let mut saved: Map<String, Value> =
        STATE.iter().filter_map(|name| Some(((*name).to_owned(), state.remove(*name)?))).collect();
    saved.insert("startCopyFromURLOptions".to_owned(), json!(options));
    match record {
        CopyRecord::None => {}
        CopyRecord::Local(record) => _ = saved.insert("transfer".to_owned(), json!(record)),
        CopyRecord::Backup(record) => _ = saved.insert("safeguard".to_owned(), json!(record)),
    }
    json!({ "state": saved }).to_string()
}

fn hide_signature(object: &mut Map<String, Value>) {
    if let Some(source) = object.get_mut("copySource")
        && let Some(url) = source.as_str()
    {
        *source = json!(without_signature(url));
    }
}
