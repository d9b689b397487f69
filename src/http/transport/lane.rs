//! The lane of a request: which threads drive its connection. Pure.

use http::Method;
use http::header::RANGE;

use crate::http::Request;

/// A body, or a requested range, up to this length uses the small lane. A socket takes it in one go.
pub const SMALL_BODY: u64 = 64 * 1024;

/// Which threads drive a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// The engine thread, which works in small steps.
    Small,
    /// The byte threads, so that large bodies delay neither small requests nor each other.
    Bytes,
}

impl Lane {
    /// The lane for a request.
    pub fn of(request: &Request) -> Self {
        let sends = request.body.len() > SMALL_BODY;
        if sends || (requests_content(request) && range_length(request).is_none_or(|length| length > SMALL_BODY)) {
            Self::Bytes
        } else {
            Self::Small
        }
    }

    pub fn other(self) -> Self {
        match self {
            Self::Small => Self::Bytes,
            Self::Bytes => Self::Small,
        }
    }
}

/// Whether the request is for the content of a blob.
pub fn requests_content(request: &Request) -> bool {
    let about = |pair: &str| ["comp", "restype"].contains(&pair.split('=').next().unwrap_or_default());
    request.method == Method::GET && !request.url.query().unwrap_or_default().split('&').any(about)
}

/// The number of bytes that a request is for, if it has a range.
fn range_length(request: &Request) -> Option<u64> {
    let range = request.headers.get("x-ms-range").or_else(|| request.headers.get(RANGE))?.to_str().ok()?;
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    last.parse::<u64>().ok()?.checked_sub(first.parse().ok()?)?.checked_add(1)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderValue;

    use super::*;

    fn request(method: Method, query: &str) -> Request {
        Request::new(method, format!("http://host/c/b{query}").parse().unwrap())
    }

    #[test]
    fn content_and_large_bodies_use_the_bytes_lane() {
        assert_eq!(Lane::of(&request(Method::GET, "")), Lane::Bytes);
        assert_eq!(Lane::of(&request(Method::GET, "?sv=1&snapshot=x&sig=comp%3D")), Lane::Bytes);
        assert_eq!(Lane::of(&request(Method::GET, "?comp=list")), Lane::Small);
        assert_eq!(Lane::of(&request(Method::GET, "?restype=account&comp=properties")), Lane::Small);
        assert_eq!(Lane::of(&request(Method::HEAD, "")), Lane::Small);
        let mut put = request(Method::PUT, "");
        put.body = Bytes::from(vec![0; 64 * 1024]).into();
        assert_eq!(Lane::of(&put), Lane::Small);
        put.body = Bytes::from(vec![0; 64 * 1024 + 1]).into();
        assert_eq!(Lane::of(&put), Lane::Bytes);
    }

    #[test]
    fn a_short_range_is_small() {
        for (name, range, lane) in [
            ("x-ms-range", "bytes=0-65535", Lane::Small),
            ("x-ms-range", "bytes=0-65536", Lane::Bytes),
            ("range", "bytes=5-5", Lane::Small),
            ("range", "bytes=5-", Lane::Bytes),
            ("range", "bytes=9-5", Lane::Bytes),
            ("range", "bytes=0-18446744073709551615", Lane::Bytes),
            ("range", "nonsense", Lane::Bytes),
        ] {
            let mut get = request(Method::GET, "");
            get.headers.insert(name, HeaderValue::from_static(range));
            assert_eq!(Lane::of(&get), lane, "{range}");
        }
    }
}
