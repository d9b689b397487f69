//! Decides whether a redirect is followed. Pure. The rules are those of the reference: which statuses, for which
//! methods, and only within the origin of the request, because the request has credentials.

use http::header::LOCATION;
use http::{HeaderMap, Method};
use url::Url;

use crate::base::redact;

/// The maximum number of redirects of one attempt.
/// <https://learn.microsoft.com/javascript/api/@azure/core-rest-pipeline/redirectpolicyoptions>
pub const MAX_REDIRECTS: usize = 20;

/// The next step after a response.
#[derive(Debug, PartialEq, Eq)]
pub enum Redirect {
    /// Return it.
    None,
    /// Follow the redirect to this URL, signed again. A POST becomes a GET without a body if the response is at another
    /// URL.
    Follow {
        /// The URL.
        url: Box<Url>,
        /// Whether the request becomes a GET.
        as_get: bool,
    },
    /// Return it, although it names another URL. The sentence says why the redirect was not followed.
    NotFollowed(String),
}

/// Decides about a response to a request with this method for this URL.
#[must_use]
pub fn redirect(status: u16, headers: &HeaderMap, method: &Method, url: &Url) -> Redirect {
    if !(300..400).contains(&status) || status == 304 {
        return Redirect::None;
    }
    let Some(location) = headers.get(LOCATION).filter(|location| !location.is_empty()) else { return Redirect::None };
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let followed = match status {
        300 | 307 => true,
        301 | 302 => reads,
        303 => *method == Method::POST,
        _ => false,
    };
    let location = redact::latin1(location.as_bytes());
    let Ok(mut place) = url.join(&location) else {
        let shown = redact::url_text(&location).into_owned();
        return Redirect::NotFollowed(format!("It redirects to \"{shown}\", which is no URL."));
    };
    let shown = redact::url(&place);
    if !followed {
        return Redirect::NotFollowed(format!(
            "It redirects to {shown}, but a {method} is not sent on after a {status}."
        ));
    }
    if place.origin() != url.origin() || !place.origin().is_tuple() {
        return Redirect::NotFollowed(format!(
            "It redirects to {shown}, which is another origin than {}: the request and its credentials were not sent there. \
             If that is the right place, make the client with its URL.",
            url.origin().ascii_serialization()
        ));
    }
    // A user in the URL would become a header. Neither call fails for a URL with a host.
    let _ = place.set_username("");
    let _ = place.set_password(None);
    place.set_fragment(None);
    Redirect::Follow { url: Box::new(place), as_get: status == 303 }
}

/// Why a response is returned after too many redirects.
#[must_use]
pub fn too_many() -> String {
    format!("It redirects once more, after {MAX_REDIRECTS} times, which is the most that is followed.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://a.blob.core.windows.net/c/b?sig=secret";

    fn response(status: u16, location: &str, method: &Method) -> Redirect {
        let headers = [(LOCATION, location.parse().unwrap())].into_iter().collect();
        redirect(status, &headers, method, &Url::parse(URL).unwrap())
    }

    #[test]
    fn the_statuses_and_methods_of_the_reference_are_followed() {
        let methods = [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::POST];
        for status in 200..600 {
            for method in &methods {
                let reads = *method == Method::GET || *method == Method::HEAD;
                let expected = match status {
                    300 | 307 => true,
                    301 | 302 => reads,
                    303 => *method == Method::POST,
                    _ => false,
                };
                let found = response(status, "/c/other", method);
                assert_eq!(matches!(found, Redirect::Follow { .. }), expected, "{status} {method}: {found:?}");
            }
        }
    }

    #[test]
    fn a_location_within_the_origin_is_resolved() {
        for (location, expected) in [
            ("/x?sv=1", "https://a.blob.core.windows.net/x?sv=1"),
            ("d", "https://a.blob.core.windows.net/c/d"),
            ("?comp=tags", "https://a.blob.core.windows.net/c/b?comp=tags"),
            ("https://A.blob.core.windows.net:443/e#f", "https://a.blob.core.windows.net/e"),
            ("https://u:p@a.blob.core.windows.net/e", "https://a.blob.core.windows.net/e"),
        ] {
            let url = Box::new(Url::parse(expected).unwrap());
            assert_eq!(response(307, location, &Method::PUT), Redirect::Follow { url, as_get: false }, "{location}");
        }
        assert!(matches!(response(303, "/x", &Method::POST), Redirect::Follow { as_get: true, .. }));
    }

    #[test]
    fn another_origin_is_named_without_its_secrets() {
        for location in [
            "https://elsewhere/c?sig=topsecret",
            "http://a.blob.core.windows.net/c?sig=topsecret",
            "https://a.blob.core.windows.net:444/c?sig=topsecret",
            "//user:topsecret@elsewhere/c",
            "data:,topsecret&sig=topsecret",
        ] {
            let Redirect::NotFollowed(sentence) = response(307, location, &Method::GET) else { panic!("{location}") };
            assert!(sentence.contains("another origin than https://a.blob.core.windows.net"), "{sentence}");
            assert!(!sentence.contains("sig=topsecret") && !sentence.contains(":topsecret@"), "{sentence}");
        }
        let Redirect::NotFollowed(sentence) = response(307, "https://[/", &Method::GET) else { panic!("followed") };
        assert!(sentence.contains("no URL"), "{sentence}");
        assert_eq!(response(307, "", &Method::GET), Redirect::None);
    }
}
