//! The rows of a query, as JavaScript takes them.

use std::sync::Arc;

use napi::bindgen_prelude::BufferSlice;
use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::binding::call_result::{Attachment, CallResult, to_json};
use crate::binding::calls::Calls;
use crate::transfer::{Closable, Incoming, QueryPiece, QueryReader};

/// The number of bytes of rows that are worth a turn of JavaScript's thread.
const GATHERED: usize = 512 * 1024;

/// The rows of a query. They are read on demand.
#[napi]
pub struct NativeQuery {
    calls: Arc<Calls>,
    incoming: Arc<Incoming>,
    /// Their reader, until the end.
    reader: Closable<QueryReader>,
}

impl NativeQuery {
    /// `cancel` ends the query, also in the middle of a row.
    pub fn new(calls: Arc<Calls>, reader: QueryReader, cancel: CancellationToken) -> Self {
        Self { calls, incoming: Arc::default(), reader: Closable::new(reader, cancel) }
    }
}

#[napi]
impl NativeQuery {
    /// Waits for rows or for an event. The result is the number of bytes that can be taken, or the event in `head`. Neither at the end.
    #[napi]
    pub fn wait(&self, call: u32) {
        let (incoming, reader) = (Arc::clone(&self.incoming), self.reader.clone());
        self.calls.start(call, move || async move {
            let mut guard = reader.lock().await;
            let mut event = None;
            while incoming.available() == 0
                && event.is_none()
                && !reader.closed().is_cancelled()
                && let Some(reader) = guard.as_mut()
            {
                match reader.next().await {
                    Ok(Some(QueryPiece::Event(reported))) => event = Some(reported),
                    Ok(Some(QueryPiece::Content(content))) => {
                        incoming.push(&content);
                        while incoming.available() < GATHERED
                            && let Some(content) = reader.next_arrived()
                        {
                            incoming.push(&content);
                        }
                    }
                    Ok(None) => *guard = None,
                    Err(error) => {
                        *guard = None;
                        return CallResult::failed(&error);
                    }
                }
            }
            match event.as_ref().map(to_json).transpose() {
                Ok(head) => CallResult {
                    ok: Some(incoming.available().to_string()),
                    head,
                    failure: None,
                    attachment: Attachment::None,
                },
                Err(error) => CallResult::failed(&error),
            }
        });
    }

    /// Copies available bytes to the start of `target`, as many as fit, and returns their number.
    #[napi]
    pub fn take(&self, mut target: BufferSlice<'_>) -> u32 {
        u32::try_from(self.incoming.take(&mut target)).unwrap_or(u32::MAX)
    }

    /// Ends the query: the connection is closed, and a running [`NativeQuery::wait`] ends.
    #[napi]
    pub fn close(&self) {
        self.reader.close();
        self.incoming.close();
    }
}

impl Drop for NativeQuery {
    fn drop(&mut self) {
        self.reader.close();
    }
}
