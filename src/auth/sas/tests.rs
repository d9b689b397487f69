//! Signatures, compared with those that the reference created from the same values, and properties of all signatures.

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::*;
use crate::auth::{AccountKey, SharedKey};
use crate::base::error::Result;

/// `vectors.json`: values, and what `@azure/storage-blob` 12.32.0 made of them.
#[derive(Deserialize)]
struct Vectors {
    account_name: String,
    account_key: String,
    recorded: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    kind: String,
    values: Value,
    key: Option<UserDelegationKey>,
    query: Option<String>,
    string_to_sign: Option<String>,
    error: Option<String>,
}

const SECRET: &[u8] = b"not to be seen";

fn shared_key() -> SharedKey {
    SharedKey::new("account", &AccountKey::from_bytes(SECRET)).expect("a name")
}

fn delegation_key() -> UserDelegationKey {
    UserDelegationKey {
        signed_object_id: "user".into(),
        signed_tenant_id: "tenant".into(),
        signed_starts_on: Some(SasTime(0)),
        signed_expires_on: Some(SasTime(1_795_366_189_000)),
        signed_service: "b".into(),
        signed_version: "2026-04-06".into(),
        signed_delegated_user_tenant_id: None,
        value: "bm90IHRvIGJlIHNlZW4=".into(),
    }
}

fn readable_blob() -> BlobSas {
    BlobSas {
        container_name: "inbox".into(),
        blob_name: Some("report.pdf".into()),
        permissions: Some("r".into()),
        expires_on: Some(SasTime(1_795_366_189_000)),
        ..BlobSas::default()
    }
}

#[test]
fn signs_as_the_reference_signs() {
    let text = include_str!("vectors.json");
    let Vectors { account_name, account_key, recorded } = serde_json::from_str(text).expect("this shape");
    let shared = SharedKey::new(&account_name, &AccountKey::from_base64(&account_key)).expect("a name");
    let mut signed = 0;
    for Vector { kind, values, key, query, string_to_sign, error } in recorded {
        let name = values.to_string();
        let made = match (kind.as_str(), &key) {
            ("account", _) => AccountSas::deserialize(values).expect("values of an account").sign(&shared),
            (_, None) => BlobSas::deserialize(values).expect("values of a blob").sign(SasKey::Shared(&shared)),
            (_, Some(key)) => BlobSas::deserialize(values)
                .expect("values of a blob")
                .sign(SasKey::UserDelegation { account_name: &account_name, key }),
        };
        match made {
            Ok(made) => {
                assert_eq!(Some(made.string_to_sign()), string_to_sign.as_deref(), "{name}");
                assert_eq!(Some(made.to_query()), query, "{name}");
                signed += 1;
            }
            Err(made) => {
                assert_eq!(Some(made.message()), error.as_deref(), "{name}");
                assert!(made.argument().is_some(), "{name}");
            }
        }
    }
    assert!(signed > 50, "{signed}");
}

#[test]
fn the_oldest_emulator_version_is_supported() -> Result<()> {
    let sas = BlobSas { version: Some("2021-12-02".into()), ..readable_blob() };
    let query = sas.sign(SasKey::Shared(&shared_key()))?.to_query();
    assert!(query.starts_with("sv=2021-12-02&se=2026-11-22T16%3A49%3A49Z&sr=b&sp=r&sig="), "{query}");
    Ok(())
}

#[test]
fn a_snapshot_or_version_without_a_blob_name_is_rejected() {
    for (snapshot, version) in [(Some("now".to_owned()), None), (None, Some("now".to_owned()))] {
        for blob_name in [None, Some(String::new())] {
            let sas =
                BlobSas { snapshot_time: snapshot.clone(), version_id: version.clone(), blob_name, ..readable_blob() };
            assert_eq!(sas.sign(SasKey::Shared(&shared_key())).expect_err("no blob").argument(), Some("blobName"));
        }
    }
}

