//! Invalid rules, and why.

use super::rule::{Amount, Fault, OneOrMany, RoleFilter, Rule};
use crate::operation::Operation;

impl Rule {
    /// Why the rule is invalid, if it is.
    pub fn problem(&self) -> Option<String> {
        let (which, when, what) = (&self.which, &self.when, &self.what);
        let known = |name: &&String| *name != "any" && Operation::of_name(name).is_none();
        if let Some(name) = which.operation.iter().flat_map(OneOrMany::all).find(known) {
            return Some(format!("which.operation: there is no operation `{name}`"));
        }
        if when.every == Some(0) {
            return Some("when.every: must be 1 or more".to_owned());
        }
        if when.nth.as_ref().is_some_and(|nth| nth.all().contains(&0)) {
            return Some("when.nth: counts from 1".to_owned());
        }
        if when.probability.is_some_and(|part| !(0.0..=1.0).contains(&part)) {
            return Some("when.probability: must be from 0 to 1".to_owned());
        }
        what.problem(which.role)
    }
}

impl Fault {
    fn problem(&self, role: RoleFilter) -> Option<String> {
        let ends = [self.status.is_some(), self.reset, self.close, self.garbage.is_some(), self.upload.is_some()];
        if ends.into_iter().filter(|end| *end).count() > 1 {
            return Some("what: status, reset, close, garbage and upload exclude each other".to_owned());
        }
        if self.status.is_some_and(|status| !(300..=599).contains(&status)) {
            return Some("what.status: must be from 300 to 599".to_owned());
        }
        if self.status.is_none() && (self.code.is_some() || self.message.is_some() || !self.headers.is_empty()) {
            return Some("what: code, message and headers need a status".to_owned());
        }
        let body = self.body.as_ref();
        let parts = body.into_iter().flat_map(|body| [body.truncate, body.reset, body.stall]).flatten();
        if parts.clone().count() > 1 {
            return Some("what.body: truncate, reset and stall exclude each other".to_owned());
        }
        for part in parts {
            if matches!(part, Amount::Part { part } if !(0.0..=1.0).contains(&part)) {
                return Some("what.body: a part must be from 0 to 1".to_owned());
            }
        }
        if body.is_some_and(|body| body.slow == Some(0)) {
            return Some("what.body.slow: must be 1 or more".to_owned());
        }
        let (missing, replaced) = (self.missing_headers.iter(), self.replace_headers.keys());
        if let Some(name) = missing.chain(replaced).chain(self.headers.keys()).find(|name| !is_header(name)) {
            return Some(format!("what: `{name}` cannot be the name of a header"));
        }
        if self.replace_headers.values().chain(self.headers.values()).any(|value| value.contains(['\r', '\n'])) {
            return Some("what: the value of a header cannot have line breaks".to_owned());
        }
        if role != RoleFilter::Client && (self.changes_the_wire() || self.upload.is_some()) {
            let why = "what: only status, delay and stall can be seen by the service when it reads a source itself";
            return Some(why.to_owned());
        }
        None
    }
}

fn is_header(name: &str) -> bool {
    http::HeaderName::from_bytes(name.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_rules_are_rejected_with_a_reason() {
        for (json, why) in [
            (r#"{"which": {"operation": "getBlobs"}}"#, "which.operation: there is no operation `getBlobs`"),
            (r#"{"when": {"every": 0}}"#, "when.every"),
            (r#"{"when": {"nth": [1, 0]}}"#, "when.nth"),
            (r#"{"when": {"probability": 1.5}}"#, "when.probability"),
            (r#"{"what": {"status": 503, "reset": true}}"#, "exclude each other"),
            (r#"{"what": {"status": 200}}"#, "what.status"),
            (r#"{"what": {"code": "ServerBusy"}}"#, "need a status"),
            (r#"{"what": {"body": {"truncate": 1, "stall": 1}}}"#, "what.body"),
            (r#"{"what": {"body": {"truncate": {"part": 2}}}}"#, "a part must be"),
            (r#"{"what": {"body": {"slow": 0}}}"#, "what.body.slow"),
            (r#"{"what": {"missingHeaders": ["a b"]}}"#, "cannot be the name of a header"),
            (r#"{"what": {"replaceHeaders": {"a": "b\r\nc"}}}"#, "line breaks"),
            (r#"{"which": {"role": "source"}, "what": {"reset": true}}"#, "only status, delay and stall"),
        ] {
            let rule: Rule = serde_json::from_str(json).unwrap();
            let problem = rule.problem().unwrap_or_default();
            assert!(problem.contains(why), "{json}: {problem}");
        }
        let fine: Rule = serde_json::from_str(r#"{"which": {"operation": ["getBlob", "any"]}}"#).unwrap();
        assert_eq!(fine.problem(), None);
    }
}
