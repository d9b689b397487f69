//! One HTTP response, whose body may still be on its way.

use std::fmt;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use http::HeaderMap;

use crate::error::{Error, Result};

/// The body of a response.
pub enum ResponseBody {
    /// All of it.
    Full(Bytes),
    /// Pieces as they arrive. An error ends it.
    Stream(BoxStream<'static, Result<Bytes, Error>>),
}

impl ResponseBody {
    /// Reads the body to its end.
    ///
    /// # Errors
    /// The transport's, when the body is cut off; aborted, when its request was.
    pub async fn collect(self) -> Result<Bytes> {
        match self {
            Self::Full(bytes) => Ok(bytes),
            Self::Stream(mut stream) => {
                let Some(first) = stream.next().await.transpose()? else { return Ok(Bytes::new()) };
                let Some(second) = stream.next().await.transpose()? else { return Ok(first) };
                let mut all = BytesMut::from(first);
                all.extend_from_slice(&second);
                while let Some(piece) = stream.next().await.transpose()? {
                    all.extend_from_slice(&piece);
                }
                Ok(all.freeze())
            }
        }
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(bytes) => write!(f, "Full({} bytes)", bytes.len()),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// One HTTP response.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: ResponseBody,
    /// How many times the request was tried before this answer came (1 = the first try).
    pub tries: u32,
}
