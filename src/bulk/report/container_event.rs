//! What became of a container, in a copy of an account.

use serde::Serialize;

use crate::bulk::report::event::{BlobEvent, BlobFailure};

/// Why a container was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ContainerSkip {
    /// The service writes or uses it, and nobody named it.
    System,
    /// It was deleted after it was listed.
    Vanished,
}

/// What became of a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Happening {
    /// The copy of it begins.
    ContainerBegun {
        /// Whether it was not at the destination, and was created.
        created: bool,
        /// What of the container itself is not at the destination: `publicAccess`, `metadata`, `accessPolicies`.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        not_copied: Vec<&'static str>,
    },
    /// It is left out.
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
    /// All of its blobs were taken up; told to nobody.
    #[serde(skip)]
    ContainerListed,
}

/// What became of a container, and of which one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContainerEvent {
    /// The name.
    pub container: String,
    /// What happened.
    #[serde(flatten)]
    pub happening: Happening,
}

/// What a reader of a job's events is told: of a blob, or of a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Told {
    /// What became of a blob.
    Blob {
        /// What became of it.
        #[serde(flatten)]
        event: BlobEvent,
        /// The container, in a copy of an account.
        #[serde(skip_serializing_if = "Option::is_none")]
        container: Option<String>,
    },
    /// What became of a container.
    Container(ContainerEvent),
}

impl Told {
    /// Whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        match self {
            Self::Blob { event, .. } => event.is_done(),
            Self::Container(event) => !matches!(event.happening, Happening::ContainerFailed { .. }),
        }
    }
}

impl From<BlobEvent> for Told {
    fn from(event: BlobEvent) -> Self {
        Self::Blob { event, container: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::decisions::skip_reason::SkipReason;

    #[test]
    fn what_is_told_is_flat() {
        let event = BlobEvent::Skipped { source: "a".into(), reason: SkipReason::Same };
        let json = |told: &Told| serde_json::to_string(told).expect("JSON");
        assert_eq!(json(&event.clone().into()), r#"{"event":"skipped","source":"a","reason":"same"}"#);
        let container = "c".to_owned();
        let told = Told::Blob { event, container: Some(container.clone()) };
        assert_eq!(json(&told), r#"{"event":"skipped","source":"a","reason":"same","container":"c"}"#);
        let happening = Happening::ContainerBegun { created: true, not_copied: Vec::new() };
        let told = Told::Container(ContainerEvent { container, happening });
        assert_eq!(json(&told), r#"{"container":"c","event":"containerBegun","created":true}"#);
    }
}
