//! Get User Delegation Key: a key that signs on behalf of the user whose token the request carries.

use crate::auth::sas::{SasTime, UserDelegationKey};
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

fn time(text: &str) -> Option<SasTime> {
    Timestamp::from_text(text).map(|time| SasTime(time.0))
}

fn read_key(document: &[u8]) -> Result<UserDelegationKey> {
    let mut cursor = XmlCursor::new(document)?;
    cursor.root("UserDelegationKey")?;
    let mut key = UserDelegationKey::default();
    cursor.children(|cursor, start| {
        match start.name() {
            "SignedOid" => key.signed_object_id = cursor.text()?,
            "SignedTid" => key.signed_tenant_id = cursor.text()?,
            "SignedStart" => key.signed_starts_on = time(&cursor.text()?),
            "SignedExpiry" => key.signed_expires_on = time(&cursor.text()?),
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
        assert_eq!(key.signed_starts_on, Some(SasTime(1_795_354_271_000)));
        assert!(!format!("{key:?}").contains("aHVzaA"), "{key:?}");
    }
}
