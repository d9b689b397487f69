//! SAS signed with a user delegation key.

use super::super::{DelegationKey, Scope};
use super::delegated::DELEGATED;
use super::*;

const DOCS: Option<&str> = Some("docs");
const BLOB: Option<&str> = Some("a.txt");

fn delegated(name: &str) -> &'static Minted {
    DELEGATED.iter().find(|minted| minted.name == name).unwrap()
}

/// The headers of a request with a SAS that is bound to headers.
fn bound_headers(second: &str) -> HeaderMap {
    headers(&[("x-ms-first", "1"), ("x-ms-second", second)])
}

fn authenticate_with(headers: &HeaderMap, query: &str) -> Result<Identity, Rejection> {
    let request =
        SignedRequest { method: "GET", path: "/", query, headers, account: ACCOUNT, container: DOCS, blob: BLOB };
    verify(&request, accepted_connection(), keyring_of(ACCOUNT), valid_time())
}

#[test]
fn every_sas_of_the_reference_is_accepted() {
    for minted in DELEGATED.iter().filter(|minted| !minted.name.starts_with("bound")) {
        let response = authenticate(minted.query, minted.container, minted.blob);
        assert!(matches!(response, Ok(Identity::Sas(_))), "{}: {response:?}", minted.name);
    }
}

#[test]
fn any_change_invalidates_the_signature() {
    for minted in DELEGATED.iter().filter(|minted| !minted.name.starts_with("bound")) {
        for (name, value) in minted.query.split('&').filter_map(|pair| pair.split_once('=')) {
            if matches!(name, "restype" | "comp" | "prefix") {
                continue;
            }
            let changed = minted.query.replace(&format!("{name}={value}"), &format!("{name}={value}0"));
            rejected(authenticate(&changed, minted.container, minted.blob), 403, "AuthenticationFailed");
        }
    }
    for more in ["saoid=1", "suoid=1", "scid=1", "ses=1", "srh=a", "srq=a", "si=a", "sduoid=1", "skdutid=1", "rscc=1"] {
        let query = format!("{}&{more}", delegated("default: blob, minimal").query);
        rejected(authenticate(&query, DOCS, BLOB), 403, "AuthenticationFailed");
    }
}

#[test]
fn it_grants_access_to_its_resource_only() {
    let minted = delegated("default: blob, everything");
    let grant = grant(authenticate(minted.query, minted.container, minted.blob));
    assert_eq!(grant.scope, Scope::Blob { container: "docs".to_owned(), blob: "dir/ü 100%#?+.txt".to_owned() });
    assert!(grant.allows('d', DOCS, minted.blob) && !grant.allows('t', DOCS, minted.blob));
    assert!(!grant.allows('r', DOCS, BLOB));
    assert_eq!(grant.encryption_scope.as_deref(), Some("scope-1"));
}

#[test]
fn it_expires_with_its_key() {
    let minted = delegated("default: blob, minimal");
    let at = |time: &str| {
        let now = super::super::parse_time(time).unwrap();
        authenticate_over(accepted_connection(), now, minted.query, minted.container, minted.blob)
    };
    grant(at("2024-07-01T00:00:00Z"));
    grant(at("2024-07-07T23:59:59Z"));
    for time in ["2024-06-30T23:59:59Z", "2024-07-08T00:00:00Z"] {
        let rejection = rejected(at(time), 403, "AuthenticationFailed");
        assert!(rejection.to_string().contains("key time frame"), "{rejection}");
    }
}

#[test]
fn the_key_is_valid_for_one_account() {
    let headers = HeaderMap::new();
    let query = delegated("default: blob, minimal").query;
    let account = "other";
    let request =
        SignedRequest { method: "GET", path: "/", query, headers: &headers, account, container: DOCS, blob: BLOB };
    rejected(verify(&request, accepted_connection(), keyring(&KEYS), valid_time()), 403, "AuthenticationFailed");
    let key = |account| {
        let (start, expiry) = ("2024-07-01T00:00:00Z", "2024-07-08T00:00:00Z");
        let key =
            DelegationKey { account, object_id: "o", tenant: "t", start, expiry, service: "b", version: "2026-04-06" };
        ISSUER.delegation_key(&key)
    };
    assert_ne!(key(ACCOUNT), key("other"));
}

#[test]
fn it_can_be_bound_to_headers_and_parameters() {
    let query = delegated("bound to headers and parameters").query;
    grant(authenticate_with(&bound_headers("two words"), query));
    rejected(authenticate_with(&bound_headers("three words"), query), 403, "AuthenticationFailed");
    rejected(authenticate_with(&HeaderMap::new(), query), 403, "AuthenticationFailed");
    let changed = query.replace("timeout=30", "timeout=31");
    rejected(authenticate_with(&bound_headers("two words"), &changed), 403, "AuthenticationFailed");
}

#[test]
fn without_a_part_of_the_key_it_is_not_well_formed() {
    let query = delegated("default: blob, minimal").query;
    for name in ["skoid", "sktid", "skt", "ske", "sks", "skv", "sp", "se"] {
        let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with(&format!("{name}="))).collect();
        let rejection = rejected(authenticate(&rest.join("&"), DOCS, BLOB), 403, "AuthenticationFailed");
        assert!(rejection.to_string().contains("not well formed"), "{name}: {rejection}");
    }
}
