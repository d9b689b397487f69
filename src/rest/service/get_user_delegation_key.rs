//! Get User Delegation Key: a key that signs on behalf of the user whose token the request carries.

use serde::Serialize;

use crate::base::error::Result;
use crate::rest::limits;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{FromText, Timestamp};
use crate::rest::xml::XmlCursor;
use crate::rest::xml_writer::Element;

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

operation! {
    /// Get User Delegation Key.
    pub struct GetUserDelegationKey as "ServiceGetUserDelegationKey" {
        /// When the key becomes valid.
        starts_on: Timestamp,
        /// When the key expires, at most seven days after the start.
        expires_on: Timestamp,
        /// The tenant id of the user that signatures are bound to.
        delegated_user_tenant_id: Option<String> = body().newest(),
    }
    page: "get-user-delegation-key",
    method: POST,
    account: true,
    query: { "restype" = "service", "comp" = "userdelegationkey" },
    success: [200],
    repeat: Safe,
    body: write_key_info,
    response: ServiceGetUserDelegationKeyHeaders with UserDelegationKey = read_key,
    limit: limits::DELEGATION_KEY,
    secret: true,
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

fn write_key_info(operation: &GetUserDelegationKey, request: &mut RequestWriter) -> Result<()> {
    let key_info = Element::new("KeyInfo")
        .child(Element::text("Start", whole_seconds(operation.starts_on)))
        .child(Element::text("Expiry", whole_seconds(operation.expires_on)))
        .optional("DelegatedUserTid", operation.delegated_user_tenant_id.as_deref());
    request.xml(&key_info)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_parsed_and_never_shown() {
        let document = b"<UserDelegationKey><SignedOid>o</SignedOid><SignedTid>t</SignedTid><SignedStart>\
            2026-11-22T13:31:11Z</SignedStart><SignedExpiry>2026-11-23T13:31:11Z</SignedExpiry><SignedService>b</SignedService>\
            <SignedVersion>2021-12-02</SignedVersion><Value>aHVzaA==</Value></UserDelegationKey>";
        let key = read_key(document).expect("a key");
        assert_eq!((key.signed_object_id.as_str(), key.value.as_str()), ("o", "aHVzaA=="));
        assert_eq!(key.signed_starts_on, Some(Timestamp(1_795_354_271_000)));
        assert!(!format!("{key:?}").contains("aHVzaA"), "{key:?}");
    }
}
