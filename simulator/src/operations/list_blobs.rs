//! List Blobs, flat and by hierarchy: pages in the order of names, snapshots before their base blob.

use std::time::SystemTime;

use http::StatusCode;

use super::list_arrow;
use super::list_xml::{self, Include, Item};
use super::paging::{self, Marker};
use crate::address::Address;
use crate::body::Body;
use crate::copies;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::blob::Entry;
use crate::state::lease::LeaseState;
use crate::state::order::Order;
use crate::state::{Container, State};

/// Lists one page.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    copies::advance(state, call.now);
    let features = state.account(&call.address.account)?.features.clone();
    let container = state.container_of(&call.address)?;
    let mut include = Include::read(call.query("include").unwrap_or_default())?;
    include.hierarchical = features.hierarchical_namespace;
    let delimiter = call.filled_query("delimiter");
    if delimiter.is_some() && include.snapshots {
        return Err(Failure::invalid_query());
    }
    let (requested, limit) = paging::limit(call)?;
    let marker = Marker::of(call)?;
    if features.list_times_out_above.is_some_and(|most| limit > most) {
        return Err(Failure::operation_timed_out());
    }
    let prefix = call.query("prefix").unwrap_or_default();
    reject_prefix_through_file(container, prefix)?;
    let wants_arrow = call.header(&http::header::ACCEPT).is_some_and(|types| types.contains(list_arrow::CONTENT_TYPE));
    let sends_arrow = wants_arrow && call.version() >= names::VERSION_OF_ARROW;
    let end = call.filled_query("endBefore").filter(|_| sends_arrow);
    let knows_start_from = !features.ignores_start_from && call.version() >= names::VERSION_OF_START_FROM;
    let start = call.filled_query("startFrom").filter(|_| knows_start_from).unwrap_or_default();
    let page = Page { container, prefix, delimiter, include, now: call.now, end };
    let mut xml = list_xml::head(call, requested);
    let empty = xml.len();
    let mut pending = Vec::new();
    let mut next = page.write(&mut xml, &mut pending, start, &marker, limit);
    if !pending.is_empty() {
        // A listing with the states of copies counts as a poll of each.
        for name in pending {
            let listed = Address { blob: Some(name), ..call.address.clone() };
            copies::poll(state, &listed, call.now)?;
        }
        let container = state.container_of(&call.address)?;
        let page = Page { container, prefix, delimiter, include, now: call.now, end };
        xml.truncate(empty);
        next = page.write(&mut xml, &mut Vec::new(), start, &marker, limit);
    }
    list_xml::tail(&mut xml, next.as_ref());
    if sends_arrow {
        let mut response = ServiceResponse::new(StatusCode::OK);
        response.constant(http::header::CONTENT_TYPE, list_arrow::CONTENT_TYPE);
        response.body = Body::from(list_arrow::page(&xml));
        return Ok(response);
    }
    Ok(ServiceResponse::xml(StatusCode::OK, xml))
}

/// In a hierarchical namespace a file has nothing below it, and listing that is an error instead of an empty result.
fn reject_prefix_through_file(container: &Container, prefix: &str) -> Result<()> {
    if container.entries.order() == Order::Hierarchical {
        for (end, _) in prefix.match_indices('/') {
            let entry = container.entries.get(&prefix[..end]);
            if entry.is_some_and(|entry| entry.base.as_ref().is_some_and(|blob| !blob.directory)) {
                return Err(Failure::path_is_no_directory());
            }
        }
    }
    Ok(())
}

struct Page<'a> {
    container: &'a Container,
    prefix: &'a str,
    delimiter: Option<&'a str>,
    include: Include,
    now: SystemTime,
    /// The name that the listing ends before.
    end: Option<&'a str>,
}

