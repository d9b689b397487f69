//! Object replication: the status of copies that the service makes of a blob by policy.
//! <https://learn.microsoft.com/azure/storage/blobs/object-replication-overview>

use http::HeaderMap;
use serde::Serialize;

use crate::rest::shared::ObjectReplicationStatus;
use crate::rest::values::{FromHeaders, NameValues};

/// The status of one rule of a replication policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ObjectReplicationRule {
    /// The id of the rule.
    pub rule_id: String,
    /// The replication status.
    pub replication_status: ObjectReplicationStatus,
}

/// A replication policy and its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ObjectReplicationPolicy {
    /// The id of the policy.
    pub policy_id: String,
    /// The rules of the policy.
    pub rules: Vec<ObjectReplicationRule>,
}

/// Groups `[or-]<policy>_<rule>: status` by policy. A replication destination has no such rules.
pub fn policies(record: &NameValues) -> Option<Vec<ObjectReplicationPolicy>> {
    if record.iter().any(|(name, _)| name == "policy-id") {
        return None;
    }
    let mut policies: Vec<ObjectReplicationPolicy> = Vec::new();
    for (name, status) in record.iter() {
        let (policy, rule_id) = name.split_once('_').unwrap_or((name, ""));
        let policy_id = policy.strip_prefix("or-").unwrap_or(policy);
        let rule = ObjectReplicationRule {
            rule_id: rule_id.to_owned(),
            replication_status: ObjectReplicationStatus(status.to_owned()),
        };
        match policies.iter_mut().find(|policy| policy.policy_id == policy_id) {
            Some(policy) => policy.rules.push(rule),
            None => policies.push(ObjectReplicationPolicy { policy_id: policy_id.to_owned(), rules: vec![rule] }),
        }
    }
    Some(policies)
}

impl FromHeaders for Vec<ObjectReplicationPolicy> {
    fn from_headers(headers: &HeaderMap, prefix: &str) -> Option<Self> {
        NameValues::from_headers(headers, prefix).and_then(|rules| policies(&rules))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(pairs: &[(&str, &str)]) -> NameValues {
        NameValues(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn rules_are_grouped_by_policy() {
        let policies =
            policies(&record(&[("or-p1_r1", "complete"), ("p2_r9", "failed"), ("p1_r2", "failed")])).expect("a source");
        assert_eq!(policies.len(), 2);
        assert_eq!(policies[0].policy_id, "p1");
        assert_eq!(policies[0].rules.len(), 2);
        assert_eq!(policies[0].rules[1].replication_status.0, "failed");
        assert_eq!(policies[1].rules[0].rule_id, "r9");
    }

    #[test]
    fn a_destination_has_no_rules() {
        assert_eq!(policies(&record(&[("policy-id", "p1")])), None);
    }
}
