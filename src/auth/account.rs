//! Which account a URL names.
use url::Url;
/// The account's name.
pub fn account_name_from_url(url: &Url) -> String {
    url.host_str().unwrap_or_default().split('.').next().unwrap_or_default().to_owned()
}
/// Whether the account is the first part of the path.
pub fn is_path_style(_url: &Url) -> bool {
    true
}
