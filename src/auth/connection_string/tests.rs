//! Connection strings, compared with how the reference reads them.

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::base::error::ErrorKind;

/// A line of `vectors.json`: a connection string, and what `@azure/storage-blob` 12.32.0 makes of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Vector {
    text: String,
    parts: Option<Parts>,
    /// The message of an error that the reference throws deliberately.
    error: Option<String>,
    /// The message of an error that the reference throws by accident.
    unhelpful_error: Option<String>,
    /// The reference accepts the string, and fails when it creates a client from it.
    fails_later: Option<String>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(tag = "kind", deny_unknown_fields)]
enum Parts {
    #[serde(rename = "AccountConnString", rename_all = "camelCase")]
    Account { url: String, account_name: String, account_key: String, proxy_uri: String },
    #[serde(rename = "SASConnString", rename_all = "camelCase")]
    Sas { url: String, account_name: String, account_sas: String },
}

impl From<ConnectionString> for Parts {
    fn from(parsed: ConnectionString) -> Self {
        match parsed {
            ConnectionString::Account { url, account_name, account_key, proxy_uri } => Self::Account {
                url,
                account_name,
                account_key: account_key.to_base64(),
                proxy_uri: proxy_uri.unwrap_or_default(),
            },
            ConnectionString::Sas { url, account_name, account_sas } => Self::Sas { url, account_name, account_sas },
        }
    }
}

#[test]
fn connection_strings_are_parsed_as_by_the_reference() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("vectors.json")).expect("vectors.json has this shape");
    for vector in vectors {
        match (ConnectionString::parse(&vector.text), vector.parts) {
            (Ok(parsed), Some(parts)) => assert_eq!(Parts::from(parsed), parts, "{:?}", vector.text),
            (Err(error), None) => {
                assert_eq!(error.argument(), Some("connectionString"), "{:?}", vector.text);
                assert!(
                    matches!(error.kind(), ErrorKind::ArgumentType | ErrorKind::ArgumentRange),
                    "{:?}",
                    vector.text
                );
                if let Some(expected) = vector.error {
                    assert_eq!(error.message(), expected, "{:?}", vector.text);
                } else {
                    assert!(vector.unhelpful_error.or(vector.fails_later).is_some(), "{:?}", vector.text);
                    assert!(error.message().starts_with("Invalid "), "{:?}: {error}", vector.text);
                }
            }
            (outcome, parts) => panic!("{:?}: {outcome:?} instead of {parts:?}", vector.text),
        }
    }
}

fn message(text: &str) -> String {
    ConnectionString::parse(text).expect_err("the string is wrong").to_string()
}

#[test]
fn errors_say_what_to_do() {
    assert_eq!(
        message("blobendpoint=https://a.blob.core.windows.net;SharedAccessSignature=sv=1"),
        "Invalid BlobEndpoint in the provided SAS Connection String. Give either BlobEndpoint= and \
         SharedAccessSignature=, or DefaultEndpointsProtocol=, AccountName=, AccountKey= and EndpointSuffix=; the names \
         are case-sensitive."
    );
    assert_eq!(
        message("BlobEndpoint =https://a.blob.core.windows.net;SharedAccessSignature=sv=1"),
        "Invalid BlobEndpoint in the provided Connection String. An element begins with BlobEndpoint but does not read \
         BlobEndpoint=value: correct its name, or add the equals sign without a space before it."
    );
    assert_eq!(
        message("BlobEndpoint=a.blob.core.windows.net;SharedAccessSignature=sv=1"),
        "Invalid BlobEndpoint in the provided SAS Connection String. Give a whole URL such as \
         https://myaccount.blob.core.windows.net."
    );
}

#[test]
fn an_endpoint_that_is_not_http_is_rejected() {
    for endpoint in ["ftp://a.blob.x", "a.blob.x:443", "file:///x", "mailto:x"] {
        let text = format!("BlobEndpoint={endpoint};SharedAccessSignature=sv=1");
        assert!(
            message(&text).starts_with("Invalid BlobEndpoint in the provided SAS Connection String. "),
            "{endpoint}"
        );
    }
}

#[test]
fn debug_shows_the_name_alone() {
    let account = "DefaultEndpointsProtocol=https;AccountName=me;AccountKey=QUJD;EndpointSuffix=x;";
    let account = ConnectionString::parse(account).expect("valid");
    assert_eq!(format!("{account:?}"), "Account { account_name: \"me\", .. }");
    let sas = ConnectionString::parse("BlobEndpoint=https://me.blob.x?sig=1;SharedAccessSignature=sig=2");
    assert_eq!(format!("{:?}", sas.expect("valid")), "Sas { account_name: \"me\", .. }");
}

/// Texts that look like connection strings, so that the parser gets beyond its first check.
fn likely_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("DefaultEndpointsProtocol".to_owned()),
        Just("AccountName".to_owned()),
        Just("AccountKey".to_owned()),
        Just("EndpointSuffix".to_owned()),
        Just("BlobEndpoint".to_owned()),
        Just("SharedAccessSignature".to_owned()),
        Just("UseDevelopmentStorage=true".to_owned()),
        Just("DevelopmentStorageProxyUri".to_owned()),
        Just("https".to_owned()),
        Just("https://a.blob.x/".to_owned()),
        Just("=".to_owned()),
        Just(";".to_owned()),
        "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_accepted_or_rejected(text: String) {
        let _ = ConnectionString::parse(&text);
    }

    #[test]
    fn any_likely_text_is_accepted_or_rejected(text in likely_text()) {
        if let Err(error) = ConnectionString::parse(&text) {
            prop_assert_eq!(error.argument(), Some("connectionString"));
        }
    }

    #[test]
    fn no_error_repeats_a_value(text in likely_text()) {
        let text = format!("AccountKey=c2VjcmV0LXRoaW5n{text};SharedAccessSignature=sig=c2VjcmV0LXRoaW5n;{text}");
        if let Err(error) = ConnectionString::parse(&text) {
            prop_assert!(!format!("{error:?}").contains("c2VjcmV0"), "{:?}", error);
        }
    }

    #[test]
    fn a_connection_string_round_trips(
        name in "[a-z0-9]{3,24}",
        key in prop::collection::vec(any::<u8>(), 1..64),
        secure: bool,
        suffix in "[a-z]{1,10}\\.[a-z]{2,5}",
    ) {
        let key = AccountKey::from_bytes(key);
        let protocol = if secure { "https" } else { "http" };
        let written = format!(
            "DefaultEndpointsProtocol={protocol};AccountName={name};AccountKey={};EndpointSuffix={suffix}",
            key.to_base64()
        );
        let url = format!("{protocol}://{name}.blob.{suffix}");
        let expected = ConnectionString::Account { url, account_name: name, account_key: key, proxy_uri: None };
        prop_assert_eq!(ConnectionString::parse(&written).expect("valid"), expected);
    }

    #[test]
    fn a_connection_string_with_a_signature_round_trips(name in "[a-z0-9]{3,24}", sas in "[a-z][!-:<-~]{0,40}") {
        let url = format!("https://{name}.blob.core.windows.net");
        let written = format!("BlobEndpoint={url}/;SharedAccessSignature=?{sas}");
        let expected = ConnectionString::Sas { url, account_name: name, account_sas: sas };
        // As in the reference, a signature that contains both names of the other form would be parsed as that form.
        prop_assume!(!written.contains("AccountKey="));
        prop_assert_eq!(ConnectionString::parse(&written).expect("valid"), expected);
    }
}
