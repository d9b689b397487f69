//! List Blobs, flat and by hierarchy: pages in the order of names, snapshots before their base blob.

use std::time::SystemTime;

use http::StatusCode;

use super::list_xml::{self, Include, Item};
use super::paging::{self, Marker};
use crate::answer::Answer;
use crate::copies;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::state::blob::Entry;
use crate::state::lease::LeaseState;
use crate::state::{Container, State};

/// The time that stands for the base blob in a marker: it comes after every snapshot's.
const BASE: &str = "~";

/// Lists one page.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    copies::advance(state, call.now);
    let container = state.container_of(&call.address)?;
    let include = Include::read(call.query("include").unwrap_or_default())?;
    let delimiter = call.filled_query("delimiter");
    if delimiter.is_some() && include.snapshots {
        return Err(Failure::invalid_query());
    }
    let (asked, limit) = paging::limit(call)?;
    let marker = Marker::of(call)?;
    let page = Page { container, prefix: call.query("prefix").unwrap_or_default(), delimiter, include, now: call.now };
    let mut xml = list_xml::head(call, asked);
    let start = call.filled_query("startFrom").unwrap_or_default();
    let next = page.write(&mut xml, start, &marker, limit);
    list_xml::tail(&mut xml, next.as_ref());
    Ok(Answer::xml(StatusCode::OK, xml))
}

struct Page<'a> {
    container: &'a Container,
    prefix: &'a str,
    delimiter: Option<&'a str>,
    include: Include,
    now: SystemTime,
}

impl Page<'_> {
    /// Writes a page that starts at `marker` or `start`, and says where the next one starts. A group of names (up to the
    /// delimiter) is passed over at once, however many names it has.
    fn write(&self, xml: &mut String, start: &str, marker: &Marker, limit: usize) -> Option<Marker> {
        let mut from = [self.prefix, start, marker.name.as_str()].into_iter().max().unwrap_or_default().to_owned();
        let mut count = 0;
        'group: loop {
            for (name, entry) in self.container.entries.range(&from) {
                let (name, entry) = (&*name, &*entry);
                if !name.starts_with(self.prefix) {
                    return None;
                }
                let items = self.items(name, entry);
                if let Some(group) = self.group(name).filter(|_| !items.is_empty()) {
                    if count == limit {
                        return Some(Marker::new(group, ""));
                    }
                    list_xml::prefix(xml, group);
                    count += 1;
                    from = paging::after_prefix(group)?;
                    continue 'group;
                }
                let first = if *name == marker.name { marker.rest.as_str() } else { "" };
                for item in items.iter().filter(|item| item.snapshot.unwrap_or(BASE) >= first) {
                    if count == limit {
                        return Some(Marker::new(name, item.snapshot.unwrap_or(BASE)));
                    }
                    list_xml::item(xml, item, self.include, self.now);
                    count += 1;
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

    /// What a listing shows of a name.
    fn items<'e>(&self, name: &'e str, entry: &'e Entry) -> Vec<Item<'e>> {
        let mut items = Vec::with_capacity(1);
        let lease = LeaseState::Available;
        if self.include.snapshots {
            let item = |(time, blob)| Item { name, snapshot: Some(time), blob: Some(blob), lease, kept: None };
            items.extend(entry.snapshots.iter().map(|(time, blob)| item((time.as_str(), &**blob))));
        }
        let deleted = entry.deleted.as_ref().filter(|_| self.include.deleted);
        if let Some(deleted) = deleted.filter(|_| self.include.snapshots) {
            for (time, kept) in deleted.snapshots.iter().filter(|(_, kept)| kept.remaining_days(self.now).is_some()) {
                items.push(Item { name, snapshot: Some(time), blob: Some(&kept.item), lease, kept: Some(kept) });
            }
            items.sort_by_key(|item| item.snapshot);
        }
        let uncommitted = self.include.uncommitted && !entry.staged.is_empty();
        if entry.base.is_some() || uncommitted {
            let lease = LeaseState::of(&entry.lease, self.now);
            items.push(Item { name, snapshot: None, blob: entry.base.as_deref(), lease, kept: None });
        } else if let Some(kept) = deleted.and_then(|deleted| deleted.base.as_ref())
            && kept.remaining_days(self.now).is_some()
        {
            items.push(Item { name, snapshot: None, blob: Some(&kept.item), lease, kept: Some(kept) });
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
        let page = Page { container, prefix, delimiter, include: Include::default(), now: SystemTime::UNIX_EPOCH };
        let (mut all, mut marker) = (Vec::new(), Marker::default());
        loop {
            let mut xml = String::new();
            let next = page.write(&mut xml, "", &marker, limit);
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
        fn pages_together_are_the_whole_listing(
            names in prop::collection::btree_set("[ab/]{1,6}", 0..30),
            prefix in "[ab/]{0,2}",
            delimiter in prop::option::of("[ab/]{1,2}"),
            limit in 1_usize..5,
        ) {
            let mut container = Container::new(SystemTime::UNIX_EPOCH, Arc::default(), PublicAccess::None);
            for name in &names {
                let base = Some(Arc::new(Blob::new(SystemTime::UNIX_EPOCH)));
                container.entries.insert(name.clone(), Entry { base, ..Entry::default() });
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
