//! The properties of the Blob service, the same in requests and responses.

use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::rest::values::{Count, FromText};
use crate::rest::xml::XmlCursor;
use crate::rest::xml_writer::Element;

/// Declares properties that are read from and written as elements with a text: `field: Type = "Element"`.
macro_rules! settings {
    ($(#[$meta:meta])* pub struct $name:ident {
        $( $(#[$field_meta:meta])* $field:ident : $type:ty = $element:literal ),* ;
        $( $(#[$inner_meta:meta])* $inner:ident : $inner_type:ty = $inner_element:literal ),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
        pub struct $name {
            $( $(#[$field_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>, )*
            $( $(#[$inner_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $inner: Option<$inner_type>, )*
        }

        impl $name {
            fn to_xml(&self, name: &'static str) -> Element<'_> {
                Element::new(name)
                    $( .children(self.$field.as_ref().map(|value| Element::text($element, value.to_string()))) )*
                    $( .children(self.$inner.as_ref().map(|value| value.to_xml($inner_element))) )*
            }

            fn from_xml(cursor: &mut XmlCursor<'_>) -> Result<Self> {
                let mut settings = Self::default();
                cursor.children(|cursor, start| {
                    match start.name() {
                        $( $element => settings.$field = FromText::from_text(&cursor.text()?), )*
                        $( $inner_element => settings.$inner = Some(<$inner_type>::from_xml(cursor)?), )*
                        _ => cursor.skip(start)?,
                    }
                    Ok(())
                })?;
                Ok(settings)
            }
        }
    };
}

settings! {
    /// How long data is retained.
    pub struct RetentionPolicy {
        /// Whether the retention policy is enabled.
        #[cfg_attr(feature = "typescript", ts(type = "boolean"))]
        enabled: bool = "Enabled",
        /// The number of days, from 1 to 365.
        days: Count = "Days";
    }
}

settings! {
    /// Which requests are logged.
    pub struct Logging {
        /// The version of Storage Analytics: `1.0`.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        version: String = "Version",
        /// Whether delete requests are logged.
        #[cfg_attr(feature = "typescript", ts(type = "boolean"))]
        delete_property: bool = "Delete",
        /// Whether read requests are logged.
        #[cfg_attr(feature = "typescript", ts(type = "boolean"))]
        read: bool = "Read",
        /// Whether write requests are logged.
        #[cfg_attr(feature = "typescript", ts(type = "boolean"))]
        write: bool = "Write";
        /// How long the logs are retained.
        #[cfg_attr(feature = "typescript", ts(as = "RetentionPolicy"))]
        retention_policy: RetentionPolicy = "RetentionPolicy",
    }
}

settings! {
    /// Metrics of Storage Analytics.
    pub struct Metrics {
        /// The version of Storage Analytics: `1.0`.
        version: String = "Version",
        /// Whether metrics are enabled.
        #[cfg_attr(feature = "typescript", ts(type = "boolean"))]
        enabled: bool = "Enabled",
        /// Whether metrics are collected for each operation as well.
        #[serde(rename = "includeAPIs")]
        include_apis: bool = "IncludeAPIs";
        /// How long the metrics are retained.
        retention_policy: RetentionPolicy = "RetentionPolicy",
    }
}

settings! {
    /// A CORS rule: what scripts from other origins may do in browsers.
    pub struct CorsRule {
        /// The allowed origins, separated by commas; `*` for all.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        allowed_origins: String = "AllowedOrigins",
        /// The allowed methods, separated by commas.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        allowed_methods: String = "AllowedMethods",
        /// The allowed request headers, separated by commas.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        allowed_headers: String = "AllowedHeaders",
        /// The response headers that scripts may read, separated by commas.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        exposed_headers: String = "ExposedHeaders",
        /// How long a browser may cache a preflight response, in seconds.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        max_age_in_seconds: Count = "MaxAgeInSeconds";
    }
}

settings! {
    /// The static website in the container `$web`.
    pub struct StaticWebsite {
        /// Whether the static website is enabled.
        #[cfg_attr(feature = "typescript", ts(type = "boolean"))]
        enabled: bool = "Enabled",
        /// The index page of each directory.
        index_document: String = "IndexDocument",
        /// The path of the page for missing paths.
        #[serde(rename = "errorDocument404Path")]
        error_document_404_path: String = "ErrorDocument404Path",
        /// The path of the index page of the website.
        default_index_document_path: String = "DefaultIndexDocumentPath";
    }
}

/// The properties of the Blob service.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct BlobServiceProperties {
    /// Which requests are logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blob_analytics_logging: Option<Logging>,
    /// The hourly metrics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hour_metrics: Option<Metrics>,
    /// The metrics per minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minute_metrics: Option<Metrics>,
    /// The CORS rules, at most 5. An empty list removes all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cors: Option<Vec<CorsRule>>,
    /// The service version of requests that specify none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_service_version: Option<String>,
    /// How long soft-deleted blobs are retained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_retention_policy: Option<RetentionPolicy>,
    /// The static website.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub static_website: Option<StaticWebsite>,
}

impl BlobServiceProperties {
    /// Writes the properties. Those that are absent are not changed by the service.
    pub(crate) fn to_xml(&self) -> Element<'_> {
        Element::new("StorageServiceProperties")
            .children(self.blob_analytics_logging.as_ref().map(|logging| logging.to_xml("Logging")))
            .children(self.hour_metrics.as_ref().map(|metrics| metrics.to_xml("HourMetrics")))
            .children(self.minute_metrics.as_ref().map(|metrics| metrics.to_xml("MinuteMetrics")))
            .children(
                self.cors
                    .as_ref()
                    .map(|rules| Element::new("Cors").children(rules.iter().map(|rule| rule.to_xml("CorsRule")))),
            )
            .optional("DefaultServiceVersion", self.default_service_version.as_deref())
            .children(self.delete_retention_policy.as_ref().map(|policy| policy.to_xml("DeleteRetentionPolicy")))
            .children(self.static_website.as_ref().map(|website| website.to_xml("StaticWebsite")))
    }
}

/// Reads the properties.
///
/// # Errors
/// A protocol error when the document has none or is truncated.
pub fn read(document: &[u8]) -> Result<BlobServiceProperties> {
    let mut cursor = XmlCursor::new(document)?;
    cursor.root("StorageServiceProperties")?;
    let mut properties = BlobServiceProperties::default();
    cursor.children(|cursor, start| {
        match start.name() {
            "Logging" => properties.blob_analytics_logging = Some(Logging::from_xml(cursor)?),
            "HourMetrics" => properties.hour_metrics = Some(Metrics::from_xml(cursor)?),
            "MinuteMetrics" => properties.minute_metrics = Some(Metrics::from_xml(cursor)?),
            "Cors" => {
                let rules = properties.cors.get_or_insert_default();
                cursor.children(|cursor, _rule| {
                    rules.push(CorsRule::from_xml(cursor)?);
                    Ok(())
                })?;
            }
            "DefaultServiceVersion" => properties.default_service_version = Some(cursor.text()?),
            "DeleteRetentionPolicy" => properties.delete_retention_policy = Some(RetentionPolicy::from_xml(cursor)?),
            "StaticWebsite" => properties.static_website = Some(StaticWebsite::from_xml(cursor)?),
            _ => cursor.skip(start)?,
        }
        Ok(())
    })?;
    Ok(properties)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_properties_round_trip() {
        let json = r#"{
            "blobAnalyticsLogging": {"version": "1.0", "deleteProperty": true, "read": false, "write": true,
                "retentionPolicy": {"enabled": true, "days": 3}},
            "minuteMetrics": {"enabled": true, "includeAPIs": true, "retentionPolicy": {"enabled": false}},
            "cors": [{"allowedOrigins": "*", "allowedMethods": "GET", "allowedHeaders": "", "exposedHeaders": "x&y",
                "maxAgeInSeconds": 5}],
            "defaultServiceVersion": "2021-12-02",
            "staticWebsite": {"enabled": true, "errorDocument404Path": "missing.html"}
        }"#;
        let properties: BlobServiceProperties = serde_json::from_str(json).expect("settings");
        let document = properties.to_xml().to_document().expect("written");
        assert_eq!(read(&document).expect("read"), properties);
        let text = String::from_utf8_lossy(&document);
        assert!(text.contains("<AllowedHeaders/><ExposedHeaders>x&amp;y</ExposedHeaders>"), "{text}");
        assert!(!text.contains("HourMetrics"), "{text}");
    }
}
