//! SAS with a stored access policy.

use super::super::StoredAccessPolicy;
use super::*;

fn policy(permissions: &str, start: &str, expiry: &str) -> StoredAccessPolicy {
    let given = |text: &str| Some(text.to_owned());
    StoredAccessPolicy { permissions: given(permissions), start: given(start), expiry: given(expiry) }
}

fn pending() -> Grant {
    let minted = minted("default: stored access policy");
    grant(authenticate(minted.query, minted.container, minted.blob))
}

#[test]
fn nothing_is_authorized_before_the_policy_is_applied() {
    let grant = pending();
    assert_eq!(grant.identifier.as_deref(), Some("policy one"));
    rejected(grant.require("r", Some("docs"), Some("a.txt")), 403, "AuthenticationFailed");

    let grant = blob_sas("r", "", "2034-01-01", "policy", "", "");
    let grant = super::grant(authenticate(&grant, Some("docs"), Some("a.txt")));
    assert!(!grant.allows('r', Some("docs"), Some("a.txt")), "a policy that was deleted revokes the SAS");
}

#[test]
fn the_policy_supplies_fields_that_the_sas_omits() {
    let grant = pending().with_policy(&policy("rw", "2024-01-01", "2034-01-01"), valid_time()).unwrap();
    assert!(grant.allows('w', Some("docs"), Some("a.txt")));
    assert!(!grant.allows('d', Some("docs"), Some("a.txt")));
    assert!(!grant.allows('w', Some("docs"), Some("b.txt")));
    let again = grant.clone().with_policy(&policy("d", "", "2034-01-01"), valid_time());
    assert_eq!(again, Ok(grant), "a policy is applied once");
}

#[test]
fn an_expired_incomplete_or_conflicting_policy_is_rejected() {
    for stored in [
        policy("r", "", "2024-01-01"),
        policy("r", "2030-01-01", "2034-01-01"),
        policy("", "", "2034-01-01"),
        policy("r", "", ""),
        StoredAccessPolicy::default(),
    ] {
        rejected(pending().with_policy(&stored, valid_time()), 403, "AuthenticationFailed");
    }
    let own = blob_sas("r", "", "", "policy", "", "");
    let own = grant(authenticate(&own, Some("docs"), Some("a.txt")));
    rejected(own.clone().with_policy(&policy("r", "", "2034-01-01"), valid_time()), 403, "AuthenticationFailed");
    own.with_policy(&policy("", "", "2034-01-01"), valid_time()).unwrap();
}

#[test]
fn a_sas_without_a_policy_is_unchanged() {
    let minted = minted("default: blob, minimal");
    let grant = grant(authenticate(minted.query, minted.container, minted.blob));
    assert_eq!(grant.clone().with_policy(&policy("d", "", "2034-01-01"), valid_time()), Ok(grant));
}
