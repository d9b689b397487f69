//! The tokens of `Authorization: Bearer`, and the keys with which their holders sign SAS.
//!
//! The real service accepts tokens of Microsoft Entra ID. Here the simulator issues them itself: JSON Web Tokens with the
//! same claims, signed with a secret that is created when it starts.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::signature;

/// The tenant that the accounts belong to: named in challenges, and in tokens unless their request says otherwise.
pub const TENANT: &str = "8f4b6c3e-5a0d-4c7e-9b1f-2d6a7c0e9f31";
/// The audience of tokens, unless their request says otherwise.
pub const AUDIENCE: &str = "https://storage.azure.com";
/// The holder of tokens, unless their request says otherwise.
const OBJECT_ID: &str = "0d9e8c7b-6a5f-4e3d-8c2b-1a0f9e8d7c6b";
/// `{"alg":"HS256","typ":"JWT"}`
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// The content of a token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TokenRequest {
    /// The audience (`aud`); the service accepts `https://storage.azure.com` (the default) and an account's own URL.
    pub audience: String,
    /// The tenant (`tid`).
    pub tenant: String,
    /// The holder (`oid`).
    pub object_id: String,
    /// The number of seconds until it expires; a negative number creates an expired one. An hour by default.
    pub expires_in: i64,
    /// The number of seconds until it becomes valid.
    pub starts_in: i64,
    /// The holder's permissions, as the letters of a SAS. All by default.
    pub permissions: Option<String>,
}

impl Default for TokenRequest {
    fn default() -> Self {
        Self {
            audience: AUDIENCE.to_owned(),
            tenant: TENANT.to_owned(),
            object_id: OBJECT_ID.to_owned(),
            expires_in: 3600,
            starts_in: 0,
            permissions: None,
        }
    }
}

/// A token that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// The text after `Bearer`.
    pub token: String,
    /// When it expires, in seconds since 1970.
    pub expires_on: i64,
}

/// The claims of a token, under the names of Microsoft Entra ID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claims {
    pub aud: String,
    pub iss: String,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    pub oid: String,
    pub sub: String,
    pub tid: String,
    /// Not a claim of Entra ID: the real service looks up the roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<String>,
}

/// The values of a user delegation key. The key is derived from them, so none is stored.
#[derive(Debug, Clone, Copy)]
pub struct DelegationKey<'a> {
    /// The account.
    pub account: &'a str,
    /// The user.
    pub object_id: &'a str,
    /// Their tenant.
    pub tenant: &'a str,
    /// From when on it is valid, as written.
    pub start: &'a str,
    /// Until when it is valid, as written.
    pub expiry: &'a str,
    /// The service: `b`.
    pub service: &'a str,
    /// The version of the service that created it.
    pub version: &'a str,
}

/// Issues tokens and keys, and recognizes its own.
#[derive(Debug)]
pub struct Issuer {
    secret: Vec<u8>,
}

impl Default for Issuer {
    fn default() -> Self {
        Self::new([uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat())
    }
}

impl Issuer {
    /// An issuer that signs with `secret`.
    pub fn new(secret: Vec<u8>) -> Self {
        Self { secret }
    }

    /// Issues a token.
    pub fn issue(&self, request: &TokenRequest, now: SystemTime) -> Token {
        let now = seconds(now);
        let claims = Claims {
            aud: request.audience.clone(),
            iss: format!("https://sts.windows.net/{}/", request.tenant),
            iat: now,
            nbf: now.saturating_add(request.starts_in),
            exp: now.saturating_add(request.expires_in),
            oid: request.object_id.clone(),
            sub: request.object_id.clone(),
            tid: request.tenant.clone(),
            permissions: request.permissions.clone(),
        };
        let claims_json = serde_json::to_vec(&claims).unwrap_or_default();
        let signed = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(claims_json));
        let signature = URL_SAFE_NO_PAD.encode(signature::sign(&self.secret, signed.as_bytes()));
        Token { token: format!("{signed}.{signature}"), expires_on: claims.exp }
    }

    /// The claims of a token, if it was issued here.
    pub(super) fn read(&self, token: &str) -> Option<Claims> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        if header != HEADER || !signature::is_of(&self.secret, signed.as_bytes(), &signature) {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }

    /// A user delegation key.
    pub fn delegation_key(&self, key: &DelegationKey<'_>) -> Vec<u8> {
        let DelegationKey { account, object_id, tenant, start, expiry, service, version } = key;
        let text = ["user delegation key", account, object_id, tenant, start, expiry, service, version].join("\n");
        signature::sign(&self.secret, text.as_bytes())
    }
}

/// A time as tokens have it.
pub(super) fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
