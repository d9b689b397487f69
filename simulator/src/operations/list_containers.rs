//! List Containers.

use std::ops::Bound;
use std::time::SystemTime;

use http::StatusCode;

use super::list_xml::{self, element, write_metadata};
use super::paging::{self, Marker};
use crate::answer::Answer;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::state::lease::LeaseState;
use crate::state::{Container, State};

/// Lists one page.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    let (mut metadata, mut system) = (false, false);
    for word in call.query("include").unwrap_or_default().split(',').filter(|word| !word.is_empty()) {
        match word {
            "metadata" => metadata = true,
            "system" => system = true,
            // A deleted container is gone at once.
            "deleted" => {}
            _ => return Err(Failure::invalid_query()),
        }
    }
    let (asked, limit) = paging::limit(call)?;
    let prefix = call.query("prefix").unwrap_or_default();
    let marker = Marker::of(call)?;
    let mut xml = String::new();
    list_xml::start(&mut xml, call);
    for (parameter, tag) in [("prefix", "Prefix"), ("marker", "Marker")] {
        if let Some(value) = call.filled_query(parameter) {
            element(&mut xml, tag, value);
        }
    }
    if let Some(count) = asked {
        element(&mut xml, "MaxResults", &count.to_string());
    }
    xml.push_str("<Containers>");
    let containers = &state.account(&call.address.account)?.containers;
    let start = prefix.max(marker.name.as_str());
    let mut found = containers
        .range::<str, _>((Bound::Included(start), Bound::Unbounded))
        .take_while(|(name, _)| name.starts_with(prefix))
        .filter(|(name, _)| system || !matches!(name.as_str(), "$logs" | "$blobchangefeed"));
    for (name, container) in found.by_ref().take(limit) {
        write(&mut xml, name, container, metadata, call.now);
    }
    xml.push_str("</Containers>");
    let next = found.next().map(|(name, _)| Marker::new(name, "").text());
    element(&mut xml, "NextMarker", &next.unwrap_or_default());
    xml.push_str("</EnumerationResults>");
    Ok(Answer::xml(StatusCode::OK, xml))
}

fn write(xml: &mut String, name: &str, container: &Container, metadata: bool, now: SystemTime) {
    xml.push_str("<Container>");
    element(xml, "Name", name);
    xml.push_str("<Properties>");
    element(xml, "Last-Modified", &httpdate::fmt_http_date(container.stamp.last_modified));
    element(xml, "Etag", &container.stamp.quoted_etag());
    let lease = LeaseState::of(&container.lease, now);
    element(xml, "LeaseStatus", lease.status());
    element(xml, "LeaseState", lease.name());
    if let Some(duration) = lease.duration() {
        element(xml, "LeaseDuration", duration);
    }
    if let Some(access) = container.access.name() {
        element(xml, "PublicAccess", access);
    }
    element(xml, "DefaultEncryptionScope", "$account-encryption-key");
    element(xml, "DenyEncryptionScopeOverride", "false");
    element(xml, "HasImmutabilityPolicy", "false");
    element(xml, "HasLegalHold", "false");
    element(xml, "ImmutableStorageWithVersioningEnabled", "false");
    xml.push_str("</Properties>");
    if metadata {
        write_metadata(xml, &container.metadata);
    }
    xml.push_str("</Container>");
}
