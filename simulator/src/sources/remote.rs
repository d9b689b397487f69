//! Sources behind a socket: one GET over HTTP or HTTPS, which follows no redirection and has a time limit.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::target::{SourceTarget, authority, is_loopback};
use super::{Limit, Purpose, Sources};
use crate::conditions::Stamp;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::state::blob::{Blob, BlobType, Properties};
use crate::state::content::Content;
use crate::state::data::Data;
use crate::state::pages::Pages;
use crate::xml::Element;
use crate::{ids, latin1, names};

/// How sources on other hosts are read.
#[derive(Debug, Clone)]
pub struct SourceOptions {
    /// The time limit, from the connection to the last byte.
    pub time_limit: Duration,
    /// The trusted authorities for HTTPS sources, as PEM. There are no others.
    pub trusted_certificates: Option<String>,
}

impl Default for SourceOptions {
    fn default() -> Self {
        Self { time_limit: Duration::from_secs(30), trusted_certificates: None }
    }
}

/// Reads from other hosts.
pub struct RemoteReader {
    time_limit: Duration,
    tls: TlsConnector,
}

impl std::fmt::Debug for RemoteReader {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RemoteReader").field("time_limit", &self.time_limit).finish_non_exhaustive()
    }
}

/// A successful response.
struct SourceResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RemoteReader {
    /// A reader; the certificates must be readable.
    pub fn new(options: &SourceOptions) -> io::Result<Self> {
        let mut roots = RootCertStore::empty();
        for certificate in
            CertificateDer::pem_slice_iter(options.trusted_certificates.as_deref().unwrap_or("").as_bytes())
        {
            roots.add(certificate.map_err(io::Error::other)?).map_err(io::Error::other)?;
        }
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map_err(io::Error::other)?.with_root_certificates(roots).with_no_client_auth();
        Ok(Self { time_limit: options.time_limit, tls: TlsConnector::from(Arc::new(config)) })
    }

    async fn get(&self, url: &Url, headers: HeaderMap, limit: Option<Limit>) -> Result<SourceResponse> {
        let response = tokio::time::timeout(self.time_limit, self.connect(url, headers, limit)).await;
        response.unwrap_or_else(|_| Err(Failure::source_silent()))
    }

    async fn connect(&self, url: &Url, headers: HeaderMap, limit: Option<Limit>) -> Result<SourceResponse> {
        let silent = |_| Failure::source_silent();
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or(80);
        // Names under `localhost` are this machine's, even if the resolver does not support that.
        let known = if is_loopback(host) && host != "[::1]" { "127.0.0.1" } else { host.trim_matches(['[', ']']) };
        let stream = TcpStream::connect((known, port)).await.map_err(silent)?;
        let _ = stream.set_nodelay(true);
        if url.scheme() == "https" {
            let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned());
            let name = name.map_err(|_| Failure::source_silent())?;
            exchange(self.tls.connect(name, stream).await.map_err(silent)?, url, headers, limit).await
        } else {
            exchange(stream, url, headers, limit).await
        }
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    url: &Url,
    headers: HeaderMap,
    limit: Option<Limit>,
) -> Result<SourceResponse> {
    let silent = |_| Failure::source_silent();
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(silent)?;
    // The connection ends with this function.
    let mut connections = JoinSet::new();
    connections.spawn(connection);
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let mut request = Request::get(target).body(Empty::<Bytes>::new()).map_err(|_| Failure::invalid_header())?;
    *request.headers_mut() = headers;
    let (parts, mut body) = sender.send_request(request).await.map_err(silent)?.into_parts();
    let success = parts.status.is_success();
    let mut all = Vec::new();
    while let Some(frame) = body.frame().await {
        all.extend_from_slice(&frame.map_err(silent)?.into_data().unwrap_or_default());
        if let Some(limit) = limit.filter(|limit| success && all.len() as u64 > limit.bytes) {
            return Err((limit.failure)(limit.bytes));
        }
    }
    Ok(SourceResponse { status: parts.status, headers: parts.headers, body: all.into() })
}

/// Reads a source as a blob, and returns the range of its content to use.
pub async fn blob(
    target: &SourceTarget,
    call: &Call,
    sources: &Sources<'_>,
    (purpose, range): (Purpose, Option<(u64, Option<u64>)>),
    limit: Option<Limit>,
) -> Result<(Arc<Blob>, Option<(u64, Option<u64>)>)> {
    let result = sources.reader.get(&target.url, request_headers(target, call, purpose, range), limit).await;
    let status = result.as_ref().map_or(0, |response| response.status.as_u16());
    sources.log.add_source(&target.url, status);
    let response = result?;
    match response.status {
        StatusCode::OK => Ok((Arc::new(to_blob(response, call)), range)),
        StatusCode::PARTIAL_CONTENT if range.is_some() => Ok((Arc::new(to_blob(response, call)), None)),
        StatusCode::PRECONDITION_FAILED | StatusCode::NOT_MODIFIED => Err(Failure::source_condition_not_met()),
        status => {
            let code = text(&response.headers, &names::ERROR_CODE);
            Err(Failure::source_responded(status.as_u16(), code, message(&response.body)))
        }
    }
}

