//! URLs of accounts, containers and blobs: parsing and building them.
//!
//! Scripts compare, log and store these URLs, so each is built character for character as `@azure/storage-blob` builds
//! it. Both follow the WHATWG URL standard; [`url::quirks`] has its setters.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::{AsciiSet, utf8_percent_encode};
use url::{Url, quirks};

use crate::base::component::COMPONENT;
use crate::base::error::{Error, Result};

pub use crate::base::component::encode_component;

/// As [`COMPONENT`], but for a path that is already percent-encoded: slashes and escapes are kept, quotes are encoded.
const ENCODED_PATH: &AsciiSet = &COMPONENT.remove(b'/').remove(b'%').add(b'\'');

/// Whether a name is a container's or a blob's: slashes are separators in a blob's name, and data in a container's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A container's name.
    Container,
    /// A blob's name.
    Blob,
}

/// Parses a URL that a caller gave.
///
/// # Errors
/// An argument error that names `url`, when the text is not an absolute URL.
pub fn parse(text: &str) -> Result<Url> {
    Url::parse(text).map_err(|error| {
        Error::argument_type(
            "url",
            format!(
                "Invalid URL: the argument \"url\" must be an absolute URL such as \
                 \"https://account.blob.core.windows.net/container/blob\" ({error})."
            ),
        )
        .with_code("ERR_INVALID_URL")
        .with_source(error)
    })
}

/// The URL as a client of the reference shows it: the path's special characters are escaped.
pub fn escape_path(mut url: Url) -> Url {
    let path = match url.path() {
        "" => "/".to_owned(),
        path => utf8_percent_encode(path, ENCODED_PATH).to_string(),
    };
    quirks::set_pathname(&mut url, &path);
    url
}

/// The URL of a container in an account, or of a blob in a container: `name` is encoded and becomes the path's end. The
/// query (a SAS, for example) stays.
///
/// # Errors
/// An argument error that names the name, when URLs cannot contain it: with a part that is `.` or `..` it would name another
/// blob, container or account, because URL parsers remove such parts.
pub fn append_name(mut url: Url, name: &str, kind: NameKind) -> Result<Url> {
    if name.split('/').any(is_dots) {
        return Err(unaddressable(name, kind));
    }
    let encoded = match kind {
        NameKind::Container => encode_component(name).into_owned(),
        NameKind::Blob => name.split('/').map(encode_component).collect::<Vec<_>>().join("/"),
    };
    let path = match url.path() {
        "" => encoded,
        path if path.ends_with('/') => format!("{path}{encoded}"),
        path => format!("{path}/{encoded}"),
    };
    quirks::set_pathname(&mut url, &path);
    // In case another character splits the name.
    if url.path().strip_prefix('/').unwrap_or_default() != path.strip_prefix('/').unwrap_or(&path) {
        return Err(unaddressable(name, kind));
    }
    Ok(url)
}

fn is_dots(part: &str) -> bool {
    matches!(part, "." | "..")
}

fn unaddressable(name: &str, kind: NameKind) -> Error {
    let argument = match kind {
        NameKind::Container => "containerName",
        NameKind::Blob => "blobName",
    };
    Error::argument_range(
        argument,
        format!(
            "The {argument} {name:?} cannot be addressed: a part of it is \".\" or \"..\", which is taken away from every URL, \
             so that another blob or container would be meant. Leave such parts out of the name."
        ),
    )
}

/// Sets, replaces or (with `None` or an empty value) removes one query parameter. The others stay as they are.
pub fn set_parameter(mut url: Url, name: &str, value: Option<&str>) -> Url {
    let encoded_name = encode_component(name);
    let mut pieces: Vec<Cow<'_, str>> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|piece| !piece.is_empty() && piece.split('=').next() != Some(&*encoded_name))
        .map(|piece| Cow::Owned(piece.to_owned()))
        .collect();
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        pieces.push(Cow::Owned(format!("{encoded_name}={}", encode_component(value))));
    }
    let query = pieces.join("&");
    url.set_query(if query.is_empty() { None } else { Some(&query) });
    url
}

/// The decoded value of one query parameter.
pub fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Adds a query parameter at the end, or replaces the one with its name. `value` is encoded; a comma-separated list keeps its commas.
pub fn append_query(url: &mut Url, name: &str, value: &str) {
    let encoded = value.split(',').map(encode_component).collect::<Vec<_>>().join(",");
    append_encoded_query(url, name, &encoded);
}

/// Adds a query parameter whose value may contain any character, including commas.
pub fn append_text_query(url: &mut Url, name: &str, value: &str) {
    append_encoded_query(url, name, &encode_component(value));
}

/// A parameter that the URL has already is replaced, in its place: the address of a listing may be that of a client.
fn append_encoded_query(url: &mut Url, name: &str, encoded: &str) {
    let query = match url.query().unwrap_or_default() {
        "" => format!("{name}={encoded}"),
        given => match place_of(given, name) {
            Some(Range { start, end }) => format!("{}{name}={encoded}{}", &given[..start], &given[end..]),
            None => format!("{given}&{name}={encoded}"),
        },
    };
    url.set_query(Some(&query));
}

