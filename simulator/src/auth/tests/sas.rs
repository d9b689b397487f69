//! What the SAS of the reference allow.

use super::super::Scope;
use super::*;

#[test]
fn every_sas_of_the_reference_is_accepted() {
    for minted in MINTED.iter().filter(|minted| minted.name != "queues only") {
        let response = authenticate(minted.query, minted.container, minted.blob);
        assert!(matches!(response, Ok(Identity::Sas(_))), "{}: {response:?}", minted.name);
    }
}

#[test]
fn a_sas_is_rejected_for_another_account_or_when_changed() {
    for minted in MINTED {
        for name in ["sp", "se", "sv", "sr", "srt", "sip", "spr", "ses", "rscd", "si", "snapshot"] {
            let changed: Vec<String> = minted
                .query
                .split('&')
                .map(|pair| match pair.split_once('=') {
                    Some((own, value)) if own == name => format!("{own}={value}0"),
                    _ => pair.to_owned(),
                })
                .collect();
            let changed = changed.join("&");
            if changed != minted.query {
                rejected(authenticate(&changed, minted.container, minted.blob), 403, "AuthenticationFailed");
            }
        }
        let headers = HeaderMap::new();
        let (container, blob) = (minted.container, minted.blob);
        let request = SignedRequest {
            method: "GET",
            path: "/",
            query: minted.query,
            headers: &headers,
            account: "other",
            container,
            blob,
        };
        rejected(verify(&request, accepted_connection(), keyring(&KEYS), valid_time()), 403, "AuthenticationFailed");
        rejected(verify(&request, accepted_connection(), keyring_of("other"), valid_time()), 404, "ResourceNotFound");
    }
}

#[test]
fn a_blob_sas_authorizes_its_blob_only() {
    let minted = minted("default: blob, minimal");
    let grant = grant(authenticate(minted.query, minted.container, minted.blob));
    assert_eq!(grant.scope, Scope::Blob { container: "docs".to_owned(), blob: "a.txt".to_owned() });
    assert!(grant.allows('r', Some("docs"), Some("a.txt")));
    for (permission, container, blob) in [
        ('w', Some("docs"), Some("a.txt")),
        ('r', Some("docs"), Some("b.txt")),
        ('r', Some("other"), Some("a.txt")),
        ('r', Some("docs"), None),
        ('l', Some("docs"), None),
        ('r', None, None),
    ] {
        assert!(!grant.allows(permission, container, blob), "{permission} {container:?} {blob:?}");
    }
    rejected(grant.require("cw", Some("docs"), Some("a.txt")), 403, "AuthorizationPermissionMismatch");
    rejected(authenticate(minted.query, Some("docs"), Some("b.txt")), 403, "AuthenticationFailed");
    rejected(authenticate(minted.query, Some("docs"), None), 403, "AuthenticationFailed");
    let snapshot = format!("{}&snapshot=2024-01-02T03:04:05.1234567Z", minted.query);
    rejected(authenticate(&snapshot, minted.container, minted.blob), 403, "AuthenticationFailed");
}

#[test]
fn a_container_sas_authorizes_blobs_and_listing_but_not_the_container() {
    let minted = minted("default: container");
    for query in [minted.query.to_owned(), format!("{}&snapshot=2024-01-02T03:04:05.1234567Z", minted.query)] {
        let grant = grant(authenticate(&query, minted.container, minted.blob));
        assert!(grant.allows('w', Some("docs"), Some("anything")));
        assert!(grant.allows('l', Some("docs"), None));
        assert!(!grant.allows('d', Some("docs"), None), "deleting the container");
        assert!(!grant.allows('l', Some("other"), None));
        assert!(!grant.allows('l', None, None));
        assert_eq!(grant.require("tw", Some("docs"), Some("x")), Ok(()));
    }
}

#[test]
fn a_snapshot_sas_authorizes_one_snapshot() {
    let minted = minted("default: snapshot");
    let grant = grant(authenticate(minted.query, minted.container, minted.blob));
    assert!(matches!(&grant.scope, Scope::Snapshot { snapshot, .. } if snapshot == "2024-01-02T03:04:05.1234567Z"));
    assert!(grant.allows('r', Some("docs"), Some("a.txt")));
    let other = minted.query.replace(".1234567Z", ".1234568Z");
    rejected(authenticate(&other, minted.container, minted.blob), 403, "AuthenticationFailed");
    let (_, base) = minted.query.split_once('&').unwrap();
    rejected(authenticate(base, minted.container, minted.blob), 403, "AuthenticationFailed");
}

#[test]
fn an_account_sas_authorizes_its_resource_types() {
    let objects = minted("default: account, minimal");
    let objects = grant(authenticate(objects.query, objects.container, objects.blob));
    assert!(objects.allows('r', Some("any"), Some("blob")));
    rejected(objects.require("r", Some("any"), None), 403, "AuthorizationResourceTypeMismatch");
    rejected(objects.require("r", None, None), 403, "AuthorizationResourceTypeMismatch");
    rejected(objects.require("w", Some("any"), Some("blob")), 403, "AuthorizationPermissionMismatch");

    let all = minted("default: account, everything");
    let all = grant(authenticate(all.query, None, None));
    assert!(
        all.allows('l', None, None) && all.allows('c', Some("any"), None) && all.allows('d', Some("any"), Some("b"))
    );
    assert!(!all.allows('t', Some("any"), Some("b")));
}

#[test]
fn an_account_sas_for_other_services_is_rejected() {
    let minted = minted("queues only");
    rejected(authenticate(minted.query, minted.container, minted.blob), 403, "AuthorizationServiceMismatch");
}

#[test]
fn response_header_overrides_and_encryption_scope_are_returned() {
    let minted = minted("2020-12-06: encryption scope");
    let grant = grant(authenticate(minted.query, minted.container, minted.blob));
    assert_eq!(grant.encryption_scope.as_deref(), Some("scope-1"));
    let expected = [
        ("cache-control", "max-age=5, private"),
        ("content-disposition", "attachment; filename=\"ü.txt\""),
        ("content-encoding", "gzip"),
        ("content-language", "de, en"),
        ("content-type", "text/plain; charset=utf-8"),
    ];
    assert_eq!(grant.response_headers, expected.map(|(name, value)| (name, value.to_owned())));
}
