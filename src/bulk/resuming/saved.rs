//! The saved state of a job: what a later process needs to continue. It contains no secret; the clients have those.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use url::Url;

use crate::base::error::{Error, Result};
use crate::bulk::naming::order::PossibleOrders;
use crate::bulk::report::counts::Counts;
use crate::bulk::resuming::position::Remaining;
use crate::rest::values::Timestamp;

/// Identifies the text as a saved job.
const KIND: &str = "blobferry container copy";

/// The version of the text.
const SCHEMA: u32 = 1;

/// A saved job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedJob {
    kind: String,
    schema: u32,
    /// The source container, without its query.
    source: String,
    /// The destination container, without its query.
    destination: String,
    /// The selection and the mapping of names.
    selection: String,
    /// The orders that the listing may have.
    orders: PossibleOrders,
    /// The last name that was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    /// The names before it that are not done.
    open: Vec<String>,
    /// The `ETag`s of the copies of these whose sources were about to be deleted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    copied: BTreeMap<String, String>,
    /// What was done.
    counts: Counts,
    /// The marker of the page that has the last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    marker: Option<String>,
    /// When the job began, in milliseconds since 1970 by the destination's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    began: Option<i64>,
}

/// The position of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// The names that it left.
    pub remaining: Remaining,
    /// The orders that the listing may have.
    pub orders: PossibleOrders,
    /// What was done.
    pub counts: Counts,
    /// The marker of the page that has the last name.
    pub marker: Option<String>,
    /// When the job began, by the destination's clock.
    pub began: Option<Timestamp>,
}

/// The identity of a job: both containers and the selection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    source: String,
    destination: String,
    selection: String,
}

impl Identity {
    /// That of a job between two containers. `selection` describes the selected names.
    pub fn new(source: &Url, destination: &Url, selection: String) -> Self {
        Self { source: without_query(source), destination: without_query(destination), selection }
    }

    /// A hash of both containers.
    pub fn containers(&self) -> [u8; 32] {
        let parts = [self.source.as_bytes(), b"\n", self.destination.as_bytes()];
        parts.iter().fold(Sha256::new(), Digest::chain_update).finalize().into()
    }

    /// Rejects the saved state of another job. `option` is the option that it was passed as.
    ///
    /// # Errors
    /// An argument error that says what differs.
    pub fn require_same(&self, saved: &Self, option: &str) -> Result<()> {
        let wrong = |message: String| Err(Error::argument_range(format!("options.{option}"), message));
        let sides = [("source", &saved.source, &self.source), ("destination", &saved.destination, &self.destination)];
        for (what, saved, ours) in sides {
            if saved != ours {
                let shown = |url: &str| match url {
                    "" => "entries that the caller gives".to_owned(),
                    url => url.to_owned(),
                };
                let (saved, ours) = (shown(saved), shown(ours));
                return wrong(format!(
                    "The option \"{option}\" is of a job with another {what}: {saved}, and not {ours}. Resume it with the same \
                     containers."
                ));
            }
        }
        if saved.selection != self.selection {
            let names = differing(&saved.selection, &self.selection);
            return wrong(format!(
                "The option \"{option}\" is of a job with other options: {names}. Resume it with the same ones. Options for files, speed and \
                 limits may differ."
            ));
        }
        Ok(())
    }
}

impl Identity {
    /// The identity of a job whose caller supplies entries.
    pub fn of_entries(destination: &Url, selection: String) -> Self {
        Self { source: String::new(), destination: without_query(destination), selection }
    }

