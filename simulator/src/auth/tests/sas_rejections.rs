//! SAS with a good signature that are rejected all the same, and SAS that are not well-formed.

use super::*;

const DOCS: Option<&str> = Some("docs");
const BLOB: Option<&str> = Some("a.txt");

#[test]
fn an_expired_or_not_yet_valid_sas_is_rejected() {
    for (start, expiry) in [
        ("", "2024-07-03T10:40:00Z"),
        ("", "2024-07-03"),
        ("2024-07-03T10:40:01Z", "2034-01-01"),
        ("2025-01-01", "2024-12-31"),
        ("", "soon"),
        ("then", "2034-01-01"),
    ] {
        let rejection =
            rejected(authenticate(&blob_sas("r", start, expiry, "", "", ""), DOCS, BLOB), 403, "AuthenticationFailed");
        assert!(!rejection.to_string().contains("string to sign"), "rejected for the signature: {rejection}");
    }
    for (start, expiry) in [("2024-07-03T10:40:00Z", "2034-01-01"), ("", "2024-07-03T10:40:01Z")] {
        grant(authenticate(&blob_sas("r", start, expiry, "", "", ""), DOCS, BLOB));
    }
}

#[test]
fn a_sas_for_https_is_rejected_over_http() {
    let minted = minted("https only");
    grant(authenticate(minted.query, minted.container, minted.blob));
    let http = Connection { https: false, ..accepted_connection() };
    rejected(
        authenticate_over(http, valid_time(), minted.query, minted.container, minted.blob),
        403,
        "AuthorizationProtocolMismatch",
    );
    rejected(authenticate(&blob_sas("r", "", "2034-01-01", "", "", "http"), DOCS, BLOB), 403, "AuthenticationFailed");
}

#[test]
fn plain_http_from_loopback_is_accepted_by_default() {
    let headers = HeaderMap::new();
    let query = blob_sas("r", "", "2034-01-01", "", "127.0.0.1", "https,http");
    let request = SignedRequest {
        method: "GET",
        path: "/",
        query: &query,
        headers: &headers,
        account: ACCOUNT,
        container: DOCS,
        blob: BLOB,
    };
    grant(verify(&request, Connection::default(), keyring_of(ACCOUNT), valid_time()));
    let query = minted("https only").query;
    let request = SignedRequest { query, ..request };
    let response = verify(&request, Connection::default(), keyring_of(ACCOUNT), valid_time());
    rejected(response, 403, "AuthorizationProtocolMismatch");
}

#[test]
fn a_sas_for_other_addresses_is_rejected() {
    let from = |client: &str, addresses: &str| {
        let connection = Connection { client: client.parse().unwrap(), https: true };
        authenticate_over(connection, valid_time(), &blob_sas("r", "", "2034-01-01", "", addresses, ""), DOCS, BLOB)
    };
    for client in ["10.0.0.1", "10.0.0.9", "::ffff:10.0.0.9"] {
        grant(from(client, "10.0.0.1-10.0.0.9"));
    }
    grant(from("10.0.0.1", "10.0.0.1"));
    for client in ["10.0.0.0", "10.0.0.10", "::1"] {
        rejected(from(client, "10.0.0.1-10.0.0.9"), 403, "AuthorizationSourceIPMismatch");
    }
    rejected(from("10.0.0.1", "10.0.0.9-10.0.0.1"), 403, "AuthorizationSourceIPMismatch");
    rejected(from("10.0.0.1", "everywhere"), 403, "AuthenticationFailed");
}

#[test]
fn a_sas_that_is_not_well_formed_is_rejected() {
    for query in [
        "sig=AAAA",
        "sv=2021-12-02&sig=AAAA",
        "sv=2021-12-02&sr=b&sig=AAAA",
        "sv=2021-12-02&sr=b&sp=r&sig=AAAA",
        "sv=2021-12-02&sr=b&sp=r&se=2034-01-01&sig=",
        "sv=2021-12-02&sr=b&ss=b&srt=o&sp=r&se=2034-01-01&sig=AAAA",
        "sv=2021-12-02&sr=d&sdd=1&sp=r&se=2034-01-01&sig=AAAA",
        "sv=2021-12-02&sr=bs&sp=r&se=2034-01-01&sig=AAAA",
        "sv=2021-12-02&sr=b&sp=r&se=2034-01-01&sig=%FF",
        "sv=2021-12-02&sr=b&sp=r&se=2034-01-01&sig=not base64!",
        "sv=2015-02-21&sr=b&sp=r&se=2034-01-01&sig=AAAA",
        "sv=2014-02-14&ss=b&srt=o&sp=r&se=2034-01-01&sig=AAAA",
        "sv=9&ss=b&srt=o&sp=r&se=2034-01-01&sig=AAAA",
        "sv=2021-12-02&ss=b&sp=r&se=2034-01-01&sig=AAAA",
        "sv=2021-12-02&ss=b&srt=o&se=2034-01-01&sig=AAAA",
        "sv=2021-12-02&ss=b&srt=o&sp=r&sig=AAAA",
    ] {
        rejected(authenticate(query, DOCS, BLOB), 403, "AuthenticationFailed");
    }
    rejected(authenticate(minted("default: container").query, None, None), 403, "AuthenticationFailed");
}

#[test]
fn a_repeated_upper_case_or_multiline_field_is_rejected() {
    let good = minted("default: blob, minimal").query;
    for more in ["sp=r", "sp=w", "SP=w", "Snapshot=x", "sig=AAAA", "rscc=a%0Ab"] {
        rejected(authenticate(&format!("{good}&{more}"), DOCS, BLOB), 403, "AuthenticationFailed");
        rejected(authenticate(&format!("{more}&{good}"), DOCS, BLOB), 403, "AuthenticationFailed");
    }
    for (name, unusual) in [("default: blob, minimal", "Se="), ("default: snapshot", "Snapshot=")] {
        let query = minted(name).query.replace(&unusual.to_ascii_lowercase(), unusual);
        let rejection = rejected(authenticate(&query, DOCS, BLOB), 403, "AuthenticationFailed");
        assert!(rejection.to_string().contains("lower case"), "{rejection}");
    }
    let signed = blob_sas("r", "", "2034-01-01", "one\ntwo", "", "");
    let rejection = rejected(authenticate(&signed, DOCS, BLOB), 403, "AuthenticationFailed");
    assert!(rejection.to_string().contains("control character"), "{rejection}");
}

#[test]
fn parameters_that_are_not_signed_may_be_added() {
    let good = minted("default: blob, minimal").query;
    grant(authenticate(&format!("comp=metadata&{good}&timeout=30&x"), DOCS, BLOB));
}
