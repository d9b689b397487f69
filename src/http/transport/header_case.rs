//! Makes hyper write header names in upper and lower case. Its encoder takes the case from a map in a message's extensions, which
//! only its own parser can create. So a message with these names is parsed, but never sent.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::{io, mem};

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Extensions, Request};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::http::body_source::BodyReading;
use crate::http::{RequestBody, Spelling};

/// The extensions of a request whose headers are to be written like this.
pub async fn extensions(spelling: &Spelling) -> Extensions {
    // Nearly all requests have no name in upper case, and cost nothing.
    if spelling.is_empty() { Extensions::new() } else { Box::pin(parsed(spelling)).await.unwrap_or_default() }
}

async fn parsed(spelling: &Spelling) -> Result<Extensions, hyper::Error> {
    let mut message = String::from("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n");
    for name in spelling.names() {
        message.push_str(name);
        message.push_str(":\r\n");
    }
    message.push_str("\r\n");
    let stream = TokioIo::new(FixedResponse { message: message.into(), requested: false, reader: None });
    let (mut requests, connection) = http1::Builder::new()
        .preserve_header_case(true)
        .max_headers(spelling.names().count() + 1)
        .handshake(stream)
        .await?;
    // With the same body type as elsewhere, no further code is compiled.
    let body = RequestBody::default().for_attempt(None, BodyReading::BySystem);
    let response = pin!(requests.send_request(Request::new(body)));
    match select(response, connection).await {
        Either::Left((response, _)) => Ok(mem::take(response?.extensions_mut())),
        Either::Right((ended, response)) => {
            ended?;
            Ok(mem::take(response.await?.extensions_mut()))
        }
    }
}

/// Sends the same response to any request.
struct FixedResponse {
    message: Bytes,
    requested: bool,
    reader: Option<Waker>,
}

impl AsyncRead for FixedResponse {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.requested {
            this.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let piece = this.message.split_to(this.message.len().min(buffer.remaining()));
        buffer.put_slice(&piece);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for FixedResponse {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.requested = true;
        if let Some(reader) = this.reader.take() {
            reader.wake();
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_upper_case_names_need_a_map() {
        let mut spelling = Spelling::default();
        assert!(extensions(&spelling).await.is_empty());
        for number in 0..400 {
            spelling.learn(&format!("x-ms-meta-A{number}{}", "b".repeat(100)));
        }
        assert!(!extensions(&spelling).await.is_empty());
    }
}