#[test]
fn an_account_sas_requires_an_expiry() {
    let sas = AccountSas { permissions: "r".into(), services: "b".into(), ..AccountSas::default() };
    assert_eq!(sas.sign(&shared_key()).expect_err("no end").argument(), Some("expiresOn"));
}

#[test]
fn no_secret_can_be_printed() -> Result<()> {
    let (shared, delegated) = (shared_key(), delegation_key());
    let headers = SignedNames(vec![("x-ms-key".into(), "header's secret".into())]);
    let sas = BlobSas { request_headers: Some(headers), ..readable_blob() };
    let keys = [SasKey::Shared(&shared), SasKey::UserDelegation { account_name: "account", key: &delegated }];
    for key in keys {
        let signed = sas.sign(key)?;
        assert!(!signed.signature().is_empty());
        let printed = format!("{sas:?} {key:?} {signed:?}");
        for secret in [signed.signature(), "not to be seen", "bm90IHRvIGJlIHNlZW4=", "header's secret"] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert!(printed.contains("report.pdf") && printed.contains("x-ms-key"), "{printed}");
    }
    Ok(())
}

fn text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(any::<String>())
}

prop_compose! {
    fn any_blob_sas()(
        version in text(), permissions in text(), container_name: String, blob_name in text(), identifier in text(),
        cache_control in text(), encryption_scope in text(), expires_on in proptest::option::of(any::<i64>()),
    ) -> BlobSas {
        let expires_on = expires_on.map(SasTime);
        BlobSas {
            version, expires_on, permissions, container_name, blob_name, identifier, encryption_scope, cache_control,
            ..BlobSas::default()
        }
    }
}

proptest! {
    #[test]
    fn hostile_values_never_panic(sas in any_blob_sas(), letters: String, version in text()) {
        let _ = sas.sign(SasKey::Shared(&shared_key()));
        let _ = sas.sign(SasKey::UserDelegation { account_name: "account", key: &delegation_key() });
        let account = AccountSas {
            version, permissions: letters.clone(), services: letters.clone(), resource_types: letters,
            expires_on: Some(SasTime(0)), ..AccountSas::default()
        };
        let _ = account.sign(&shared_key());
    }

    #[test]
    fn the_query_contains_the_signed_fields(name in "[^\u{0}]{1,20}", disposition: String, letters in "[racwd]{1,9}") {
        let sas = BlobSas {
            blob_name: Some(name),
            content_disposition: Some(disposition.clone()),
            permissions: Some(letters.clone()),
            ..readable_blob()
        };
        let query = sas.sign(SasKey::Shared(&shared_key())).expect("complete").to_query();
        let pairs: std::collections::HashMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        prop_assert_eq!(pairs.get("rscd").map_or("", String::as_str), disposition);
        prop_assert_eq!(&pairs["sr"], "b");
        let permitted = &pairs["sp"];
        prop_assert!(letters.chars().all(|letter| permitted.matches(letter).count() == 1), "{}", permitted);
        prop_assert_eq!(&pairs["se"], "2026-11-22T16:49:49Z");
    }

    #[test]
    fn changing_blob_container_or_expiry_changes_the_signature(name in "[a-z]{1,9}", container in "[a-z]{3,9}", later in 1..9_i64) {
        let sign = |sas: &BlobSas| sas.sign(SasKey::Shared(&shared_key())).expect("complete").signature().to_owned();
        let first = BlobSas { blob_name: Some(name.clone()), container_name: container.clone(), ..readable_blob() };
        for other in [
            BlobSas { blob_name: Some(format!("{name}.")), ..first.clone() },
            BlobSas { container_name: format!("{container}x"), ..first.clone() },
            BlobSas { expires_on: first.expires_on.map(|time| SasTime(time.0 + later * 1000)), ..first.clone() },
            BlobSas { permissions: Some("rw".into()), ..first.clone() },
        ] {
            prop_assert_ne!(sign(&first), sign(&other));
        }
    }
}
