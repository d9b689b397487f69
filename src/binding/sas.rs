//! Creates shared access signatures. Synchronous, because it only computes.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::collections::BTreeMap;

use napi_derive::napi;
use serde::Deserialize;

use crate::auth::sas::{AccountSas, BlobSas, SasKey, SignedSas, UserDelegationKey};
use crate::auth::{AccountKey, SharedKey};
use crate::base::arguments;
use crate::base::error::{Error, Result};
use crate::binding::call_result::to_json;
use crate::binding::urls::thrown;

/// The key that signs. One of its two fields is set. It is not a tagged union, because the facade passes what it has.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NativeSasKey {
    account_name: String,
    account_key: Option<String>,
    user_delegation_key: Option<UserDelegationKey>,
}

/// Creates a signature for a container or blob (`kind` is `blob`) or for an account (`account`). `values` are what it
/// grants, `key` signs it, both as JSON. The result is JSON too.
#[napi]
pub fn sign_sas(kind: String, values: String, key: String) -> napi::Result<String> {
    let sign = || -> Result<String> {
        // Not with `arguments::parse`: its errors name values, and these are secret.
        let key: NativeSasKey = serde_json::from_str(&key)
            .map_err(|_| Error::argument_type("key", "The key is of no kind that the addon knows."))?;
        let signed = if kind == "account" { sign_account(&values, &key)? } else { sign_blob(&values, &key)? };
        describe(&signed)
    };
    sign().map_err(|error| thrown(&error))
}

fn sign_account(values: &str, key: &NativeSasKey) -> Result<SignedSas> {
    arguments::parse::<AccountSas>(values)?.sign(&shared_key(key)?)
}

fn sign_blob(values: &str, key: &NativeSasKey) -> Result<SignedSas> {
    let sas = arguments::parse::<BlobSas>(values)?;
    match &key.user_delegation_key {
        Some(delegation) => sas.sign(SasKey::UserDelegation { account_name: &key.account_name, key: delegation }),
        None => sas.sign(SasKey::Shared(&shared_key(key)?)),
    }
}

fn shared_key(key: &NativeSasKey) -> Result<SharedKey> {
    SharedKey::new(&key.account_name, &AccountKey::from_base64(key.account_key.as_deref().unwrap_or_default()))
}

/// The parts that the facade does not have. Absent values are left out; they are never null.
fn describe(signed: &SignedSas) -> Result<String> {
    const NAMES: [(&str, &str); 10] = [
        ("signature", "sig"),
        ("version", "sv"),
        ("permissions", "sp"),
        ("resource", "sr"),
        ("directoryDepth", "sdd"),
        ("services", "ss"),
        ("resourceTypes", "srt"),
        ("delegatedUserObjectId", "sduoid"),
        ("requestHeaderKeys", "srh"),
        ("requestQueryParameterKeys", "srq"),
    ];
    // Collecting would sort, with code for this type alone.
    let mut facts: BTreeMap<&str, &str> = BTreeMap::new();
    facts.extend(NAMES.iter().filter_map(|(name, parameter)| Some((*name, signed.parameter(parameter)?))));
    facts.insert("stringToSign", signed.string_to_sign());
    to_json(&facts)
}
