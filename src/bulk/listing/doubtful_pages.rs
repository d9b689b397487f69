//! Detects pages that do not match their request: an intermediary made them up, or cached them for another request. What such a page
//! leaves out would be missed, or deleted by a mirror. Pure.

use crate::bulk::listing::page_body::PageBody;
use crate::rest::service::ListContainersSegmentResponse;

const NO_NAME: &str = "it has an entry without a name";
const NOT_WITHIN: &str = "it has a name that does not begin with the prefix";
const ANOTHER_PREFIX: &str = "it is of another prefix";

/// Of a page of blobs whose names begin with this.
pub fn doubt_of_blobs(page: &PageBody, prefix: Option<&str>) -> Option<&'static str> {
    let prefix = prefix.unwrap_or_default();
    page.doubt
        .or_else(|| doubt_of_names(&mut page.names(), prefix))
        .or_else(|| doubt_of_prefix(page.prefix.as_deref(), prefix))
}

/// Of a page of containers whose names begin with this.
pub fn doubt_of_containers(
    page: &ListContainersSegmentResponse,
    prefix: Option<&str>,
    marker: Option<&str>,
) -> Option<&'static str> {
    let prefix = prefix.unwrap_or_default();
    let names = &mut page.container_items.iter().map(|item| item.name.as_str());
    let of_marker = || match page.continuation_token.as_deref() {
        None => Some("it does not say whether it is the last page"),
        next if next == marker => Some("the marker of the next page is that of this one"),
        Some(_) => None,
    };
    let doubt = page.doubt.or_else(|| doubt_of_names(names, prefix));
    doubt.or_else(|| doubt_of_prefix(page.prefix.as_deref(), prefix)).or_else(of_marker)
}

fn doubt_of_names(names: &mut dyn Iterator<Item = &str>, prefix: &str) -> Option<&'static str> {
    // The directory that the prefix names may be among them.
    let is_within = |name: &str| name.starts_with(prefix) || prefix.strip_suffix('/') == Some(name);
    for name in names {
        if name.is_empty() {
            return Some(NO_NAME);
        }
        if !is_within(name) {
            return Some(NOT_WITHIN);
        }
    }
    None
}

/// A service need not repeat the prefix. Characters that XML changes come back as others.
fn doubt_of_prefix(said: Option<&str>, prefix: &str) -> Option<&'static str> {
    let comparable = |text: &str| text.trim() == text && !text.contains(char::is_control);
    let said = said.filter(|said| !said.is_empty() && *said != prefix && comparable(said));
    said.filter(|_| comparable(prefix)).map(|_| ANOTHER_PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::listing::page::Listed;
    use crate::rest::service::ContainerItem;

    fn of_blobs(names: &[&str], said: Option<&str>, prefix: Option<&str>) -> Option<&'static str> {
        let blobs = names.iter().map(|name| Listed::unknown((*name).to_owned())).collect();
        let page = PageBody { prefix: said.map(str::to_owned), blobs, ..Default::default() };
        doubt_of_blobs(&page, prefix)
    }

    #[test]
    fn a_page_answers_its_request() {
        for (names, said, prefix) in [
            (&[][..], None, None),
            (&[], Some(""), Some("p/")),
            (&["a", "b"], None, None),
            (&["p/", "p/a"], Some("p/"), Some("p/")),
            (&["p", "p/a"], None, Some("p/")),
            (&[" a"], Some("a"), Some(" a")),
            (&["a\r"], Some("a\n"), Some("a\r")),
        ] {
            assert_eq!(of_blobs(names, said, prefix), None, "{names:?} {said:?} {prefix:?}");
        }
        for (names, said, prefix, doubt) in [
            (&["a", ""][..], None, None, NO_NAME),
            (&["p/a", "q"], None, Some("p/"), NOT_WITHIN),
            (&["p"], None, Some("p//"), NOT_WITHIN),
            (&[], Some("q/"), Some("p/"), ANOTHER_PREFIX),
            (&["a"], Some("a"), None, ANOTHER_PREFIX),
        ] {
            assert_eq!(of_blobs(names, said, prefix), Some(doubt), "{names:?} {said:?} {prefix:?}");
        }
    }

    #[test]
    fn a_page_of_containers_says_whether_it_is_the_last() {
        let page = |name: &str, next: Option<&str>| ListContainersSegmentResponse {
            container_items: vec![ContainerItem { name: name.to_owned(), ..ContainerItem::default() }],
            continuation_token: next.map(str::to_owned),
            ..Default::default()
        };
        for (name, next, is_doubtful) in [
            ("pa", Some(""), false),
            ("pa", Some("2"), false),
            ("pa", None, true),
            ("pa", Some("1"), true),
            ("a", Some(""), true),
            ("", Some(""), true),
        ] {
            let doubt = doubt_of_containers(&page(name, next), Some("p"), Some("1"));
            assert_eq!(doubt.is_some(), is_doubtful, "{name} {next:?} {doubt:?}");
        }
    }
}
