//! The copies that have ended, but are not written to the job's files yet. Without files there are none.

use std::collections::VecDeque;
use std::mem;

use crate::base::error::Result;
use crate::bulk::files::recorder::Recorder;
use crate::bulk::journal::JournalProgress;
use crate::bulk::report::container_event::Event;
use crate::bulk::resuming::position::Changes;

/// The requests that such copies had in flight.
pub(in crate::bulk) struct Unwritten {
    recorder: Option<Recorder>,
    /// Those that were not reported yet.
    new: usize,
    /// Those that are being written: the number of the addition, and the count.
    writing: VecDeque<(u64, usize)>,
    /// The number of additions that are written.
    written: u64,
    /// The number of the last addition.
    last: u64,
}

impl Unwritten {
    /// Those of a job with these files.
    pub fn new(recorder: Option<Recorder>) -> Self {
        Self { recorder, new: 0, writing: VecDeque::new(), written: 0, last: 0 }
    }

    /// A copy has ended.
    pub fn add(&mut self, weight: usize) {
        self.new += weight;
    }

    /// Records its result.
    pub fn add_line(&self, event: &Event) {
        if let Some(recorder) = &self.recorder {
            recorder.add_line(event);
        }
    }

    /// Writes what happened, if anything did.
    pub fn record(&mut self, sync: bool, happened: impl FnOnce() -> (Changes, JournalProgress)) {
        let Some(recorder) = &self.recorder else { return };
        let (changes, progress) = happened();
        if changes.is_empty() && self.new == 0 && !sync {
            return;
        }
        self.last = recorder.add(changes, progress, sync);
        self.writing.push_back((self.last, mem::take(&mut self.new)));
    }

    /// Whether something is being written.
    pub fn any(&self) -> bool {
        !self.writing.is_empty()
    }

    /// Waits until more is written, or writing has failed.
    pub async fn written(&self) {
        match &self.recorder {
            Some(recorder) => recorder.writes_more_than(self.written).await,
            None => std::future::pending().await,
        }
    }

    /// What has been written since the last call.
    ///
    /// # Errors
    /// Why nothing is written any more.
    pub fn freed(&mut self) -> Result<usize> {
        let Some(recorder) = &self.recorder else { return Ok(mem::take(&mut self.new)) };
        match recorder.written() {
            Ok(written) => self.written = written,
            Err(error) => {
                self.writing.clear();
                return Err(error);
            }
        }
        let ready = self.writing.iter().take_while(|(number, _)| *number <= self.written).count();
        Ok(self.writing.drain(..ready).map(|(_, weight)| weight).sum())
    }

    /// Ends the files.
    ///
    /// # Errors
    /// The error of the last write.
    pub async fn close(self, all_done: bool) -> Result<()> {
        match self.recorder {
            Some(recorder) => recorder.close(self.last, all_done).await,
            None => Ok(()),
        }
    }
}
