//! The end of the work: deletes, and the result.

use crate::base::error::{Error, ErrorKind};
use crate::bulk::job::deleting::{CopiesEnded, Deleting};
use crate::bulk::job::ending::{End, outcome};
use crate::bulk::job::finding::{find_again, find_in_account};
use crate::bulk::job::running::work::Running;
use crate::bulk::job::seen_containers::only_at_destination;
use crate::bulk::listing::extraneous::{ExtraneousBlobs, FoundIn};
use crate::bulk::report::container_event::{ContainerChange, ContainerEvent, ContainerSkip, Event};

impl Running<'_> {
    pub(super) async fn end(mut self, listed_all: bool) -> End {
        self.record(true);
        self.shared.progress().summary.listing_complete = listed_all;
        self.delete(listed_all).await;
        self.record(true);
        self.tell_throttled();
        self.shared.events.catches_up(&self.shared.cancel).await;
        let end = {
            let mut progress = self.shared.progress();
            self.shared.worker.tell_requests(&mut progress.summary);
            progress.summary.current = None;
            outcome(&progress.summary, self.stopped, &self.shared.cancel)
        };
        match self.ended.close(matches!(end, End::Done)).await {
            Err(error) if !matches!(end, End::Failed(_)) => End::Failed(error),
            _ => end,
        }
    }

    /// What only the destination has in the containers that were copied. A container that only it has is reported, and stays as it is.
    async fn found_in_account(&mut self, listed_all: bool) -> (ExtraneousBlobs, Vec<FoundIn>) {
        let met = std::mem::take(&mut self.met);
        if self.stopped.is_some() || !listed_all {
            return Default::default();
        }
        let (blobs, containers) = {
            let summary = &self.shared.progress().summary;
            (summary.failed, summary.containers.as_ref().map_or(0, |containers| containers.failed))
        };
        if blobs > 0 || containers > 0 {
            let what = if blobs > 0 { format!("{blobs} blobs") } else { format!("{containers} containers") };
            return (ExtraneousBlobs::unknown(&format!("{what} could not be copied")), Vec::new());
        }
        for container in Box::pin(only_at_destination(self.shared, &met)).await {
            let change = ContainerChange::ContainerSkipped { reason: ContainerSkip::OnlyAtDestination };
            let event = Event::Container(ContainerEvent { container, change });
            self.shared.progress().summary.count_event(&event);
            self.shared.events.add(event);
        }
        Box::pin(find_in_account(self.shared, met.mirrored())).await
    }

    /// Deletes extraneous blobs, if the options say so and nothing withholds it.
    async fn delete(&mut self, listed_all: bool) {
        let options = &self.shared.worker.options;
        if options.compare.is_some()
            && let Some(trouble) = &self.found.trouble
        {
            let message = format!("The comparison is not complete: {}.", trouble.trim_end_matches('.'));
            self.stopped.get_or_insert(Error::new(ErrorKind::Copy, message).with_code("VerificationIncomplete"));
        }
        let Some(mirror) = &options.mirror else { return };
        let found = if self.shared.worker.is_of_account {
            Box::pin(self.found_in_account(listed_all)).await
        } else {
            let mut found = std::mem::take(&mut self.found);
            if found.is_part && self.stopped.is_none() && listed_all {
                found = Box::pin(find_again(self.shared, &found)).await;
            }
            let mut numbers = ExtraneousBlobs::default();
            numbers.add_numbers(&found);
            (numbers, vec![FoundIn { place: None, found }])
        };
        let copies = CopiesEnded { stopped: self.stopped.as_ref(), listed_all };
        let deleting = Deleting::new(self.shared, mirror, found, &mut self.ended, &mut self.notices);
        let deleted = Box::pin(deleting.run(copies)).await;
        if let Some(error) = deleted.err().or_else(|| self.shared.worker.attempts.renewal.gave_up()) {
            self.stopped.get_or_insert(error);
        }
    }
}
