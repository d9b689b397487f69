//! What a credential is for: a container, or a whole account.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::rest::endpoint::account_url;

/// The container whose name the URL of a blob may leave out.
const ROOT_CONTAINER: &str = "$root";

/// A container, or an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialScope {
    /// The URL of the account, without a slash at its end.
    account: String,
    /// The name of the container; `None` for all of the account.
    container: Option<String>,
}

impl CredentialScope {
    /// The container of a blob.
    pub fn of_blob(blob: &Url) -> Self {
        let container = within_account(blob).trim_start_matches('/').split_once('/').map(|(container, _)| container);
        Self { account: account(blob), container: Some(decoded(container.unwrap_or(ROOT_CONTAINER))) }
    }

    /// What the URL of a client is for; `None` for a blob's.
    pub fn of_client(url: &Url) -> Option<Self> {
        let rest = within_account(url).trim_matches('/');
        let container = Some(rest).filter(|rest| !rest.is_empty()).map(decoded);
        (!rest.contains('/')).then(|| Self { account: account(url), container })
    }

    /// Whether a credential for this scope is one for the other.
    pub fn covers(&self, other: &Self) -> bool {
        self.account == other.account && (self.container.is_none() || self.container == other.container)
    }

    /// Its URL, for messages.
    pub fn shown(&self) -> String {
        match &self.container {
            Some(container) => format!("{}/{container}", self.account),
            None => self.account.clone(),
        }
    }
}

/// The URL of the account, without secrets.
fn account(url: &Url) -> String {
    let mut account = account_url(url);
    let _ = account.set_username("");
    let _ = account.set_password(None);
    account.as_str().trim_end_matches('/').to_owned()
}

/// The part of the path after the account's.
fn within_account(url: &Url) -> &str {
    let account = account_url(url);
    url.path().strip_prefix(account.path().trim_end_matches('/')).unwrap_or_default()
}

fn decoded(name: &str) -> String {
    percent_decode_str(name).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn a3_a_credential_is_for_a_container_or_its_account() {
        for (blob, client, has) in [
            ("https://one.blob.core.windows.net/c/d/e?sig=x", "https://one.blob.core.windows.net/c?sig=y", true),
            ("https://one.blob.core.windows.net/c/d/e", "https://one.blob.core.windows.net/?sig=y", true),
            ("https://one.blob.core.windows.net/c/d", "https://one.blob.core.windows.net/c/", true),
            ("https://one.blob.core.windows.net/c/d", "https://one.blob.core.windows.net/cc", false),
            ("https://one.blob.core.windows.net/c/d", "https://two.blob.core.windows.net/c", false),
            ("https://one.blob.core.windows.net/c/d", "http://one.blob.core.windows.net/c", false),
            ("https://one.blob.core.windows.net/d", "https://one.blob.core.windows.net/%24root", true),
            ("https://one.blob.core.windows.net/$root/d", "https://one.blob.core.windows.net/$root", true),
            ("http://127.0.0.1:10000/one/c/d", "http://127.0.0.1:10000/one/c", true),
            ("http://127.0.0.1:10000/one/c/d", "http://127.0.0.1:10000/one/", true),
            ("http://127.0.0.1:10000/one/c/d", "http://127.0.0.1:10000/two", false),
        ] {
            let client = CredentialScope::of_client(&url(client)).expect("a scope");
            assert_eq!(client.covers(&CredentialScope::of_blob(&url(blob))), has, "{blob} {client:?}");
        }
        assert_eq!(CredentialScope::of_client(&url("https://one.blob.core.windows.net/c/d")), None);
    }

    #[test]
    fn a3_a_scope_is_shown_without_secrets() {
        let blob = url("https://me:secret@one.blob.core.windows.net/a%20b/d?sv=1&sig=secret#secret");
        assert_eq!(CredentialScope::of_blob(&blob).shown(), "https://one.blob.core.windows.net/a b");
        let account = url("http://127.0.0.1:10000/one?sig=secret");
        assert_eq!(CredentialScope::of_client(&account).expect("a scope").shown(), "http://127.0.0.1:10000/one");
    }
}
