//! A response: status, headers and body, finished with the headers that every response of the service has.

use std::time::SystemTime;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use time::OffsetDateTime;

use crate::body::Body;
use crate::conditions::Stamp;
use crate::failure::Failure;
use crate::state::blob::Blob;
use crate::xml::Element;
use crate::{ids, latin1, names};

/// A response to one request.
#[derive(Debug)]
pub struct ServiceResponse {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

impl ServiceResponse {
    /// A response without a body.
    pub fn new(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::with_capacity(16), body: Body::default() }
    }

    /// A response whose body is XML.
    pub fn xml(status: StatusCode, xml: String) -> Self {
        let mut response = Self::new(status);
        response.constant(header::CONTENT_TYPE, "application/xml");
        response.body = Body::from(xml);
        response
    }

    /// Sets a header whose value is known when the program is built.
    pub fn constant(&mut self, name: HeaderName, value: &'static str) {
        self.headers.insert(name, HeaderValue::from_static(value));
    }

    /// Sets a header; one whose value cannot be sent is left out.
    pub fn set(&mut self, name: HeaderName, value: &str) {
        if let Some(value) = latin1::value(value) {
            self.headers.insert(name, value);
        }
    }

    /// Sets a header to a time.
    pub fn set_time(&mut self, name: HeaderName, time: SystemTime) {
        self.set(name, &httpdate::fmt_http_date(time));
    }

    /// Sets `ETag` and `Last-Modified`.
    pub fn set_stamp(&mut self, stamp: Stamp) {
        self.set(header::ETAG, &stamp.quoted_etag());
        self.set_time(header::LAST_MODIFIED, stamp.last_modified);
    }

    /// Sets the version id of a blob, if the account keeps versions.
    pub fn set_version(&mut self, blob: &Blob) {
        if let Some(id) = &blob.version {
            self.set(names::VERSION_ID, id);
        }
    }

    /// The response to a request that failed.
    pub fn of_failure(failure: &Failure, request_id: &str, now: SystemTime) -> Self {
        let mut response = if failure.status == 304 {
            Self::new(StatusCode::NOT_MODIFIED)
        } else {
            let status = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Self::xml(status, error_xml(failure, request_id, now))
        };
        response.constant(names::ERROR_CODE, failure.code);
        for (name, value) in &failure.headers {
            response.set(name.clone(), value);
        }
        response
    }

    /// Adds the headers of every response, and returns the response to send.
    pub fn finish(mut self, request: &Ids, method: &Method) -> Response<Body> {
        self.constant(header::SERVER, names::SERVER);
        self.set(names::REQUEST_ID, &request.id);
        match &request.version {
            Some(version) => self.headers.insert(names::VERSION, version.clone()),
            None => self.headers.insert(names::VERSION, HeaderValue::from_static(names::DEFAULT_VERSION)),
        };
        if let Some(id) = &request.client_id {
            self.headers.insert(names::CLIENT_REQUEST_ID, id.clone());
        }
        if method == Method::HEAD {
            self.body = Body::default();
        } else if self.status != StatusCode::NO_CONTENT && self.status != StatusCode::NOT_MODIFIED {
            self.headers.insert(header::CONTENT_LENGTH, self.body.length().into());
        }
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// A response whose body is a document.
pub fn document(root: &Element) -> ServiceResponse {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    root.write(&mut xml);
    ServiceResponse::xml(StatusCode::OK, xml)
}

/// The parts of a request that its response repeats, and the service's request id.
#[derive(Debug)]
pub struct Ids {
    /// The service's id.
    pub id: String,
    version: Option<HeaderValue>,
    client_id: Option<HeaderValue>,
}

impl Ids {
    /// Reads what responses repeat.
    pub fn new(headers: &HeaderMap) -> Self {
        let id = ids::next_id().hyphenated().to_string();
        let get = |name: HeaderName| headers.get(name).cloned();
        Self { id, version: get(names::VERSION), client_id: get(names::CLIENT_REQUEST_ID) }
    }
}

fn error_xml(failure: &Failure, request_id: &str, now: SystemTime) -> String {
    let time = precise_time(now);
    let message = quick_xml::escape::escape(failure.message.as_ref());
    let detail = failure.detail.as_deref().map(quick_xml::escape::escape);
    let detail = detail
        .map(|detail| format!("<AuthenticationErrorDetail>{detail}</AuthenticationErrorDetail>"))
        .unwrap_or_default();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{}</Code><Message>{message}\nRequestId:{request_id}\n\
         Time:{time}</Message>{detail}</Error>",
        failure.code
    )
}

/// A time with the seven digits after the second that the service writes, as in the names of snapshots.
pub fn precise_time(time: SystemTime) -> String {
    let time = OffsetDateTime::from(time);
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second, nanos) = time.to_hms_nano();
    format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:07}Z", u8::from(month), nanos / 100)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_error_body_matches_the_service_format() {
        let now = SystemTime::UNIX_EPOCH + Duration::new(1_700_000_000, 123_456_700);
        assert_eq!(
            error_xml(&Failure::blob_not_found(), "id", now),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>BlobNotFound</Code><Message>The specified blob does \
             not exist.\nRequestId:id\nTime:2023-11-14T22:13:20.1234567Z</Message></Error>"
        );
        let failure = Failure { detail: Some("a < b".to_owned()), ..Failure::blob_not_found() };
        let end = "</Message><AuthenticationErrorDetail>a &lt; b</AuthenticationErrorDetail></Error>";
        assert!(error_xml(&failure, "id", now).ends_with(end));
    }
}