fn request_headers(
    target: &SourceTarget,
    call: &Call,
    purpose: Purpose,
    range: Option<(u64, Option<u64>)>,
) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let same = [
        (names::VERSION, names::VERSION),
        (names::SOURCE_IF_MATCH, header::IF_MATCH),
        (names::SOURCE_IF_NONE_MATCH, header::IF_NONE_MATCH),
        (names::SOURCE_IF_MODIFIED_SINCE, header::IF_MODIFIED_SINCE),
        (names::SOURCE_IF_UNMODIFIED_SINCE, header::IF_UNMODIFIED_SINCE),
    ];
    for (from, to) in same {
        if let Some(value) = call.headers.get(from) {
            headers.insert(to, value.clone());
        }
    }
    if let Some(authorization) = purpose.authorization(call) {
        headers.insert(header::AUTHORIZATION, authorization.clone());
    }
    if let Ok(host) = HeaderValue::from_str(authority(&target.url)) {
        headers.insert(header::HOST, host);
    }
    if let Some((start, end)) = range {
        let text = format!("bytes={start}-{}", end.map(|end| end.to_string()).unwrap_or_default());
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(header::RANGE, value);
        }
    }
    headers
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Converts the response of any server to a blob.
fn to_blob(response: SourceResponse, call: &Call) -> Blob {
    let SourceResponse { headers, body, .. } = response;
    let owned = |name: &HeaderName| headers.get(name).map(|value| latin1::text(value.as_bytes()));
    let mut blob = Blob::new(call.now);
    blob.kind = match text(&headers, &names::BLOB_TYPE) {
        Some("AppendBlob") => BlobType::Append,
        Some("PageBlob") => BlobType::Page,
        _ => BlobType::Block,
    };
    blob.content = if blob.kind == BlobType::Page {
        let mut pages = Pages::of_length(body.len() as u64);
        pages.write(0, Data::from(body), ids::next_etag());
        Content::Pages(Arc::new(pages))
    } else {
        Content::whole(body)
    };
    blob.properties = Arc::new(Properties {
        content_type: owned(&header::CONTENT_TYPE),
        content_encoding: owned(&header::CONTENT_ENCODING),
        content_language: owned(&header::CONTENT_LANGUAGE),
        content_disposition: owned(&header::CONTENT_DISPOSITION),
        cache_control: owned(&header::CACHE_CONTROL),
        content_md5: owned(&names::BLOB_CONTENT_MD5).or_else(|| owned(&names::CONTENT_MD5)),
    });
    let pair = |(name, value): (&HeaderName, &HeaderValue)| {
        Some((name.as_str().strip_prefix("x-ms-meta-")?.to_owned(), value.to_str().ok()?.to_owned()))
    };
    blob.metadata = headers.iter().filter_map(pair).collect();
    blob.sequence_number = text(&headers, &names::SEQUENCE_NUMBER).and_then(|text| text.parse().ok()).unwrap_or(0);
    let modified = text(&headers, &header::LAST_MODIFIED).and_then(|text| httpdate::parse_http_date(text).ok());
    blob.stamp = Stamp { last_modified: modified.unwrap_or(blob.stamp.last_modified), ..blob.stamp };
    blob
}

/// The first line of the message in an error of the sources.
fn message(body: &[u8]) -> Option<String> {
    let error = Element::parse(body).ok()?;
    error.text_of("Message")?.lines().next().map(|line| line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_of_an_error_is_its_first_line() {
        let xml = b"<?xml version=\"1.0\"?><Error><Code>X</Code><Message>A &amp; B.\nRequestId:1</Message></Error>";
        assert_eq!(message(xml).as_deref(), Some("A & B."));
        assert_eq!(message(b"<html>"), None);
    }

    #[test]
    fn unreadable_certificates_are_rejected() {
        let wrong = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned();
        assert!(
            RemoteReader::new(&SourceOptions { trusted_certificates: Some(wrong), ..SourceOptions::default() })
                .is_err()
        );
        assert!(RemoteReader::new(&SourceOptions::default()).is_ok());
    }
}