    /// The source, without its query; `None` for entries.
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl SavedJob {
    /// Saves the position of a job.
    pub fn new(identity: &Identity, checkpoint: Checkpoint) -> Self {
        let Identity { source, destination, selection } = identity.clone();
        let Checkpoint { remaining: Remaining { last, open, copied }, orders, counts, marker, began } = checkpoint;
        Self {
            kind: KIND.to_owned(),
            schema: SCHEMA,
            source,
            destination,
            selection,
            orders,
            last,
            open,
            copied,
            counts,
            marker,
            began: began.map(|time| time.0),
        }
    }

    /// The text.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the text of the same job.
    ///
    /// # Errors
    /// An argument error: another text, another version, another job.
    pub fn read(text: &str, identity: &Identity) -> Result<Checkpoint> {
        let wrong = |message: String| Error::argument_range("options.resumeFrom", message);
        let head: SavedHeader = serde_json::from_str(text).map_err(|_| wrong(no_job()))?;
        if head.kind != KIND {
            return Err(wrong(no_job()));
        }
        if head.schema != SCHEMA {
            return Err(wrong(format!(
                "The option \"resumeFrom\" was saved by another version of blobferry (schema {}, this one reads {SCHEMA}). Resume it \
                 with that version, or start the job anew.",
                head.schema
            )));
        }
        let job: Self = serde_json::from_str(text).map_err(|_| wrong(no_job()))?;
        let Self { source, destination, selection, orders, counts, marker, began, last, open, copied, .. } = job;
        identity.require_same(&Identity { source, destination, selection }, "resumeFrom")?;
        let began = began.map(Timestamp);
        Ok(Checkpoint { remaining: Remaining { last, open, copied }, orders, counts, marker, began })
    }
}

/// The part that is read first, for any version.
#[derive(Deserialize)]
struct SavedHeader {
    kind: String,
    schema: u32,
}

/// The names of the options that differ.
fn differing(saved: &str, own: &str) -> String {
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let (saved, own) = (read(saved), read(own));
    let all: BTreeSet<_> = saved.keys().chain(own.keys()).collect();
    let differ = all.into_iter().filter(|name| saved.get(*name) != own.get(*name)).map(|name| format!("{name:?}"));
    differ.collect::<Vec<_>>().join(", ")
}

fn no_job() -> String {
    "The option \"resumeFrom\" must be the text that the toString() of a container copy's poller returned.".to_owned()
}

fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(source: &str, selection: &str) -> Identity {
        let url = |text| Url::parse(text).expect("a URL");
        Identity::new(&url(source), &url("https://b.blob.core.windows.net/d?sig=secret"), selection.to_owned())
    }

    #[test]
    fn a_saved_job_round_trips_without_secrets() {
        let own = identity("https://user:secret@a.blob.core.windows.net/c?sig=secret", "{}");
        let checkpoint = Checkpoint {
            remaining: Remaining {
                last: Some("m\u{1F600}\n".into()),
                open: vec!["a\"".into()],
                copied: [("a\"".into(), "\"0x1\"".into())].into(),
            },
            orders: PossibleOrders::default().after(["A-B", "A/x"]).expect("an order"),
            counts: Counts { copied: 7, ..Default::default() },
            marker: Some("2!8!".into()),
            began: Some(Timestamp(7000)),
        };
        let text = SavedJob::new(&own, checkpoint.clone()).text();
        assert!(!text.contains("secret"), "{text}");
        assert_eq!(SavedJob::read(&text, &own).expect("a job"), checkpoint);
    }

    #[test]
    fn j3_the_state_of_another_job_is_rejected() {
        let own = identity("https://a/c", "{}");
        let text = SavedJob::new(&own, Checkpoint::default()).text();
        let rejected = |text: &str, identity: &Identity| {
            SavedJob::read(text, identity).expect_err("a rejection").message().to_owned()
        };
        assert!(rejected(&text, &identity("https://x/c", "{}")).contains("another source"));
        assert!(rejected(&text, &identity("https://a/c", "{\"prefix\":\"p\"}")).contains("other options: \"prefix\"."));
        assert!(rejected(&text.replace("\"schema\":1", "\"schema\":99"), &own).contains("schema 99"));
        for other in ["", "{}", "{\"state\":{}}", "[1]", "null"] {
            assert!(rejected(other, &own).contains("toString()"), "{other}");
        }
    }
}
