//! Stored access policies. Signatures can refer to them, and become invalid when the policy is removed.

use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::rest::xml::XmlCursor;
use crate::rest::xml_writer::Element;

/// A stored access policy with its id.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccessPolicyIdentifier {
    /// The id of the policy, at most 64 characters.
    pub id: String,
    /// The permissions and their period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_policy: Option<AccessPolicyTimes>,
}

/// The permissions of a stored access policy, and their period. The service returns a time as it was stored, which may be a date, or have
/// no seconds. So it stays a text here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccessPolicyTimes {
    /// When the policy becomes valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<String>,
    /// When the policy expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<String>,
    /// The permissions, as letters such as `rwdl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<String>,
}

impl AccessPolicyIdentifier {
    /// The policy in the format of the service.
    pub(crate) fn to_xml(&self) -> Element<'_> {
        let policy = self.access_policy.as_ref();
        let times = Element::new("AccessPolicy")
            .child(Element::text("Start", policy.and_then(|policy| policy.starts_on.as_deref()).unwrap_or_default()))
            .child(Element::text("Expiry", policy.and_then(|policy| policy.expires_on.as_deref()).unwrap_or_default()))
            .optional("Permission", policy.and_then(|policy| policy.permissions.as_deref()));
        Element::new("SignedIdentifier").child(Element::text("Id", self.id.as_str())).child(times)
    }
}

/// Reads the policies of a container.
///
/// # Errors
/// A protocol error when the document is no list of policies or breaks off.
pub fn read(document: &[u8]) -> Result<Vec<AccessPolicyIdentifier>> {
    let mut cursor = XmlCursor::new(document)?;
    cursor.root("SignedIdentifiers")?;
    let mut identifiers = Vec::new();
    cursor.children(|cursor, start| {
        if start.name() != "SignedIdentifier" {
            return cursor.skip(start);
        }
        let mut identifier = AccessPolicyIdentifier::default();
        cursor.children(|cursor, start| {
            match start.name() {
                "Id" => identifier.id = cursor.text()?,
                "AccessPolicy" => identifier.access_policy = Some(read_times(cursor)?),
                _ => cursor.skip(start)?,
            }
            Ok(())
        })?;
        identifiers.push(identifier);
        Ok(())
    })?;
    Ok(identifiers)
}

fn read_times(cursor: &mut XmlCursor<'_>) -> Result<AccessPolicyTimes> {
    let mut times = AccessPolicyTimes::default();
    cursor.children(|cursor, start| {
        match start.name() {
            "Start" => times.starts_on = Some(cursor.text()?),
            "Expiry" => times.expires_on = Some(cursor.text()?),
            "Permission" => times.permissions = Some(cursor.text()?),
            _ => cursor.skip(start)?,
        }
        Ok(())
    })?;
    Ok(times)
}

typescript_types! { AccessPolicyIdentifier = "unknown" }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_policies_round_trip() {
        let identifiers = [AccessPolicyIdentifier {
            id: "read & write".into(),
            access_policy: Some(AccessPolicyTimes {
                starts_on: Some("2026-11-22".into()),
                // A time that is absent is written as an empty one.
                expires_on: Some(String::new()),
                permissions: Some("rw".into()),
            }),
        }];
        let root = Element::new("SignedIdentifiers").children(identifiers.iter().map(AccessPolicyIdentifier::to_xml));
        let document = root.to_document().expect("written");
        let text = String::from_utf8_lossy(&document);
        assert!(text.contains("<Start>2026-11-22</Start><Expiry/>"), "{text}");
        assert_eq!(read(&document).expect("read"), identifiers);
    }
}
