//! Requests a tunnel from an HTTP proxy. <https://httpwg.org/specs/rfc9110.html#CONNECT>

use std::error::Error as StdError;
use std::io;

use http::{HeaderValue, StatusCode};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::http::proxy_rejection::ProxyRejection;
use crate::http::transport::head::{HeadWatch, MAX_RESPONSE_HEADERS};

/// Why a tunnel could not be opened.
type Cause = Box<dyn StdError + Send + Sync>;

/// The end of a head.
const HEAD_END: &[u8] = b"\r\n\r\n";

/// Opens a tunnel to a host, given as `host:port`.
pub async fn open<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    target: &str,
    authorization: Option<&HeaderValue>,
) -> Result<(), Cause> {
    let mut request = format!("CONNECT {target} HTTP/1.1\r\nhost: {target}\r\n").into_bytes();
    if let Some(authorization) = authorization {
        request.extend_from_slice(b"proxy-authorization: ");
        request.extend_from_slice(authorization.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    stream.write_all(&request).await?;
    stream.flush().await?;
    loop {
        let status = response(stream).await?;
        if status.is_success() {
            return Ok(());
        }
        if !status.is_informational() || status == StatusCode::SWITCHING_PROTOCOLS {
            return Err(ProxyRejection::Status(status).into());
        }
    }
}

/// Reads the head of one response and no byte beyond it: what follows belongs to the tunnel.
async fn response<S: AsyncRead + Unpin>(stream: &mut S) -> Result<StatusCode, Cause> {
    let (mut head, mut watch) = (Vec::new(), HeadWatch::default());
    while !head.ends_with(HEAD_END) {
        let byte = stream.read_u8().await?;
        watch.examine(&[byte]).map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault))?;
        head.push(byte);
    }
    let mut headers = vec![httparse::EMPTY_HEADER; MAX_RESPONSE_HEADERS];
    let mut parsed = httparse::Response::new(&mut headers);
    let code = match parsed.parse(&head) {
        Ok(httparse::Status::Complete(_)) => parsed.code,
        _ => None,
    };
    code.and_then(|code| StatusCode::from_u16(code).ok()).ok_or_else(|| ProxyRejection::NotHttp.into())
}
