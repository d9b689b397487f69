//! The entries that a script supplies to a copy of many blobs: their JSON, and the calls that pass them.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::sync::Arc;

use napi::bindgen_prelude::ClassInstance;
use napi_derive::napi;
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::{Error, ErrorKind};
use crate::binding::call_result::CallResult;
use crate::binding::container_copy::NativeContainerCopy;
use crate::binding::credential::StoredError;
use crate::binding::pipeline::NativePipeline;
use crate::bulk::GivenEntry;
use crate::http::Pipeline;

/// An entry as JSON.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct CrossingEntry {
    source: Option<String>,
    /// The index of its pipeline among those passed with it.
    reader: Option<usize>,
    destination: Option<String>,
    length: Option<u64>,
    etag: Option<String>,
    fault: Option<String>,
}

impl CrossingEntry {
    fn given(self, readers: &[Arc<Pipeline>]) -> GivenEntry {
        let Self { source, reader, destination, length, etag, fault } = self;
        let reader = reader.and_then(|reader| readers.get(reader)).map(Arc::clone);
        GivenEntry { source, reader, destination, length, etag, fault }
    }
}

#[napi]
impl NativeContainerCopy {
    /// Waits until the job needs entries. Without `ok`, it needs no more.
    #[napi]
    pub fn wants_entries(&self, call: u32) {
        let copy = Arc::clone(self.copy());
        self.calls().start(call, || async move {
            match copy.feed() {
                Some(feed) if feed.wants().await => CallResult::succeeded("true".to_owned(), None),
                _ => CallResult::empty(),
            }
        });
    }

    /// Waits until the job needs no more entries.
    #[napi]
    pub fn entries_closed(&self, call: u32) {
        let copy = Arc::clone(self.copy());
        self.calls().start(call, || async move {
            if let Some(feed) = copy.feed() {
                feed.closed().await;
            }
            CallResult::empty()
        });
    }

    /// Supplies entries, as a JSON array. `readers` are the pipelines that they refer to by index.
    #[napi]
    pub fn give_entries(&self, entries: String, readers: Vec<ClassInstance<'_, NativePipeline>>) {
        let Some(feed) = self.copy().feed() else { return };
        let readers: Vec<_> = readers.iter().map(|reader| reader.shared()).collect();
        match arguments::parse::<Vec<CrossingEntry>>(&entries) {
            Ok(entries) => feed.give(entries.into_iter().map(|entry| entry.given(&readers)).collect()),
            Err(error) => feed.end(Some(error)),
        }
    }

    /// Ends the entries. `thrown` is the number of the error that the script threw, if it did.
    #[napi]
    pub fn end_entries(&self, thrown: Option<u32>) {
        let Some(feed) = self.copy().feed() else { return };
        feed.end(thrown.map(|number| {
            let error = Error::new(ErrorKind::Copy, "The source of a copy, which is an iterable, threw an error.");
            error.with_caller_error(StoredError::shared(self.calls(), number))
        }));
    }
}