/// Where a query has a parameter.
fn place_of(query: &str, name: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for pair in query.split('&') {
        let end = start + pair.len();
        if pair.split('=').next() == Some(name) {
            return Some(start..end);
        }
        start = end + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;

    use super::*;
    use proptest::prelude::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn blob_names_are_encoded_segment_by_segment() {
        let container = url("https://a.blob.core.windows.net/c?sv=1&sig=x%3D");
        for (name, encoded) in [
            ("a b/ü.txt", "a%20b/%C3%BC.txt"),
            ("100%", "100%25"),
            ("%2F", "%252F"),
            ("a+b&c=d#e?f", "a%2Bb%26c%3Dd%23e%3Ff"),
            ("it's!(fine)*~", "it's!(fine)*~"),
            ("/leading", "/leading"),
            ("double//slash", "double//slash"),
            ("back\\slash", "back%5Cslash"),
            ("😀", "%F0%9F%98%80"),
        ] {
            let expected = format!("https://a.blob.core.windows.net/c/{encoded}?sv=1&sig=x%3D");
            assert_eq!(append_name(container.clone(), name, NameKind::Blob).expect(name).as_str(), expected, "{name}");
        }
    }

    #[test]
    fn a_slash_in_a_container_name_is_escaped() {
        let account = url("http://127.0.0.1:10000/devstoreaccount1");
        let container = append_name(account, "a/b", NameKind::Container).expect("a name");
        assert_eq!(container.as_str(), "http://127.0.0.1:10000/devstoreaccount1/a%2Fb");
    }

    #[test]
    fn paths_are_escaped_once() {
        for (given, escaped) in [
            ("https://h/c/a'b", "https://h/c/a%27b"),
            ("https://h/c/a:b@c", "https://h/c/a%3Ab%40c"),
            ("https://h/c/a%20b%2Fc%25", "https://h/c/a%20b%2Fc%25"),
            ("https://h", "https://h/"),
        ] {
            let once = escape_path(url(given));
            assert_eq!(once.as_str(), escaped);
            assert_eq!(escape_path(once).as_str(), escaped, "escaping again changes nothing");
        }
    }

    #[test]
    fn an_appended_parameter_replaces_one_of_its_name() {
        for (given, expected) in [
            ("https://h/c", "comp=list"),
            ("https://h/c?", "comp=list"),
            ("https://h/c?sig=a%2Bb%3D", "sig=a%2Bb%3D&comp=list"),
            ("https://h/c?restype=container&comp=acl&sig=x", "restype=container&comp=list&sig=x"),
            ("https://h/c?sig=x=&&comp", "sig=x=&&comp=list"),
            ("https://h/c?comp=acl", "comp=list"),
            ("https://h/c?xcomp=1&Comp=2", "xcomp=1&Comp=2&comp=list"),
        ] {
            let mut changed = url(given);
            append_query(&mut changed, "comp", "list");
            assert_eq!(changed.query(), Some(expected), "{given}");
        }
    }

    #[test]
    fn setting_a_parameter_leaves_the_others_unchanged() {
        let signed = url("https://h/c/b?sv=1&sig=a%2Bb%3D");
        let snapshot = set_parameter(signed.clone(), "snapshot", Some("2026-11-22T13:11:11.0000000Z"));
        assert_eq!(snapshot.query(), Some("sv=1&sig=a%2Bb%3D&snapshot=2026-11-22T13%3A11%3A11.0000000Z"));
        assert_eq!(parameter(&snapshot, "snapshot").as_deref(), Some("2026-11-22T13:11:11.0000000Z"));
        assert_eq!(set_parameter(snapshot, "snapshot", Some("")), signed);
        assert_eq!(set_parameter(url("https://h/c/b?snapshot=1"), "snapshot", None).as_str(), "https://h/c/b");
    }

    #[test]
    fn names_with_dot_segments_are_rejected() {
        let container = url("http://127.0.0.1:10000/account/c");
        for name in ["..", ".", "../x", "a/../b", "a/./b", "a/..", "./a", "../../other/c/b", "/../x", "a//../b"] {
            let error = append_name(container.clone(), name, NameKind::Blob).expect_err(name);
            assert_eq!(error.argument(), Some("blobName"), "{name}");
            assert!(error.message().contains(name), "{error}");
            assert!(append_name(container.clone(), name, NameKind::Container).is_err(), "{name}");
        }
        for name in
            ["...", "a..", "..a", ".a/b.", "%2e%2e/x", "..\\x", "%2E", ". ", "\t..", "..\n/x", "?..", "#", "a?b#c"]
        {
            let blob = append_name(container.clone(), name, NameKind::Blob).expect(name);
            let (_, sent) = blob.path().split_once("/account/c/").expect("the container's path stays");
            assert_eq!(percent_decode_str(sent).decode_utf8_lossy(), name);
        }
    }

    proptest! {
        #[test]
        fn every_name_is_sent_unchanged_or_rejected(name in "[./%2eE\\\\?#\t\na ü\u{0}]{1,12}") {
            for kind in [NameKind::Blob, NameKind::Container] {
                let account = url("http://127.0.0.1:10000/account/c?sig=a%2F..%2Fb");
                let Ok(sent) = append_name(account, &name, kind) else { continue };
                let (_, path) = sent.path().split_once("/account/c/").expect("the path stays");
                prop_assert_eq!(percent_decode_str(path).decode_utf8_lossy(), name.as_str());
                prop_assert_eq!(sent.query(), Some("sig=a%2F..%2Fb"));
                // Later URL parsers remove nothing either.
                prop_assert_eq!(url(sent.as_str()), sent);
            }
        }
    }
}
