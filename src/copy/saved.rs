//! Saves a poller as text, and reads one back. The JSON is that of `@azure/storage-blob`, so that a poller which one of
//! them saved goes on in the other.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use crate::base::error::{Error, Result};
use crate::base::redact;
use crate::base::url::set_parameter;
use crate::copy::saved_options;
use crate::copy::state::{CopyResult, CopyState};
use crate::rest::shared::SourceUrl;
use crate::rest::values::{Binary, FromText, Timestamp};

/// The times in a result, which JavaScript has as `Date`s.
const DATES: &[&str] = &[
    "lastModified",
    "createdOn",
    "date",
    "copyCompletedOn",
    "accessTierChangedOn",
    "expiresOn",
    "lastAccessed",
    "immutabilityPolicyExpiresOn",
];

/// The hashes in a result, which JavaScript has as `Buffer`s.
const BINARIES: &[&str] = &["contentMD5"];

/// What of a state is saved, besides the options.
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

/// A poller as text, from its state (JSON) and the options (JSON) that the copy was started with. Only what is named is saved. The
/// source's signature is not: it is given anew with the source.
pub fn save(mut state: Value, options: &str) -> String {
    if let Some(source) = state.get_mut("copySource") {
        hide_signature(source);
    }
    if let Some(result) = state.get_mut("result").and_then(Value::as_object_mut) {
        if let Some(source) = result.get_mut("copySource") {
            hide_signature(source);
        }
        to_javascript(result);
    }
    let mut saved = Map::new();
    if let Value::Object(mut state) = state {
        saved.extend(STATE.iter().filter_map(|name| Some(((*name).to_owned(), state.remove(*name)?))));
    }
    if let Ok(options) = serde_json::from_str(options) {
        saved.insert("startCopyFromURLOptions".into(), Value::Object(saved_options::allowed(options)));
    }
    json!({ "state": saved }).to_string()
}

fn hide_signature(source: &mut Value) {
    if let Some(url) = source.as_str() {
        *source = json!(without_signature(url));
    }
}

/// As [`save`], from the state itself.
pub fn save_state(state: &CopyState, options: &str) -> String {
    let mut value = serde_json::to_value(state).unwrap_or_default();
    if let Some(error) = &state.error {
        value["error"] = json!({ "name": "Error", "message": error.message(), "code": error.code() });
    }
    save(value, options)
}

