//! The end of the work: deletes, and the result.

use crate::base::error::{Error, ErrorKind};
use crate::bulk::job::deleting::{CopiesEnded, Deleting};
use crate::bulk::job::ending::{End, outcome};
use crate::bulk::job::finding::find_again;
use crate::bulk::job::running::Running;

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
        let copies = CopiesEnded { stopped: self.stopped.as_ref(), listed_all };
        let mut found = std::mem::take(&mut self.found);
        if found.is_part && self.stopped.is_none() && listed_all {
            found = Box::pin(find_again(self.shared, &found)).await;
        }
        let deleting = Deleting::new(self.shared, mirror, found, &mut self.ended, &mut self.notices);
        let deleted = Box::pin(deleting.run(copies)).await;
        if let Some(error) = deleted.err().or_else(|| self.shared.worker.attempts.renewal.gave_up()) {
            self.stopped.get_or_insert(error);
        }
    }
}
