//! List Containers.

use std::ops::Bound;
use std::time::SystemTime;

use http::StatusCode;

use super::list_xml::{self, element, write_metadata};
use super::paging::{self, Marker};
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::lease::LeaseState;
use crate::state::retention::SoftDeleted;
use crate::state::{Container, State};

/// Lists one page.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let (mut metadata, mut system, mut deleted) = (false, false, false);
    for word in call.query("include").unwrap_or_default().split(',').filter(|word| !word.is_empty()) {
        match word {
            "metadata" => metadata = true,
            "system" => system = true,
            "deleted" => deleted = true,
            _ => return Err(Failure::invalid_query()),
        }
    }
    let (requested, limit) = paging::limit(call)?;
    let prefix = call.query("prefix").unwrap_or_default();
    let marker = Marker::of(call)?;
    let mut xml = String::new();
    list_xml::start(&mut xml, call, None);
    for (parameter, tag) in [("prefix", "Prefix"), ("marker", "Marker")] {
        if let Some(value) = call.filled_query(parameter) {
            element(&mut xml, tag, value);
        }
    }
    if let Some(count) = requested {
        element(&mut xml, "MaxResults", &count.to_string());
    }
    xml.push_str("<Containers>");
    let account = state.account(&call.address.account)?;
    let start = prefix.max(marker.name.as_str());
    let live = account.containers.range::<str, _>((Bound::Included(start), Bound::Unbounded));
    let live = live.map(|(name, container)| Item { name, container, kept: None });
    let kept = account.deleted.iter().filter(|(_, kept)| deleted && kept.remaining_days(call.now).is_some());
    let kept = kept.map(|((name, version), kept)| Item { name, container: &kept.item, kept: Some((version, kept)) });
    let mut all: Vec<_> = live.take_while(|item| item.name.starts_with(prefix)).chain(kept).collect();
    all.retain(|item| {
        item.name.starts_with(prefix)
            && (system || !matches!(item.name, "$logs" | "$blobchangefeed"))
            && (item.name, item.version()) >= (marker.name.as_str(), marker.rest.as_str())
    });
    all.sort_by_key(|item| (item.name, item.version()));
    for item in all.iter().take(limit) {
        write(&mut xml, item, metadata, call.now);
    }
    xml.push_str("</Containers>");
    let next = all.get(limit).map(|item| Marker::new(item.name, item.version()).text());
    element(&mut xml, "NextMarker", &next.unwrap_or_default());
    xml.push_str("</EnumerationResults>");
    Ok(ServiceResponse::xml(StatusCode::OK, xml))
}

struct Item<'a> {
    name: &'a str,
    container: &'a Container,
    /// The version and how it is kept, if it was deleted.
    kept: Option<(&'a String, &'a SoftDeleted<Container>)>,
}

impl<'a> Item<'a> {
    fn version(&self) -> &'a str {
        self.kept.map_or("", |(version, _)| version)
    }
}

fn write(xml: &mut String, item: &Item<'_>, metadata: bool, now: SystemTime) {
    let container = item.container;
    xml.push_str("<Container>");
    element(xml, "Name", item.name);
    if let Some((version, _)) = item.kept {
        element(xml, "Version", version);
        element(xml, "Deleted", "true");
    }
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
    let scope = container.default_encryption_scope.as_deref().unwrap_or("$account-encryption-key");
    element(xml, "DefaultEncryptionScope", scope);
    element(xml, "DenyEncryptionScopeOverride", "false");
    element(xml, "HasImmutabilityPolicy", "false");
    element(xml, "HasLegalHold", "false");
    element(xml, "ImmutableStorageWithVersioningEnabled", "false");
    if let Some((_, kept)) = item.kept {
        element(xml, "DeletedTime", &httpdate::fmt_http_date(kept.deleted));
        element(xml, "RemainingRetentionDays", &kept.remaining_days(now).unwrap_or_default().to_string());
    }
    xml.push_str("</Properties>");
    if metadata {
        write_metadata(xml, &container.metadata);
    }
    xml.push_str("</Container>");
}
