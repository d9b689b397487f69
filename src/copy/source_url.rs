//! The URLs of copy sources: which parts may be shown and saved, and whether two of them name the same source.

use url::Url;

use crate::base::redact;
use crate::base::url::{parameter, set_parameter};

/// The query parameters that name a state of a blob or file.
pub const STATE_PARAMETERS: [&str; 3] = ["snapshot", "versionid", "sharesnapshot"];

/// A source's URL without its secrets: the signature, and a user and password before the host.
pub fn without_signature(source: &str) -> String {
    let Ok(mut url) = Url::parse(source) else { return source.to_owned() };
    let has_user = !url.username().is_empty() || url.password().is_some();
    let secrets: Vec<String> =
        url.query_pairs().map(|(name, _)| name.into_owned()).filter(|name| redact::is_signature(name)).collect();
    if secrets.is_empty() && !has_user {
        return source.to_owned();
    }
    if has_user {
        // Both fail only for URLs that cannot have them.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    secrets.into_iter().fold(url, |url, name| set_parameter(url, &name, None)).into()
}

/// Whether two URLs name the same source. The service does not keep signatures, so they are ignored.
pub fn same_source(seen: &str, ours: &str) -> bool {
    let (Ok(seen), Ok(ours)) = (Url::parse(seen), Url::parse(ours)) else { return seen == ours };
    (seen.scheme(), seen.host(), seen.port_or_known_default(), seen.path())
        == (ours.scheme(), ours.host(), ours.port_or_known_default(), ours.path())
        && STATE_PARAMETERS.iter().all(|name| parameter(&seen, name) == parameter(&ours, name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_snapshot_is_another_source_and_a_signature_is_not() {
        assert!(same_source("https://a/c/b", "https://a:443/c/b?sv=1&sig=x"));
        assert!(!same_source("https://a/c/b", "https://a/c/b?snapshot=1"));
        assert!(!same_source("https://a/c/b", "https://b/c/b"));
        assert_eq!(without_signature("https://u:p@a/c/b%20c?sv=1&sig=x"), "https://a/c/b%20c?sv=1");
    }

    proptest! {
        #[test]
        fn any_text_is_accepted(text in ".{0,60}") {
            let _ = without_signature(&text);
            let _ = same_source(&text, "https://a/c/b");
        }
    }
}
