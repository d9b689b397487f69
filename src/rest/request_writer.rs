//! Writes a request from the declaration of an operation and its tables of fields.

use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use url::Url;

use crate::base::error::{Error, Result};
use crate::base::header_text;
use crate::base::url::{append_query, append_text_query, encode_component};
use crate::http::Request;
use crate::rest::declaration::Declaration;
use crate::rest::path::Path;
use crate::rest::values::{Binary, Count, NameValues, Timestamp};
use crate::rest::versions::LATEST_FEATURES;
use crate::rest::xml_writer::Element;

/// A value that can be written into a header.
pub trait ToHeader {
    /// The header's text.
    fn to_header(&self) -> std::borrow::Cow<'_, str>;
}

impl ToHeader for String {
    fn to_header(&self) -> std::borrow::Cow<'_, str> {
        self.as_str().into()
    }
}

impl ToHeader for bool {
    fn to_header(&self) -> std::borrow::Cow<'_, str> {
        (if *self { "true" } else { "false" }).into()
    }
}

impl ToHeader for Count {
    fn to_header(&self) -> std::borrow::Cow<'_, str> {
        self.0.to_string().into()
    }
}

impl ToHeader for i64 {
    fn to_header(&self) -> std::borrow::Cow<'_, str> {
        self.to_string().into()
    }
}

impl ToHeader for Timestamp {
    fn to_header(&self) -> std::borrow::Cow<'_, str> {
        self.to_http_date().into()
    }
}

impl ToHeader for Binary {
    fn to_header(&self) -> std::borrow::Cow<'_, str> {
        self.to_base64().into()
    }
}

/// A request that is being written.
#[derive(Debug)]
pub struct RequestWriter {
    request: Request,
}

impl RequestWriter {
    /// Starts a request for a URL. The query of the URL (a SAS, a snapshot) stays.
    pub fn new(method: Method, url: Url) -> Self {
        Self { request: Request::new(method, url) }
    }

    /// Starts a request with what all requests of an operation have in common.
    pub fn declared(declaration: &Declaration, url: Url) -> Self {
        let mut request = Self::new(declaration.method.clone(), url);
        if declaration.account {
            request.account();
        }
        if let Some(version) = declaration.version {
            request.at_least(version);
        }
        for &(name, value) in declaration.query {
            request.query(name, value);
        }
        for &(name, value) in declaration.headers {
            request.constant(name, value);
        }
        request
    }

    /// The finished request.
    pub fn finish(self) -> Request {
        self.request
    }

    /// The headers written so far.
    pub fn headers(&self) -> &HeaderMap {
        &self.request.headers
    }

    /// Adds a query parameter with a fixed value, or a comma-separated list.
    pub fn query(&mut self, name: &str, value: &str) {
        append_query(&mut self.request.url, name, value);
    }

    /// Adds a query parameter with a caller's text.
    pub fn query_text(&mut self, name: &str, value: &str) {
        append_text_query(&mut self.request.url, name, value);
    }

    /// Sets a header to a fixed value.
    pub fn constant(&mut self, name: &'static str, value: &'static str) {
        self.request.headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }

    /// Sets a header to a caller's text. `at` is the argument.
    ///
    /// # Errors
    /// An argument error when the text has a character that a header cannot carry.
    pub fn header(&mut self, name: &'static str, at: &Path<'_>, text: &str) -> Result<()> {
        self.request.headers.insert(HeaderName::from_static(name), header_value(|| at.argument(), text)?);
        if name == "x-ms-access-tier" && text.eq_ignore_ascii_case("smart") {
            self.at_least(LATEST_FEATURES);
        }
        Ok(())
    }

    /// As [`RequestWriter::header`], for a secret value.
    ///
    /// # Errors
    /// As [`RequestWriter::header`].
    pub fn secret(&mut self, name: &'static str, at: &Path<'_>, text: &str) -> Result<()> {
        let mut value = header_value(|| at.argument(), text)?;
        value.set_sensitive(true);
        self.request.headers.insert(HeaderName::from_static(name), value);
        Ok(())
    }

    /// Marks the request as one for the account itself: its path ends with a slash.
    pub fn account(&mut self) {
        let path = self.request.url.path();
        if !path.ends_with('/') {
            let path = format!("{path}/");
            self.request.url.set_path(&path);
        }
    }

    /// Requires at least this service version. A newer version of the client stays.
    pub fn at_least(&mut self, version: &'static str) {
        self.request.at_least(version);
    }

    /// Makes an XML document the request's body.
    pub fn xml(&mut self, root: &Element<'_>) -> Result<()> {
        self.constant("content-type", "application/xml");
        self.request.body = root.to_document()?.into();
        Ok(())
    }

    /// Sets one `x-ms-meta-` header for each pair.
    ///
    /// # Errors
    /// An argument error that names the pair that cannot be sent.
    pub fn metadata(&mut self, at: &Path<'_>, metadata: &NameValues) -> Result<()> {
        for (name, value) in metadata.iter() {
            let argument = || format!("{}.{name}", at.argument());
            let written = format!("x-ms-meta-{name}");
            let header = HeaderName::try_from(&written);
            let header = header.ok().filter(|_| !name.is_empty()).ok_or_else(|| {
                Error::argument_range(
                    argument(),
                    format!(
                        "The metadata name \"{name}\" cannot be sent: metadata names travel as HTTP header names. Use \
                         letters, digits and underscores."
                    ),
                )
            })?;
            self.request.headers.insert(header, metadata_value(argument, value)?);
            self.request.spelling.learn(&written);
        }
        Ok(())
    }

