//! Finds the blobs that only the destination has, by a separate reading of both sides. A job that resumes within the listings has not
//! read what comes before, and the copy of an account reads its source alone. What may be deleted depends on all of both sides.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt};

use crate::bulk::job::shared::Shared;
use crate::bulk::listing::extraneous::{ExtraneousBlobs, FoundIn};
use crate::bulk::listing::origin::AccountContainer;
use crate::bulk::listing::page::Listed;
use crate::bulk::listing::pages::Pages;
use crate::bulk::mirror::pairing::{Pairing, PairingError};
use crate::bulk::naming::container_endpoint::container_of;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::resuming::saved::Checkpoint;

/// The number of containers of an account that are read at once.
const CONTAINERS_AT_ONCE: usize = 8;

/// Opens both sides at their start: those of the job, or of one container of an account.
///
/// # Errors
/// Why they cannot be listed again.
pub async fn open_again(shared: &Shared, place: Option<&AccountContainer>) -> Result<Pages, String> {
    let (worker, cancel) = (&shared.worker, &shared.cancel);
    let (source, destination) =
        place.map_or((&worker.source, &worker.destination), |place| (&place.source, &place.destination));
    let opened = Pairing::open(source, destination, &worker.options, &Checkpoint::default(), cancel).await;
    let (pairing, first) = opened.map_err(|(PairingError::Source(error) | PairingError::Destination(error))| {
        format!("both sides could not be listed again: {}", error.message())
    })?;
    Ok(Pages::start(cancel, |sender, cancel| pairing.send_all(first, sender, cancel)))
}

/// Reads both sides of a container from their start. `part` is what was read from their middle; the job's start by the service's clock is kept.
pub async fn find_again(shared: &Shared, part: &ExtraneousBlobs) -> ExtraneousBlobs {
    Box::pin(find(shared, None, ExtraneousBlobs::since(part.started))).await
}

/// Reads both sides of these containers of an account, until something is wrong with one. Returns the numbers of all, and the blobs.
pub async fn find_in_account(shared: &Shared, names: Vec<String>) -> (ExtraneousBlobs, Vec<FoundIn>) {
    let found = stream::iter(names).map(|name| async move { Box::pin(find_in_container(shared, name)).await });
    let mut found = found.buffered(CONTAINERS_AT_ONCE);
    let (mut all, mut parts) = (ExtraneousBlobs::default(), Vec::new());
    while let Some(mut part) = found.next().await {
        part.found.fit_beside(&all);
        all.add_numbers(&part.found);
        if all.trouble.is_some() {
            break;
        }
        if part.found.count > 0 {
            parts.push(part);
        }
    }
    (all, parts)
}

async fn find_in_container(shared: &Shared, name: String) -> FoundIn {
    let of = |account| container_of(account, &name);
    let place = of(&shared.worker.source).and_then(|source| {
        let destination = of(&shared.worker.destination)?;
        Ok(Arc::new(AccountContainer { container: name.as_str().into(), source, destination, again: false }))
    });
    let empty = ExtraneousBlobs::default().with_part_of_room(CONTAINERS_AT_ONCE);
    let (place, mut found) = match place {
        Ok(place) => {
            let found = find(shared, Some(&place), empty).await;
            (Some(place), found)
        }
        Err(error) => (None, ExtraneousBlobs::unknown(error.message())),
    };
    found.trouble = found.trouble.map(|trouble| format!("in the container {name:?}, {trouble}"));
    FoundIn { place, found }
}

async fn find(shared: &Shared, place: Option<&AccountContainer>, mut found: ExtraneousBlobs) -> ExtraneousBlobs {
    let mut pages = match open_again(shared, place).await {
        Ok(pages) => pages,
        Err(trouble) => {
            found.trouble = Some(trouble);
            return found;
        }
    };
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => {
                shared.worker.count_pages(&page.destination_part);
                count_names(&mut found, &page.blobs, &shared.worker.options);
                found.add(page.destination_part);
            }
            Err(error) => {
                found.trouble = Some(format!("the source could not be listed again: {}", error.message()));
            }
        }
    }
    found
}

/// Counts the blobs of a page of the source that the filters include. Those that an earlier run has finished count as well; directories do not,
/// and nor do names whose blobs a filter excludes: nothing of them is copied, so that the source may be the wrong one.
pub fn count_names(found: &mut ExtraneousBlobs, blobs: &[Listed], options: &ContainerCopyOptions) {
    let filter = &options.filter;
    let names = blobs.iter().filter(|listed| {
        !listed.is_directory && filter.takes_name(&listed.name, listed.matched) && filter.takes_facts(&listed.facts)
    });
    found.source_names += names.count() as u64;
}
