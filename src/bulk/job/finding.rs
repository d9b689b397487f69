//! Finds the blobs that only the destination has, by a separate reading of both sides. A job that resumes within the listings has not
//! read what comes before. What may be deleted depends on all of both sides.

use crate::bulk::job::shared::Shared;
use crate::bulk::listing::extraneous::ExtraneousBlobs;
use crate::bulk::listing::page::Listed;
use crate::bulk::listing::pages::Pages;
use crate::bulk::mirror::pairing::{Pairing, PairingError};
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::resuming::saved::Checkpoint;

/// Opens both sides at their start.
///
/// # Errors
/// Why they cannot be listed again.
pub async fn open_again(shared: &Shared) -> Result<Pages, String> {
    let (worker, cancel) = (&shared.worker, &shared.cancel);
    let opened =
        Pairing::open(&worker.source, &worker.destination, &worker.options, &Checkpoint::default(), cancel).await;
    let (pairing, first) = opened.map_err(|(PairingError::Source(error) | PairingError::Destination(error))| {
        format!("both sides could not be listed again: {}", error.message())
    })?;
    Ok(Pages::start(cancel, |sender, cancel| pairing.send_all(first, sender, cancel)))
}

/// Reads both sides from their start. `part` is what was read from their middle; the job's start by the service's clock is kept.
pub async fn find_again(shared: &Shared, part: &ExtraneousBlobs) -> ExtraneousBlobs {
    let mut found = ExtraneousBlobs::since(part.started);
    let mut pages = match open_again(shared).await {
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
