//! Get User Delegation Key: a key that signs on behalf of the user whose token the request carries.

use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::Operation;
use crate::rest::limits;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{FromText, Timestamp};
use crate::rest::versions;
use crate::rest::xml::XmlCursor;
use crate::rest::xml_writer::Element;

/// Get User Delegation Key.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetUserDelegationKey {
    /// When the key becomes valid.
    pub starts_on: Timestamp,
    /// When the key expires, at most seven days after the start.
    pub expires_on: Timestamp,
    /// The tenant id of the user that signatures are bound to.
    pub delegated_user_tenant_id: Option<String>,
}

header_response! {
    /// The response headers of Get User Delegation Key.
    pub struct ServiceGetUserDelegationKeyHeaders {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// A user delegation key. It signs on behalf of a user.
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct UserDelegationKey {
    /// The object id of the user.
    pub signed_object_id: String,
    /// The tenant id of the user.
    pub signed_tenant_id: String,
    /// When the key becomes valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "Date"))]
    pub signed_starts_on: Option<Timestamp>,
    /// When the key expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "Date"))]
    pub signed_expires_on: Option<Timestamp>,
    /// The service that the key is valid for: `b` for Blob Storage.
    pub signed_service: String,
    /// The service version that issued the key.
    pub signed_version: String,
    /// The tenant id of the user that signatures are bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_delegated_user_tenant_id: Option<String>,
    /// The key, in base64. It is a secret.
    pub value: String,
}

impl std::fmt::Debug for UserDelegationKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("UserDelegationKey");
        shown.field("signed_object_id", &self.signed_object_id).field("signed_expires_on", &self.signed_expires_on);
        shown.finish_non_exhaustive()
    }
}

/// The whole response: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GetUserDelegationKeyAnswer {
    /// The response headers.
    #[serde(flatten)]
    pub headers: ServiceGetUserDelegationKeyHeaders,
    /// The key.
    #[serde(flatten)]
    pub key: UserDelegationKey,
}

impl Operation for GetUserDelegationKey {
    type Output = GetUserDelegationKeyAnswer;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key";
    const METHOD: Method = Method::POST;
    const SUCCESS: &'static [u16] = &[200];
    const ANSWER: BodyLimit = limits::DELEGATION_KEY;
    const SECRET_ANSWER: bool = true;
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.account();
        request.query("restype", "service");
        request.query("comp", "userdelegationkey");
        if self.delegated_user_tenant_id.is_some() {
            request.at_least(versions::NEWEST_FEATURES);
        }
        let key_info = Element::new("KeyInfo")
            .child(Element::text("Start", whole_seconds(self.starts_on)))
            .child(Element::text("Expiry", whole_seconds(self.expires_on)))
            .optional("DelegatedUserTid", self.delegated_user_tenant_id.as_deref());
        request.xml(&key_info)
    }

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self::Output> {
        let headers = ServiceGetUserDelegationKeyHeaders::from_headers(headers);
        Ok(GetUserDelegationKeyAnswer { headers, key: read_key(body)? })
    }
}

/// The operation accepts times in whole seconds only.
fn whole_seconds(time: Timestamp) -> String {
    let text = time.to_iso().unwrap_or_default();
    text.split_once('.').map_or_else(|| text.clone(), |(seconds, _)| format!("{seconds}Z"))
}

fn read_key(document: &[u8]) -> Result<UserDelegationKey> {
    let mut cursor = XmlCursor::new(document)?;
    cursor.root("UserDelegationKey")?;
    let mut key = UserDelegationKey::default();
    cursor.children(|cursor, start| {
        match start.name() {
            "SignedOid" => key.signed_object_id = cursor.text()?,
            "SignedTid" => key.signed_tenant_id = cursor.text()?,
            "SignedStart" => key.signed_starts_on = Timestamp::from_text(&cursor.text()?),
            "SignedExpiry" => key.signed_expires_on = Timestamp::from_text(&cursor.text()?),
            "SignedService" => key.signed_service = cursor.text()?,
            "SignedVersion" => key.signed_version = cursor.text()?,
            "SignedDelegatedUserTid" => key.signed_delegated_user_tenant_id = Some(cursor.text()?),
            "Value" => key.value = cursor.text()?,
            _ => cursor.skip(start)?,
        }
        Ok(())
    })?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_and_never_shown() {
        let document = b"<UserDelegationKey><SignedOid>o</SignedOid><SignedTid>t</SignedTid><SignedStart>\
            2026-11-22T13:31:11Z</SignedStart><SignedExpiry>2026-11-23T13:31:11Z</SignedExpiry><SignedService>b</SignedService>\
            <SignedVersion>2021-12-02</SignedVersion><Value>aHVzaA==</Value></UserDelegationKey>";
        let key = read_key(document).expect("a key");
        assert_eq!((key.signed_object_id.as_str(), key.value.as_str()), ("o", "aHVzaA=="));
        assert_eq!(key.signed_starts_on, Some(Timestamp(1_795_354_271_000)));
        assert!(!format!("{key:?}").contains("aHVzaA"), "{key:?}");
    }
}
