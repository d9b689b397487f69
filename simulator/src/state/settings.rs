//! The properties of an account's Blob service, as
//! <https://learn.microsoft.com/rest/api/storageservices/get-blob-service-properties> shows them.

use std::collections::HashMap;

use crate::failure::Result;
use crate::names;
use crate::xml::{Element, invalid_xml};

/// The properties, in the order in which the service shows them.
const SECTIONS: [&str; 7] = [
    "Logging",
    "HourMetrics",
    "MinuteMetrics",
    "Cors",
    "DefaultServiceVersion",
    "DeleteRetentionPolicy",
    "StaticWebsite",
];

/// The properties that were set; the others are those of a new account.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    sections: HashMap<String, Element>,
    /// The number of days for which deleted blobs are retained, if they are.
    pub retention_days: Option<u64>,
}

impl Settings {
    /// Sets the properties in a document; others are not changed.
    pub fn set(&mut self, xml: &[u8]) -> Result<()> {
        let root = Element::parse_named(xml, "StorageServiceProperties")?;
        if root.children.iter().any(|child| !SECTIONS.contains(&child.name.as_str())) {
            return Err(invalid_xml());
        }
        for section in ["Logging", "HourMetrics", "MinuteMetrics"].iter().filter_map(|name| root.child(name)) {
            retention(section.child("RetentionPolicy").ok_or_else(invalid_xml)?)?;
        }
        if let Some(policy) = root.child("DeleteRetentionPolicy") {
            self.retention_days = retention(policy)?;
        }
        for section in root.children {
            self.sections.insert(section.name.clone(), section);
        }
        Ok(())
    }

    /// The document that shows them.
    pub fn document(&self) -> Element {
        let section = |name: &&str| self.sections.get(*name).cloned().or_else(|| default(name));
        Element::of("StorageServiceProperties", SECTIONS.iter().filter_map(section).collect())
    }
}

/// The days of a retention policy that is enabled.
fn retention(policy: &Element) -> Result<Option<u64>> {
    match policy.text_of("Enabled") {
        Some("true") => {
            let days = policy.text_of("Days").and_then(|days| days.parse().ok());
            days.filter(|days| names::RETENTION_DAYS.contains(days)).map(Some).ok_or_else(invalid_xml)
        }
        Some("false") => Ok(None),
        _ => Err(invalid_xml()),
    }
}

fn default(section: &str) -> Option<Element> {
    let off = || Element::of("RetentionPolicy", vec![Element::new("Enabled", "false")]);
    let text = Element::new;
    let children = match section {
        "Logging" => {
            let kinds = ["Delete", "Read", "Write"].map(|kind| text(kind, "false"));
            [text("Version", "1.0")].into_iter().chain(kinds).chain([off()]).collect()
        }
        "HourMetrics" => vec![text("Version", "1.0"), text("Enabled", "true"), text("IncludeAPIs", "true"), {
            let days = [text("Enabled", "true"), text("Days", "7")];
            Element::of("RetentionPolicy", days.into())
        }],
        "MinuteMetrics" => vec![text("Version", "1.0"), text("Enabled", "false"), off()],
        "Cors" => vec![],
        "DeleteRetentionPolicy" | "StaticWebsite" => vec![text("Enabled", "false")],
        _ => return None,
    };
    Some(Element::of(section, children))
}
