//! Shared access signatures: permissions in the query of a request, signed with the account's
//! key, or with a user delegation key.
//!
//! The signature is checked first, and only then what it covers, so that a stranger learns nothing about a SAS.

mod account;
mod delegation;
pub mod file;
mod service;

use std::time::SystemTime;

use self::delegation::Delegation;
use super::network::Connection;
use super::query::Parameters;
use super::{Grant, Keyring, Rejection, SignedRequest, instant, signature};

/// From this version on, the encryption scope (`ses`) is signed too.
const SIGNS_ENCRYPTION_SCOPE: &str = "2020-12-06";

/// Checks the SAS of `request`, and returns what it allows.
pub(super) fn verify(
    request: &SignedRequest<'_>,
    parameters: &Parameters,
    connection: Connection,
    keyring: Keyring<'_>,
    now: SystemTime,
) -> Result<Grant, Rejection> {
    let keys = keyring.keys_of(request.account)?;
    let fields = Fields::read(parameters)?;
    let delegation = Delegation::read(request.account, parameters, fields.version)?;
    let signed = match (parameters.has("sr"), parameters.has("ss") || parameters.has("srt")) {
        (true, false) => service::read(request, parameters, &fields, delegation.as_ref())?,
        (false, true) if delegation.is_none() => account::read(request, parameters, &fields)?,
        _ => return Err(not_well_formed("a SAS has either sr, or ss and srt")),
    };
    let (text, claimed) = (signed.string_to_sign.as_bytes(), fields.signature.as_bytes());
    let right = match &delegation {
        None => signature::matches(keys, text, claimed),
        Some(delegation) => signature::matches(&[keyring.issuer.delegation_key(&delegation.key)], text, claimed),
    };
    if !right {
        return Err(signature::mismatch(text));
    }
    delegation.map_or(Ok(()), |delegation| delegation.check(now))?;
    instant::check_interval(fields.start, fields.expiry, now)?;
    connection.check(fields.protocols, fields.addresses)?;
    if !signed.for_blobs {
        return Err(Rejection::service());
    }
    Ok(signed.grant)
}

/// The signed text, and the rights that it gives.
struct Signed {
    string_to_sign: String,
    grant: Grant,
    /// Whether the SAS is for this service.
    for_blobs: bool,
}

/// The fields that both kinds of SAS have.
struct Fields<'a> {
    version: &'a str,
    permissions: Option<&'a str>,
    start: Option<&'a str>,
    expiry: Option<&'a str>,
    addresses: Option<&'a str>,
    protocols: Option<&'a str>,
    encryption_scope: Option<&'a str>,
    signature: &'a str,
}

impl<'a> Fields<'a> {
    fn read(parameters: &'a Parameters) -> Result<Self, Rejection> {
        let version = given(parameters, "sv")?.ok_or_else(|| not_well_formed("sv is missing"))?;
        if !is_version(version) {
            return Err(not_well_formed("sv is not a version"));
        }
        Ok(Self {
            version,
            permissions: given(parameters, "sp")?,
            start: given(parameters, "st")?,
            expiry: given(parameters, "se")?,
            addresses: given(parameters, "sip")?,
            protocols: given(parameters, "spr")?,
            encryption_scope: given(parameters, "ses")?,
            signature: given(parameters, "sig")?.ok_or_else(|| not_well_formed("sig is empty"))?,
        })
    }

    /// The versions are dates, and compare as text.
    fn signs_encryption_scope(&self) -> bool {
        self.version >= SIGNS_ENCRYPTION_SCOPE
    }
}

/// A parameter's value; an empty one counts as missing, and is signed the same.
fn given<'a>(parameters: &'a Parameters, name: &str) -> Result<Option<&'a str>, Rejection> {
    Ok(parameters.single(name)?.filter(|value| !value.is_empty()))
}

/// Whether `text` looks like `2021-12-02`.
fn is_version(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn not_well_formed(detail: &str) -> Rejection {
    Rejection::authentication_failed(format!("Signature fields not well formed: {detail}."))
}
