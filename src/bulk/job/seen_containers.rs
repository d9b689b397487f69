//! The containers that the copy of an account has seen at its source: in which of them a mirror deletes, and which the destination alone has.

use std::collections::BTreeMap;
use std::pin::pin;

use futures_util::stream::StreamExt;

use crate::base::error::Result;
use crate::bulk::job::shared::Shared;
use crate::bulk::listing::containers::ContainerLister;
use crate::bulk::options::account_options::Choice;
use crate::bulk::report::container_event::{ContainerChange, ContainerEvent};
use crate::bulk::report::side::Side;

/// The containers by name, and whether each is mirrored.
#[derive(Debug, Default)]
pub struct SeenContainers(BTreeMap<String, bool>);

impl SeenContainers {
    /// Notes what happened to one. What a job has created holds nothing that is older than the job.
    pub fn add(&mut self, event: &ContainerEvent) {
        let is_mirrored = matches!(event.change, ContainerChange::ContainerBegun { created: false, .. });
        self.0.entry(event.container.clone()).and_modify(|is| *is &= is_mirrored).or_insert(is_mirrored);
    }

    /// Those that are mirrored.
    pub fn mirrored(self) -> Vec<String> {
        self.0.into_iter().filter_map(|(name, is_mirrored)| is_mirrored.then_some(name)).collect()
    }
}

/// The containers within the selection that only the destination has. A credential that may delete blobs need not be allowed to list them: then a
/// note says so.
pub async fn only_at_destination(shared: &Shared, seen: &SeenContainers) -> Vec<String> {
    let listed = Box::pin(listed_there(shared, seen)).await;
    listed.unwrap_or_else(|error| {
        let note = format!(
            "The containers of the destination cannot be listed, so it is unknown which of them the source does not have. None of those \
             is changed. {}",
            error.message()
        );
        shared.progress().summary.notes.push(note);
        Vec::new()
    })
}

async fn listed_there(shared: &Shared, seen: &SeenContainers) -> Result<Vec<String>> {
    let worker = &shared.worker;
    let Some(chosen) = &worker.chosen else { return Ok(Vec::new()) };
    let lister =
        ContainerLister::new(&worker.destination, Side::Destination, chosen.options.container_prefix.as_deref());
    let first = lister.page(None, &shared.cancel).await?;
    let keeps = worker.options.keep_replaced.as_ref().and_then(|kept| kept.container.as_deref());
    let mut items = pin!(lister.all(first, &shared.cancel));
    let mut names = Vec::new();
    while let Some(item) = items.next().await {
        let name = item?.name;
        if chosen.choose(&name) == Choice::Copy && !seen.0.contains_key(&name) && keeps != Some(name.as_str()) {
            names.push(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::report::container_event::ContainerSkip;

    #[test]
    fn d1_only_containers_that_were_copied_without_failure_are_mirrored() {
        let mut seen = SeenContainers::default();
        let begun = |created| ContainerChange::ContainerBegun { created, not_copied: Vec::new() };
        let failed = || ContainerChange::ContainerFailed {
            failure: crate::bulk::report::event::BlobFailure {
                code: None,
                status_code: None,
                message: String::new(),
                request_id: None,
            },
        };
        for (name, change) in [
            ("a", begun(false)),
            ("b", begun(true)),
            ("c", begun(false)),
            ("c", failed()),
            ("d", ContainerChange::ContainerSkipped { reason: ContainerSkip::Vanished }),
            ("e", failed()),
        ] {
            seen.add(&ContainerEvent { container: name.to_owned(), change });
        }
        assert_eq!(seen.mirrored(), ["a"]);
    }
}