    /// Sets `x-ms-tags` from names and values.
    ///
    /// # Errors
    /// Never in practice: encoded tags are ASCII.
    pub fn tags(&mut self, at: &Path<'_>, tags: &NameValues) -> Result<()> {
        let pairs = tags.iter().map(|(name, value)| format!("{}={}", encode_component(name), encode_component(value)));
        self.header("x-ms-tags", at, &pairs.collect::<Vec<_>>().join("&"))
    }
}

/// `argument` names the value. It is only called for an error.
fn header_value(argument: impl FnOnce() -> String, text: &str) -> Result<HeaderValue> {
    header_text::header_value(text).ok_or_else(|| cannot_be_carried(argument()))
}

/// As [`header_value`]. The service rejects metadata that are not ASCII.
fn metadata_value(argument: impl FnOnce() -> String, text: &str) -> Result<HeaderValue> {
    let text = header_text::trimmed(text);
    if text.is_ascii() { header_value(argument, text) } else { Err(cannot_be_carried(argument())) }
}

fn cannot_be_carried(argument: String) -> Error {
    let message = format!(
        "The value of \"{argument}\" has a character that an HTTP header cannot carry. Use printable ASCII, or encode the \
         value (for example with encodeURIComponent)."
    );
    Error::argument_range(argument, message).with_code("ERR_INVALID_CHAR")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn writer() -> RequestWriter {
        RequestWriter::new(Method::PUT, Url::parse("https://h/c/b?sig=x").expect("a URL"))
    }

    fn pairs(name: &str, value: &str) -> NameValues {
        NameValues(vec![(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn parameters_are_appended_to_the_url_query_and_lists_keep_commas() {
        let mut request = writer();
        request.query("include", "copy,metadata");
        request.query_text("prefix", "a,b&c");
        assert_eq!(request.finish().url.query(), Some("sig=x&include=copy,metadata&prefix=a%2Cb%26c"));
    }

    #[test]
    fn an_account_s_path_ends_with_one_slash() {
        for (url, expected) in
            [("http://h/account?sig=a%2Fb", "http://h/account/?sig=a%2Fb"), ("https://h", "https://h/")]
        {
            let mut request = RequestWriter::new(Method::GET, Url::parse(url).expect("a URL"));
            request.account();
            assert_eq!(request.finish().url.as_str(), expected);
        }
    }

    #[test]
    fn the_newest_required_version_is_sent() {
        let mut request = writer();
        for (version, expected) in
            [("2022-11-02", "2022-11-02"), ("2026-04-06", "2026-04-06"), ("2021-12-02", "2026-04-06")]
        {
            request.at_least(version);
            assert_eq!(request.headers()["x-ms-version"], expected);
        }
    }

    #[test]
    fn tags_are_encoded() {
        let mut request = writer();
        request.tags(&Path::default(), &pairs("a b", "1=2&3")).expect("sendable");
        assert_eq!(request.headers()["x-ms-tags"], "a%20b=1%3D2%263");
    }

    #[test]
    fn invalid_metadata_is_rejected_by_name() {
        for (name, value, argument) in [
            ("ok", "caf\u{e9}", "options.sourceMetadata.ok"),
            ("ok", "line\nbreak", "options.sourceMetadata.ok"),
            ("with space", "x", "options.sourceMetadata.with space"),
            ("", "x", "options.sourceMetadata."),
        ] {
            let root = Path::default();
            let options = root.member("options");
            let error = writer().metadata(&options.member("source_metadata"), &pairs(name, value)).expect_err(argument);
            assert_eq!(error.argument(), Some(argument));
            assert!(!error.message().contains(value) || value == "x", "the value may be private: {error}");
        }
    }

    #[test]
    fn headers_other_than_metadata_carry_latin1() {
        let mut request = writer();
        request.header("x-ms-blob-content-disposition", &Path::default(), "M\u{fc}ller").expect("sendable");
        assert_eq!(request.headers()["x-ms-blob-content-disposition"].as_bytes(), b"M\xfcller");
        let error = request.header("x-ms-lease-id", &Path::default().member("id"), "\u{100}").expect_err("not Latin-1");
        assert_eq!(error.argument(), Some("id"));
    }

    #[test]
    fn secret_headers_are_marked_sensitive() {
        let mut request = writer();
        request.secret("x-ms-encryption-key", &Path::default(), "hush").expect("sendable");
        assert!(request.headers()["x-ms-encryption-key"].is_sensitive());
        assert!(!format!("{:?}", request.finish()).contains("hush"));
    }

    proptest! {
        #[test]
        fn hostile_metadata_never_panics(name in ".{0,20}", value in ".{0,20}") {
            let _ = writer().metadata(&Path::default(), &pairs(&name, &value));
            let _ = writer().tags(&Path::default(), &pairs(&name, &value));
        }
    }
}
