//! One passage of a request through JavaScript policies: what they get, what they send, and their result.
//!
//! The engine passes the request ([`Passage`]); JavaScript sends it any number of times
//! ([`NativeExchange::next`]), and ends with a response or an error ([`NativeExchange::respond`]). Aborting the request drops the
//! passage. What JavaScript does after that has no effect.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::sync::Arc;

use http::HeaderMap;
use napi::bindgen_prelude::{Buffer, Uint8Array};
use napi_derive::napi;
use serde::Deserialize;
use tokio::sync::{mpsc, oneshot};

use crate::base::error::Error;
use crate::binding::byte_stream::{NativeByteFeed, NativeByteStream};
use crate::binding::call_result::CallResult;
use crate::binding::calls::Calls;
use crate::binding::credential::StoredError;
use crate::binding::memory::copied;
use crate::binding::passage::{
    Headers, NativeChange, Passage, PassageEnd, PassageStep, RequestChange, changed_headers,
};
use crate::binding::shared_stream::shared_stream;
use crate::binding::urls::thrown;
use crate::http::{ParseResponse, ReadResponse, RequestBody, ResponseBody};

/// The result of the policies, as JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NativeEnding {
    /// The number of the [`NativeExchange::next`] whose response or error it is.
    from: Option<u32>,
    status: Option<u16>,
    headers: Option<Headers>,
    thrown: Option<u32>,
    #[serde(default)]
    retry: bool,
    #[serde(default)]
    message: String,
    request: NativeChange,
}

/// The JavaScript handle of a passage.
#[napi]
pub struct NativeExchange {
    calls: Arc<Calls>,
    steps: mpsc::UnboundedSender<PassageStep>,
    body: RequestBody,
    parse: Option<ParseResponse>,
}

impl NativeExchange {
    pub fn new(calls: Arc<Calls>, passage: Passage) -> Self {
        Self { calls, steps: passage.steps, body: passage.body, parse: passage.parse }
    }

    fn read(&self, headers: &str, body: &str) -> Option<ReadResponse> {
        let headers: Headers = serde_json::from_str(headers).ok()?;
        let headers = changed_headers(&headers, &HeaderMap::new()).ok()?;
        self.parse?(&headers, body.as_bytes()).ok()
    }

    fn change(&self, mut head: NativeChange, body: Option<Uint8Array>) -> napi::Result<RequestChange> {
        let companion = head.companion.take().map(|number| StoredError::shared(&self.calls, number));
        let body = body.map(|body| copied(&body)).transpose()?;
        Ok(RequestChange::new(head, body, companion))
    }
}

#[napi]
impl NativeExchange {
    /// The body of the request, if it is complete.
    #[napi]
    pub fn body(&self) -> Option<Buffer> {
        match &self.body {
            RequestBody::Whole(bytes) => Some(bytes.to_vec().into()),
            RequestBody::Pieces(_) | RequestBody::Structured(_) => None,
        }
    }

    /// The body of the request, piece by piece.
    #[napi]
    pub fn read_body(&self) -> NativeByteStream {
        NativeByteStream::new(Arc::clone(&self.calls), shared_stream(self.body.read()))
    }

    /// Reads a successful response, whose headers are given as JSON, as its operation does. `None` if it cannot be read.
    #[napi]
    pub fn parse(&self, headers: String, body: String) -> Option<String> {
        self.read(&headers, &body).map(|response| response.json)
    }

    /// The long lists of a successful response, in slices, followed by the body.
    #[napi]
    pub fn parse_lists(&self, headers: String, body: String) -> Option<Buffer> {
        self.read(&headers, &body)?.bytes.map(Buffer::from)
    }

    /// Sends the request on, with changes as JSON, and a body if it was replaced. The outcome has the response as JSON, and its body.
    #[napi]
    pub fn next(&self, call: u32, change: String, body: Option<Uint8Array>) -> napi::Result<()> {
        let change = self.change(read(&change)?, body)?;
        let (sender, outcome) = oneshot::channel();
        // A passage that is over sends nothing.
        let _ = self.steps.send(PassageStep::Next(change, sender));
        self.calls
            .start(call, || async move { outcome.await.unwrap_or_else(|_| CallResult::failed(&Error::aborted())) });
        Ok(())
    }

    /// Ends the passage.
    #[napi]
    pub fn respond(
        &self,
        ending: String,
        request_body: Option<Uint8Array>,
        body: Option<Uint8Array>,
        feed: Option<&mut NativeByteFeed>,
    ) -> napi::Result<()> {
        let NativeEnding { from, status, headers, thrown: number, retry, message, request } = read(&ending)?;
        let request = self.change(request, request_body)?;
        let headers = headers.map(|headers| changed_headers(&headers, &HeaderMap::new())).transpose();
        let body = match (feed, body) {
            (Some(feed), _) => feed.take_body(),
            (None, Some(body)) => Some(ResponseBody::Full(copied(&body)?)),
            (None, None) => None,
        };
        let ending = PassageEnd {
            from,
            status,
            headers: headers.map_err(|error| thrown(&error))?,
            body,
            caller_error: number.map(|number| StoredError::shared(&self.calls, number)),
            retry,
            message,
            request,
        };
        // The receiver may have gone.
        let _ = self.steps.send(PassageStep::End(Box::new(ending)));
        Ok(())
    }
}

fn read<'j, T: Deserialize<'j>>(json: &'j str) -> napi::Result<T> {
    serde_json::from_str(json).map_err(|error| napi::Error::from_reason(error.to_string()))
}
