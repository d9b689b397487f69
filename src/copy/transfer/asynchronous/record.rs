//! What the text of a copy has besides that of a poller of `beginCopyFromURL`, as the member `safeguard`: enough for another
//! process to bring the copy to its proper end. Whoever does not know the member reads the text all the same.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::copy::CopyState;
use crate::copy::plan::SourceKind;
use crate::copy::saved::save_state;
use crate::copy::transfer::source::{Side, Source};
use crate::rest::blob::BlobGetPropertiesResponse;
use crate::rest::shared::AccessTier;
use crate::rest::values::{Binary, Count, FromText, NameValues};

/// The member of a saved poller's state.
const MEMBER: &str = "safeguard";

/// What is saved.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Record {
    /// What was at the destination before.
    pub before: Before,
    /// What the source was when the copy began.
    pub source: SourceRecord,
    /// Whether the owner wants the copy cancelled: the service's `aborted` is no surprise then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cancelling: bool,
}

/// What was at the destination before the copy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Before {
    /// Nobody knows: then nothing is undone.
    #[default]
    Unknown,
    /// No blob.
    Absent,
    /// A blob, of which there is a snapshot.
    Kept(Kept),
}

/// A blob that was there, and all that its snapshot does not give back by itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Kept {
    /// The snapshot that has its content, properties and metadata.
    pub snapshot: String,
    /// Its `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The copy that made it, as the service remembers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_id: Option<String>,
    /// Its tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<NameValues>,
    /// Its tier, when somebody chose it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<AccessTier>,
    /// Whether it is an append blob that was sealed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
}

/// What a check needs to know of the source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SourceRecord {
    /// Its `ETag`, by which it is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// How many bytes it has.
    pub length: u64,
    /// The hash that it has, as base64.
    #[serde(rename = "contentMD5", skip_serializing_if = "Option::is_none")]
    pub content_md5: Option<String>,
    /// Whether a Blob service answers for it.
    pub is_blob: bool,
}

impl SourceRecord {
    /// Of a source that was looked at.
    pub fn of(source: &Source) -> Self {
        Self {
            etag: source.etag().map(str::to_owned),
            length: source.length,
            content_md5: source.properties.content_md5.as_ref().map(Binary::to_base64),
            is_blob: source.is_blob(),
        }
    }

    /// The source as it was, without asking for it.
    pub fn source(&self, side: Side) -> Source {
        let properties = BlobGetPropertiesResponse {
            etag: self.etag.clone(),
            content_length: Some(Count(self.length)),
            content_md5: self.content_md5.as_deref().and_then(Binary::from_text),
            ..Default::default()
        };
        let kind = if self.is_blob { SourceKind::BlockBlob } else { SourceKind::Other };
        Source { side, properties, kind, length: self.length }
    }
}

/// Writes a copy. `options` are the caller's, as JSON.
pub fn write(state: &CopyState, record: &Record, options: &str) -> String {
    let mut saved: Value = serde_json::from_str(&save_state(state, options)).unwrap_or_default();
    if !state.is_done() {
        saved["state"][MEMBER] = json!(record);
    }
    saved.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::copy::saved::restore_service;
    use crate::copy::transfer::options::Resume;
    use crate::copy::transfer::saved::read;

    fn running() -> CopyState {
        CopyState { is_started: Some(true), copy_id: Some("id".into()), ..Default::default() }
    }

    fn kept() -> Record {
        let kept = Kept {
            snapshot: "2026-01-02T03:04:05.0000000Z".into(),
            etag: Some("\"e\"".into()),
            tags: Some(NameValues(vec![("a".into(), "b".into())])),
            tier: Some(AccessTier("Cool".into())),
            sealed: true,
            ..Default::default()
        };
        let source =
            SourceRecord { etag: Some("\"s\"".into()), length: 7, content_md5: Some("AQI=".into()), is_blob: true };
        Record { before: Before::Kept(kept), source, cancelling: true }
    }

    #[test]
    fn what_is_saved_comes_back_and_a_poller_that_does_not_know_it_reads_the_text() {
        for record in [kept(), Record { before: Before::Absent, ..Default::default() }] {
            let text = write(&running(), &record, r#"{"verify":"md5","customerProvidedKey":"SECRET"}"#);
            assert!(!text.contains("SECRET"), "{text}");
            assert_eq!(restore_service(&text).expect("a poller's").copy_id.as_deref(), Some("id"));
            let Ok(Resume::Service(read)) = read(&text) else { panic!("a copy of the service's") };
            assert_eq!(read.record, Some(record));
            assert_eq!(Value::Object(read.options), json!({ "verify": "md5" }));
        }
    }

    #[test]
    fn a_copy_that_has_ended_needs_no_more() {
        let ended = CopyState { is_completed: Some(true), ..running() };
        assert!(!write(&ended, &kept(), "{}").contains(MEMBER));
    }

    #[test]
    fn a_text_without_it_is_of_a_copy_that_nobody_guards() {
        let Ok(Resume::Service(read)) = read(&save_state(&running(), "{}")) else { panic!("a copy of the service's") };
        assert_eq!(read.record, None);
        assert!(read_broken().is_err(), "half a safeguard would lose what it guards");
    }

    fn read_broken() -> crate::base::error::Result<Resume> {
        read(r#"{"state":{"isStarted":true,"copyId":"id","safeguard":{"before":"perhaps"}}}"#)
    }
}
