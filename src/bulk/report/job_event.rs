//! Events about the job.

use serde::Serialize;

use crate::bulk::report::needed_credential::NeededCredential;

/// An event of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum JobEvent {
    /// The service throttled attempts since the last such event.
    Throttled {
        /// The kind of throttling.
        kind: &'static str,
        /// The number of attempts.
        attempts: u64,
        /// The longest wait that it requested.
        #[serde(skip_serializing_if = "Option::is_none")]
        wait_milliseconds: Option<u64>,
    },
    /// The caller paused the job.
    Paused,
    /// A credential is needed: the job waits for it, or ends.
    NeedsCredentials {
        /// The credential.
        #[serde(flatten)]
        needed: NeededCredential,
    },
    /// The job continues, after a pause or with another credential.
    Resumed,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::report::side::Side;

    #[test]
    fn job_events_are_written_as_flat_json() {
        let json = |event: &JobEvent| serde_json::to_string(event).expect("JSON");
        assert_eq!(json(&JobEvent::Paused), r#"{"event":"paused"}"#);
        let needed =
            NeededCredential { side: Side::Source, url: "https://a/c".into(), code: None, message: "m".into() };
        let expected = r#"{"event":"needsCredentials","side":"source","url":"https://a/c","message":"m"}"#;
        assert_eq!(json(&JobEvent::NeedsCredentials { needed }), expected);
        let throttled = JobEvent::Throttled { kind: "ingress", attempts: 2, wait_milliseconds: Some(17_000) };
        assert_eq!(json(&throttled), r#"{"event":"throttled","kind":"ingress","attempts":2,"waitMilliseconds":17000}"#);
    }
}