/// Reads a saved poller. Where the copy reads from and how it was started come from the new call, as in the reference.
///
/// # Errors
/// An argument error when the text is no saved poller.
pub fn restore(text: &str) -> Result<CopyState> {
    #[derive(Deserialize)]
    struct Saved {
        state: SavedState,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct SavedState {
        is_started: Option<bool>,
        copy_id: Option<String>,
        copy_progress: Option<String>,
        result: Option<Map<String, Value>>,
        is_completed: Option<bool>,
        is_cancelled: Option<bool>,
    }
    let Saved { state } = serde_json::from_str(text).map_err(|error| {
        Error::argument_type(
            "options.resumeFrom",
            format!(
                "The option \"resumeFrom\" is no saved poller: pass what the poller's toString() gave, whole ({error})."
            ),
        )
    })?;
    Ok(CopyState {
        copy_source: SourceUrl::default(),
        is_started: state.is_started,
        copy_id: state.copy_id,
        copy_progress: state.copy_progress,
        result: state.result.map(|mut result| {
            from_javascript(&mut result);
            CopyResult::Saved(Value::Object(result))
        }),
        is_completed: state.is_completed,
        is_cancelled: state.is_cancelled,
        strategy: None,
        left_snapshot: None,
        hides_signature: false,
        error: None,
    })
}

/// As [`restore`], for a copy that the service makes.
///
/// # Errors
/// Also when the text is of a copy that ran in a process: nothing is pending at the service then.
pub fn restore_service(text: &str) -> Result<CopyState> {
    #[derive(Deserialize)]
    struct Saved {
        state: Map<String, Value>,
    }
    let state = restore(text)?;
    if serde_json::from_str(text).is_ok_and(|saved: Saved| saved.state.contains_key("transfer")) {
        let message = "The option \"resumeFrom\" is of a copy that beginCopyFrom() made: resume it there.";
        return Err(Error::argument_range("options.resumeFrom", message));
    }
    Ok(state)
}

/// A source's URL without what opens it: its signature, and the user and password that may stand before the host.
pub(super) fn without_signature(source: &str) -> String {
    let Ok(mut url) = Url::parse(source) else { return source.to_owned() };
    let has_user = !url.username().is_empty() || url.password().is_some();
    let secrets: Vec<String> =
        url.query_pairs().map(|(name, _)| name.into_owned()).filter(|name| redact::is_signature(name)).collect();
    if secrets.is_empty() && !has_user {
        return source.to_owned();
    }
    if has_user {
        // Both fail only for URLs that cannot have them.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    secrets.into_iter().fold(url, |url, name| set_parameter(url, &name, None)).into()
}

/// From how the engine writes values to how `JSON.stringify` writes `Date`s and `Buffer`s.
fn to_javascript(result: &mut Map<String, Value>) {
    for name in DATES {
        if let Some(value) = result.get_mut(*name)
            && let Some(text) = value.as_i64().and_then(|milliseconds| Timestamp(milliseconds).to_iso())
        {
            *value = json!(text);
        }
    }
    for name in BINARIES {
        if let Some(value) = result.get_mut(*name)
            && let Some(binary) = value.as_str().and_then(Binary::from_text)
        {
            *value = json!({ "type": "Buffer", "data": binary.0 });
        }
    }
}

fn from_javascript(result: &mut Map<String, Value>) {
    for name in DATES {
        if let Some(value) = result.get_mut(*name)
            && let Some(time) = value.as_str().and_then(Timestamp::from_text)
        {
            *value = json!(time.0);
        }
    }
    for name in BINARIES {
        if let Some(value) = result.get_mut(*name) {
            let bytes = value.get("data").and_then(|data| Vec::<u8>::deserialize(data).ok());
            if let Some(bytes) = bytes {
                *value = json!(Binary(bytes).to_base64());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::blob::BlobStartCopyFromURLResponse;
    use crate::rest::shared::CopyStatusType;
    use proptest::prelude::*;

    const OPTIONS: &str = r#"{"metadata":{"a":"b"},"copySource":"https://h?sig=SECRET","resumeFrom":"{}"}"#;

    fn finished() -> CopyState {
        let source = "https://a.blob.core.windows.net/c/b%20c?snapshot=2026&sv=1&sig=SECRET%3D";
        let mut state = CopyState { copy_source: SourceUrl(source.into()), ..Default::default() };
        state.started(BlobStartCopyFromURLResponse {
            copy_id: Some("an id".into()),
            copy_status: Some(CopyStatusType("success".into())),
            last_modified: Some(Timestamp(1_795_353_071_000)),
            ..Default::default()
        });
        state
    }

    #[test]
    fn a_started_poller_is_saved_without_the_signature_and_as_javascript_writes_it() {
        let saved: Value = serde_json::from_str(&save_state(&finished(), OPTIONS)).expect("JSON");
        assert_eq!(
            saved,
            json!({ "state": {
                "copySource": "https://a.blob.core.windows.net/c/b%20c?snapshot=2026&sv=1",
                "startCopyFromURLOptions": { "metadata": { "a": "b" } },
                "isStarted": true,
                "copyId": "an id",
                "result": { "lastModified": "2026-11-22T13:11:11.000Z", "copyId": "an id", "copyStatus": "success" },
                "isCompleted": true,
            }})
        );
    }

    #[test]
    fn what_is_saved_is_read_back() {
        let restored = restore(&save_state(&finished(), OPTIONS)).expect("saved");
        assert_eq!(restored.copy_id.as_deref(), Some("an id"));
        assert!(restored.is_done());
        let Some(CopyResult::Saved(result)) = restored.result else { panic!("a result") };
        assert_eq!(result["lastModified"], json!(1_795_353_071_000_i64));
    }

    #[test]
    fn a_poller_that_the_reference_saved_is_read() {
        let text = r#"{"state":{"copySource":"http://h/c/b","startCopyFromURLOptions":{"conditions":{}},"isStarted":true,
            "copyId":"x","result":{"date":"2026-11-22T13:31:11.000Z","contentMD5":{"type":"Buffer","data":[1,2]}},
            "isCompleted":true}}"#;
        let Some(CopyResult::Saved(result)) = restore(text).expect("saved").result else { panic!("a result") };
        assert_eq!(result, json!({ "date": 1_795_354_271_000_i64, "contentMD5": "AQI=" }));
    }

    #[test]
    fn text_that_is_no_saved_poller_is_refused() {
        for text in ["", "{}", "null", "[]", "{\"state\":1}", "{\"state\":{\"isStarted\":\"yes\"}}"] {
            let error = restore(text).expect_err(text);
            assert_eq!(error.argument(), Some("options.resumeFrom"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn hostile_text_never_panics(text in ".{0,200}") {
            let _ = restore(&text);
            let _ = without_signature(&text);
        }
    }
}
