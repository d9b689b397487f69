//! A copy that runs in this process, as text: enough for another process to find the blocks that are there and to make the
//! rest. The text has the outer form of every saved poller (`state`), and a member `transfer` inside.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::base::error::{Error, Result};
use crate::copy::CopyState;
use crate::copy::saved::{restore, save_state};
use crate::copy::transfer::asynchronous::Record;
use crate::copy::transfer::options::{Resume, SavedService};
use crate::rest::shared::Secret;

/// What of a copy is saved.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedTransfer {
    /// How it copies.
    pub strategy: String,
    /// The source's `ETag`, or what else tells its states apart, which must still be the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The source's size in bytes.
    pub length: u64,
    /// The size of a block, when there are blocks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_size: Option<u64>,
    /// What the ids of the blocks begin with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_id_prefix: Option<String>,
    /// The caller's options, without secrets.
    #[serde(skip)]
    pub options: Map<String, Value>,
    /// Whether the copy had ended when it was saved, and with what.
    #[serde(skip)]
    pub ended: Option<Value>,
}

/// Writes a copy. `options` are the caller's, as JSON.
pub fn write(state: &CopyState, transfer: &SavedTransfer, options: &str) -> String {
    let mut saved: Value = serde_json::from_str(&save_state(state, options)).unwrap_or_default();
    saved["state"]["transfer"] = json!(transfer);
    saved.to_string()
}

/// Reads what [`write()`] wrote, or the text of a service's own copy.
///
/// # Errors
/// An argument error when the text is neither.
pub fn read(text: &str) -> Result<Resume> {
    #[derive(Deserialize)]
    struct Saved {
        state: SavedState,
    }
    #[derive(Deserialize)]
    struct SavedState {
        #[serde(default, rename = "startCopyFromURLOptions")]
        options: Map<String, Value>,
        transfer: Option<SavedTransfer>,
        safeguard: Option<Record>,
    }
    let Saved { state } = serde_json::from_str(text).map_err(|error| refused(&error.to_string()))?;
    let restored = restore(text)?;
    let Some(mut transfer) = state.transfer else {
        // Whatever a reference's poller is saved as, it is started; a text without that is none.
        return if restored.is_started == Some(true) {
            let text = Secret(text.to_owned());
            Ok(Resume::Service(SavedService { text, options: state.options, record: state.safeguard }))
        } else {
            Err(refused("the copy had not started"))
        };
    };
    transfer.options = state.options;
    transfer.ended = match restored.result {
        Some(result) if restored.is_completed == Some(true) => serde_json::to_value(result).ok(),
        _ => None,
    };
    Ok(Resume::Transfer(transfer))
}

fn refused(why: &str) -> Error {
    let message =
        format!("The option \"resumeFrom\" is no saved copy: pass what the poller's toString() gave, whole ({why}).");
    Error::argument_type("options.resumeFrom", message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::copy::saved::restore_service;
    use crate::copy::state::CopyResult;
    use crate::rest::shared::SourceUrl;

    fn running() -> CopyState {
        CopyState {
            copy_source: SourceUrl("https://a/c/b?snapshot=2026&sv=1&sig=SECRET".into()),
            is_started: Some(true),
            copy_progress: Some("5/10".into()),
            ..Default::default()
        }
    }

    #[test]
    fn what_is_saved_has_no_secret_and_is_read_back() {
        let transfer = SavedTransfer { strategy: "blocks".into(), length: 10, ..Default::default() };
        let options = r#"{"verify":"md5","customerProvidedKey":{"encryptionKey":"SECRET"},"resumeFrom":"x"}"#;
        let text = write(&running(), &transfer, options);
        assert!(!text.contains("SECRET"), "{text}");
        let Ok(Resume::Transfer(read)) = read(&text) else { panic!("a transfer") };
        assert_eq!(Value::Object(read.options), json!({ "verify": "md5" }));
        assert_eq!((read.strategy.as_str(), read.length, read.ended), ("blocks", 10, None));
        let error = restore_service(&text).expect_err("nothing is pending at the service");
        assert!(error.message().contains("beginCopyFrom()"), "{error}");
    }

    #[test]
    fn a_copy_that_had_ended_keeps_its_result() {
        let mut state = running();
        state.is_completed = Some(true);
        state.result = Some(CopyResult::Saved(json!({ "etag": "e", "lastModified": 1_795_354_271_000_i64 })));
        let text = write(&state, &SavedTransfer { strategy: "relay".into(), ..Default::default() }, "{}");
        let Ok(Resume::Transfer(read)) = read(&text) else { panic!("a transfer") };
        assert_eq!(read.ended, Some(json!({ "etag": "e", "lastModified": 1_795_354_271_000_i64 })));
    }

    #[test]
    fn a_copy_of_the_service_is_told_apart() {
        let text = save_state(&running(), "{}");
        assert!(restore_service(&text).is_ok());
        assert!(matches!(read(&text), Ok(Resume::Service(saved)) if saved.text.0 == text));
    }

    proptest! {
        #[test]
        fn every_transfer_comes_back(
            etag in proptest::option::of(".{0,20}"), length: u64, block_size in proptest::option::of(1u64..), prefix in ".{0,20}",
        ) {
            let transfer = SavedTransfer {
                strategy: "relay".into(), etag, length, block_size, block_id_prefix: Some(prefix), ..Default::default()
            };
            let Ok(Resume::Transfer(read)) = read(&write(&running(), &transfer, "{}")) else { panic!("a transfer") };
            prop_assert_eq!(read, transfer);
        }
    }
}
