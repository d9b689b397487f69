//! The result for a container, in a copy of an account.

use serde::Serialize;

use crate::bulk::report::event::{BlobEvent, BlobFailure};
use crate::bulk::report::job_event::JobEvent;

/// Why a container was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ContainerSkip {
    /// The service writes or uses it, and it was not named.
    System,
    /// It was deleted after it was listed.
    Vanished,
    /// Only the destination has it, so a mirror leaves it alone.
    OnlyAtDestination,
}

/// The result for a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ContainerChange {
    /// Its copy starts.
    ContainerBegun {
        /// Whether it did not exist at the destination, and was created.
        created: bool,
        /// What of the container itself was not copied: `publicAccess`, `metadata`, `accessPolicies`.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        not_copied: Vec<&'static str>,
    },
    /// It is skipped.
    ContainerSkipped {
        /// Why.
        reason: ContainerSkip,
    },
    /// It could not be created or listed.
    ContainerFailed {
        /// Why.
        #[serde(flatten)]
        failure: BlobFailure,
    },
    /// The copies of all of its blobs have started. This is not a public event.
    #[serde(skip)]
    ContainerListed,
}

/// The result for a container, and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContainerEvent {
    /// The name.
    pub container: String,
    /// What happened.
    #[serde(flatten)]
    pub change: ContainerChange,
}

/// The effort of a blob's copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlobEffort {
    /// Its duration.
    pub milliseconds: u64,
    /// The number of failed attempts of requests that move content, plus one if any succeeded.
    #[serde(skip_serializing_if = "is_none")]
    pub tries: u32,
    /// The operation of the last of those.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<&'static str>,
    /// The backup snapshots of what it replaced that could not be deleted.
    #[serde(rename = "leftSnapshots", skip_serializing_if = "Vec::is_empty")]
    pub left_snapshots: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_none(number: &u32) -> bool {
    *number == 0
}

/// An event of a job: about a blob, a container, or the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Event {
    /// The result for a blob.
    Blob {
        /// The result.
        #[serde(flatten)]
        event: BlobEvent,
        /// The container, in a copy of an account.
        #[serde(skip_serializing_if = "Option::is_none")]
        container: Option<String>,
        /// The effort of its copy, if it sent anything.
        #[serde(flatten)]
        effort: Option<BlobEffort>,
    },
    /// The result for a container.
    Container(ContainerEvent),
    /// What happened to the job.
    Job(JobEvent),
}

impl Event {
    /// Whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        match self {
            Self::Blob { event, .. } => event.is_done(),
            Self::Job(_) => true,
            Self::Container(event) => !matches!(event.change, ContainerChange::ContainerFailed { .. }),
        }
    }
}

impl From<JobEvent> for Event {
    fn from(event: JobEvent) -> Self {
        Self::Job(event)
    }
}

impl From<BlobEvent> for Event {
    fn from(event: BlobEvent) -> Self {
        Self::Blob { event, container: None, effort: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::decisions::skip_reason::SkipReason;

    #[test]
    fn events_are_written_as_flat_json() {
        let event = BlobEvent::Skipped { source: "a".into(), reason: SkipReason::Same };
        let json = |event: &Event| serde_json::to_string(event).expect("JSON");
        assert_eq!(json(&event.clone().into()), r#"{"event":"skipped","source":"a","reason":"same"}"#);
        let container = "c".to_owned();
        let event = Event::Blob { event, container: Some(container.clone()), effort: None };
        assert_eq!(json(&event), r#"{"event":"skipped","source":"a","reason":"same","container":"c"}"#);
        let effort = BlobEffort { milliseconds: 7, tries: 2, operation: Some("CopyBlob"), left_snapshots: Vec::new() };
        let event = BlobEvent::Extra { destination: "a".into() };
        let event = Event::Blob { event, container: None, effort: Some(effort) };
        let expected = r#"{"event":"extra","destination":"a","milliseconds":7,"tries":2,"operation":"CopyBlob"}"#;
        assert_eq!(json(&event), expected);
        let change = ContainerChange::ContainerBegun { created: true, not_copied: Vec::new() };
        let event = Event::Container(ContainerEvent { container, change });
        assert_eq!(json(&event), r#"{"container":"c","event":"containerBegun","created":true}"#);
    }
}
