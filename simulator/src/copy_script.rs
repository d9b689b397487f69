//! The duration and the end of asynchronous copies, as scripted by a test.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::glob;

/// The script of copies that start from now on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CopyScript {
    /// How long they stay pending. By default, they end at once.
    pub pending: Option<PendingFor>,
    /// How they end.
    pub end: CopyEnd,
    /// The part of the bytes (0 to 1) that each poll in turn sees copied; the last one applies to all later polls.
    /// Without any, polls see an even advance, or none if the number of polls is unknown.
    pub progress: Vec<f64>,
    /// Scripts of copies to some blobs instead; the first rule that fits applies.
    pub rules: Vec<CopyRule>,
}

/// The script of copies to blobs whose names fit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CopyRule {
    /// The names: `*` is any text, `?` any character.
    pub blob: String,
    /// How long they stay pending. By default, they end at once.
    pub pending: Option<PendingFor>,
    /// How they end.
    pub end: CopyEnd,
    /// The part of the bytes that each poll in turn sees copied.
    pub progress: Vec<f64>,
}

/// How long a copy stays pending. A poll is a Get Blob Properties of the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PendingFor {
    /// This many polls see it pending, and the next one sees its end.
    Polls(u32),
    /// Until a test releases it (`true`); `false` is the same as not pending at all.
    UntilReleased(bool),
    /// This long by the service's clock.
    Milliseconds(u64),
    /// As long as its bytes take.
    BytesPerSecond(u64),
}

/// How a copy ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CopyEnd {
    /// The destination gets the source's content.
    #[default]
    Success,
    /// The service fails.
    Failed,
    /// Another client aborts it.
    Aborted,
}

impl CopyScript {
    /// Whether the script is valid.
    pub fn is_valid(&self) -> bool {
        let parts = self.rules.iter().flat_map(|rule| &rule.progress).chain(&self.progress);
        let pending = self.rules.iter().map(|rule| rule.pending).chain([self.pending]);
        parts.into_iter().all(|part| (0.0..=1.0).contains(part))
            && pending.into_iter().all(|pending| pending != Some(PendingFor::BytesPerSecond(0)))
    }

    /// The script for copies to one blob.
    #[must_use]
    pub fn for_blob(&self, name: &str) -> Self {
        let rule = self.rules.iter().find(|rule| glob::fits(&rule.blob, name));
        let own = || (self.pending, self.end, self.progress.clone());
        let (pending, end, progress) = rule.map_or_else(own, |rule| (rule.pending, rule.end, rule.progress.clone()));
        Self { pending, end, progress, rules: Vec::new() }
    }

    /// The duration of a copy of `total` bytes, if it is timed.
    pub fn duration(&self, total: u64) -> Option<Duration> {
        match self.pending {
            Some(PendingFor::Milliseconds(count)) => Some(Duration::from_millis(count)),
            Some(PendingFor::BytesPerSecond(speed)) => {
                let nanoseconds = u128::from(total) * 1_000_000_000 / u128::from(speed.max(1));
                Some(Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX)))
            }
            _ => None,
        }
    }

    /// Whether a copy after this many polls is pending; a timed one is until its time has come.
    pub fn is_pending(&self, polls: u32) -> bool {
        match self.pending {
            Some(PendingFor::Polls(count)) => polls < count,
            Some(PendingFor::UntilReleased(held)) => held,
            Some(PendingFor::Milliseconds(_) | PendingFor::BytesPerSecond(_)) => true,
            None => false,
        }
    }

    /// How much of `total` the poll after `polls` others sees copied, `elapsed` after the start.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of it"
    )]
    pub fn copied(&self, polls: u32, elapsed: Duration, total: u64) -> u64 {
        let last = self.progress.len().saturating_sub(1);
        if let Some(part) = self.progress.get(last.min(polls as usize)) {
            return ((total as f64 * part).floor() as u64).min(total);
        }
        if let Some(duration) = self.duration(total) {
            let share = u128::from(total) * elapsed.as_nanos() / duration.as_nanos().max(1);
            return u64::try_from(share).unwrap_or(total).min(total);
        }
        match self.pending {
            Some(PendingFor::Polls(count)) if count > 0 => total / u64::from(count) * u64::from(polls.min(count)),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_parsed_as_documented() {
        let script: CopyScript =
            serde_json::from_str(r#"{"pending": {"polls": 3}, "end": "failed", "progress": [0.25, 1]}"#).unwrap();
        assert_eq!(script.pending, Some(PendingFor::Polls(3)));
        assert_eq!(script.end, CopyEnd::Failed);
        let script: CopyScript = serde_json::from_str(r#"{"pending": {"untilReleased": true}}"#).unwrap();
        assert!(script.is_pending(1_000_000));
        assert_eq!(serde_json::from_str::<CopyScript>(r#"{"pending": null}"#).unwrap(), CopyScript::default());
        assert!(serde_json::from_str::<CopyScript>(r#"{"pendign": null}"#).is_err());
        let script: CopyScript = serde_json::from_str(r#"{"pending": {"bytesPerSecond": 0}}"#).unwrap();
        assert!(!script.is_valid());
    }

    #[test]
    fn progress_follows_its_steps_and_then_stays() {
        let script =
            CopyScript { pending: Some(PendingFor::Polls(4)), progress: vec![0.0, 0.5, 0.9], ..CopyScript::default() };
        let seen: Vec<_> = (0..4).map(|poll| script.copied(poll, Duration::ZERO, 1000)).collect();
        assert_eq!(seen, [0, 500, 900, 900]);
        let even = CopyScript { progress: vec![], ..script };
        assert_eq!((0..4).map(|poll| even.copied(poll, Duration::ZERO, 1000)).collect::<Vec<_>>(), [0, 250, 500, 750]);
    }

    #[test]
    fn progress_over_time_is_even() {
        let script = CopyScript { pending: Some(PendingFor::BytesPerSecond(500)), ..CopyScript::default() };
        assert_eq!(script.duration(1000), Some(Duration::from_secs(2)));
        let seen: Vec<_> = (0..4).map(|half| script.copied(0, Duration::from_millis(500 * half), 1000)).collect();
        assert_eq!(seen, [0, 250, 500, 750]);
    }

    #[test]
    fn the_first_matching_rule_applies() {
        let script: CopyScript = serde_json::from_str(
            r#"{"end": "aborted", "rules": [{"blob": "slow/*", "pending": {"milliseconds": 300}},
                {"blob": "*.b?d", "end": "failed"}]}"#,
        )
        .unwrap();
        assert_eq!(script.for_blob("slow/a.bad").pending, Some(PendingFor::Milliseconds(300)));
        assert_eq!(script.for_blob("a.bad").end, CopyEnd::Failed);
        assert_eq!(script.for_blob("a.badly").end, CopyEnd::Aborted);
    }
}