impl Page<'_> {
    /// Writes a page that starts at `marker` or `start`, and returns where the next one starts, and the blobs that it shows with a pending
    /// copy. A group of names (up to the delimiter) is skipped at once, however many names it has.
    fn write(
        &self,
        xml: &mut String,
        pending: &mut Vec<String>,
        start: &str,
        marker: &Marker,
        limit: usize,
    ) -> Option<Marker> {
        let order = self.container.entries.order();
        let mut from = [self.prefix, start, marker.name.as_str()]
            .map(|name| order.key(name))
            .into_iter()
            .max()
            .unwrap_or_default()
            .into_owned();
        let mut count = 0;
        'group: loop {
            for (name, entry) in self.container.entries.range(&from) {
                let (name, entry) = (&*name, &*entry);
                if !name.starts_with(self.prefix) || self.end.is_some_and(|end| order.key(name) >= order.key(end)) {
                    return None;
                }
                let items = self.items(name, entry);
                if let Some(group) = self.group(name).filter(|_| !items.is_empty()) {
                    if count == limit {
                        return Some(Marker::new(group, ""));
                    }
                    list_xml::prefix(xml, group);
                    count += 1;
                    from = paging::after_prefix(&order.key(group))?;
                    continue 'group;
                }
                let first = if *name == marker.name { marker.rest.as_str() } else { "" };
                for item in items.iter().filter(|item| item.time() >= first) {
                    if count == limit {
                        return Some(Marker::new(name, item.time()));
                    }
                    list_xml::item(xml, item, self.include, self.now);
                    count += 1;
                }
                if self.include.copy && entry.pending.is_some() {
                    pending.push(name.to_owned());
                }
            }
            return None;
        }
    }

    /// The group that a name is shown as.
    fn group<'n>(&self, name: &'n str) -> Option<&'n str> {
        let delimiter = self.delimiter?;
        let end = name[self.prefix.len()..].find(delimiter)? + self.prefix.len() + delimiter.len();
        Some(&name[..end])
    }

    /// How a listing shows a name.
    fn items<'e>(&self, name: &'e str, entry: &'e Entry) -> Vec<Item<'e>> {
        let mut items = Vec::with_capacity(1);
        let lease = LeaseState::Available;
        if self.include.snapshots {
            let item = |(time, blob)| Item { snapshot: Some(time), blob: Some(blob), ..Item::of(name, lease) };
            items.extend(entry.snapshots.iter().map(|(time, blob)| item((time.as_str(), &**blob))));
        }
        if self.include.versions
            && let Some(versions) = entry.versions()
        {
            items.extend(versions.values().map(|blob| Item { blob: Some(blob), ..Item::of(name, lease) }));
            items.sort_by_key(Item::time);
        }
        let deleted = entry.deleted().filter(|_| self.include.deleted);
        if let Some(deleted) = deleted.filter(|_| self.include.snapshots) {
            for (time, kept) in deleted.snapshots.iter().filter(|(_, kept)| kept.remaining_days(self.now).is_some()) {
                items.push(Item {
                    snapshot: Some(time),
                    blob: Some(&kept.item),
                    kept: Some(kept),
                    ..Item::of(name, lease)
                });
            }
            items.sort_by_key(Item::time);
        }
        let uncommitted = self.include.uncommitted && !entry.staged.is_empty();
        if entry.base.is_some() || uncommitted {
            let lease = LeaseState::of(&entry.lease, self.now);
            items.push(Item { blob: entry.base.as_deref(), is_current: true, ..Item::of(name, lease) });
        } else if let Some(kept) = deleted.and_then(|deleted| deleted.base.as_ref())
            && kept.remaining_days(self.now).is_some()
        {
            items.push(Item { blob: Some(&kept.item), kept: Some(kept), is_current: true, ..Item::of(name, lease) });
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::state::PublicAccess;
    use crate::state::blob::Blob;

    /// The names of all pages, each of which must be full but for the last.
    fn list(container: &Container, prefix: &str, delimiter: Option<&str>, limit: usize) -> Vec<String> {
        let page =
            Page { container, prefix, delimiter, include: Include::default(), now: SystemTime::UNIX_EPOCH, end: None };
        let (mut all, mut marker) = (Vec::new(), Marker::default());
        loop {
            let mut xml = String::new();
            let next = page.write(&mut xml, &mut Vec::new(), "", &marker, limit);
            let names = xml.split("<Name>").skip(1).filter_map(|rest| rest.split("</Name>").next());
            let before = all.len();
            all.extend(names.map(str::to_owned));
            match next {
                Some(next) => marker = next,
                None => return all,
            }
            assert_eq!(all.len() - before, limit);
        }
    }

    proptest! {
        #[test]
        fn pages_together_contain_every_blob(
            names in prop::collection::btree_set("[ab/]{1,6}", 0..30),
            prefix in "[ab/]{0,2}",
            delimiter in prop::option::of("[ab/]{1,2}"),
            limit in 1_usize..5,
        ) {
            let mut container = Container::new(SystemTime::UNIX_EPOCH, Arc::default(), PublicAccess::None, Order::Flat);
            for name in &names {
                let base = Some(Arc::new(Blob::new(SystemTime::UNIX_EPOCH)));
                container.entries.insert(name, Entry { base, ..Entry::default() });
            }
            let shown = |name: &String| match delimiter.as_ref().and_then(|text| Some((text, name[prefix.len()..].find(text)?))) {
                Some((text, at)) => name[..prefix.len() + at + text.len()].to_owned(),
                None => name.clone(),
            };
            let shown: Vec<_> = names.iter().filter(|name| name.starts_with(&prefix)).map(shown).collect();
            let mut expected = shown.clone();
            expected.dedup();
            prop_assert_eq!(expected.len(), shown.iter().collect::<BTreeSet<_>>().len());
            prop_assert_eq!(list(&container, &prefix, delimiter.as_deref(), limit), expected);
        }
    }
}
