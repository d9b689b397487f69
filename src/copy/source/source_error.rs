//! Why this process cannot read a source: what the source responded, and what is wrong with the signature in its URL.

use url::Url;

use crate::base::error::{CopySourceError, Error, ErrorKind};
use crate::base::fragile_names::has_backslash;
use crate::base::url::parameter;
use crate::rest::BlobEndpoint;
use crate::rest::copy_source_error;
use crate::rest::values::{FromText, Timestamp};

/// The error for a source that rejects the requests of this process. It names the source, what the source responded, and what to do.
pub fn source_error(error: &Error, source: &BlobEndpoint) -> Error {
    if matches!(error.kind(), ErrorKind::Aborted | ErrorKind::Credential | ErrorKind::ArgumentRange) {
        return error.clone();
    }
    let rejection = CopySourceError { status: error.status(), code: error.code().map(str::to_owned), message: None };
    let advice = match error.status() {
        None => String::new(),
        Some(300..=303 | 305..=308) => {
            " It leads to another URL, which is not followed: pass the one that it leads to.".to_owned()
        }
        Some(304 | 412) => " The option \"sourceConditions\" asks for something else.".to_owned(),
        Some(401 | 403) if !has_signature(&source.url) => {
            let generic = matches!(error.code(), None | Some("AuthenticationFailed" | "NoAuthenticationInformation"));
            let what = if generic { "" } else { copy_source_error::advice(&rejection) };
            format!(" {what} Pass a client that may read it, or a URL with a shared access signature (SAS).")
                .replace("  ", " ")
        }
        Some(_) => format!(" {}", copy_source_error::advice(&rejection)),
    };
    let fault = signature_fault(source).filter(|_| error.status().is_some_and(|status| status >= 400));
    let is_of_signature = error.status() == Some(403) && error.code() == Some("AuthenticationFailed");
    let fault = fault.or_else(|| name_fault(&source.url).filter(|_| is_of_signature).map(str::to_owned));
    let fault = fault.map(|fault| format!(" {fault}")).unwrap_or_default();
    let said = error.message().trim_end();
    let shown =
        error.clone().with_message(format!("The source {} cannot be read: {said}{advice}{fault}", source.shown()));
    if error.kind() == ErrorKind::Service { shown.with_copy_source(rejection) } else { shown }
}

fn has_signature(url: &Url) -> bool {
    parameter(url, "sig").is_some()
}

/// Why the service may have rejected a signature for a source with this name, although the signature is valid.
pub fn name_fault(source: &Url) -> Option<&'static str> {
    has_backslash(source.path()).then_some(
        "The name of the blob has a backslash, which some services take for a slash in the signature for one blob. Pass a URL with a signature \
         for its container or account, or a client and the strategy \"auto\" or \"relay\".",
    )
}

/// The fault of the SAS in the source's URL, as far as the URL shows it.
pub fn signature_fault(source: &BlobEndpoint) -> Option<String> {
    if !has_signature(&source.url) {
        return None;
    }
    let now = source.pipeline.now();
    let time = |name| {
        let text = parameter(&source.url, name)?;
        // A time in a SAS may have no seconds, or be a date.
        let forms = [text.clone(), format!("{}:00Z", text.trim_end_matches('Z')), format!("{text}T00:00:00Z")];
        let time = forms.iter().find_map(|form| Timestamp::from_text(form))?;
        Some((time.to_system_time(), text))
    };
    if let Some((end, text)) = time("se")
        && end <= now
    {
        return Some(format!("The SAS in its URL has expired: it ended at {text}. Make a new one."));
    }
    if let Some((start, text)) = time("st")
        && start > now
    {
        return Some(format!("The SAS in its URL is not valid yet: it starts at {text}."));
    }
    match parameter(&source.url, "sp") {
        Some(permissions) if !permissions.contains('r') => Some(format!(
            "The SAS in its URL does not allow reading: its permissions are \"{permissions}\", without r."
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::auth::Anonymous;
    use crate::base::error::ResponseSummary;
    use crate::http::{HttpTransport, Pipeline, PipelineOptions};

    fn source(query: &str) -> BlobEndpoint {
        let options = PipelineOptions::default();
        let transport = HttpTransport::new(&options, Arc::default()).expect("a transport");
        let pipeline = Pipeline::new(Arc::new(transport), Arc::new(Anonymous), options);
        let url = Url::parse(&format!("https://a.blob.core.windows.net/c/b{query}")).expect("a URL");
        BlobEndpoint { pipeline: Arc::new(pipeline), url }
    }

    #[test]
    fn a_signature_error_is_explained_from_the_url() {
        for (query, fault) in [
            ("", None),
            ("?se=2020-01-01", None),
            ("?se=2999-01-01&sp=r&sig=x", None),
            ("?se=2999-01-01T00:00:00Z&st=2020-01-01T00%3A00%3A00Z&sp=rw&sig=x", None),
            ("?se=2020-01-01&sig=x", Some("it ended at 2020-01-01.")),
            ("?se=2020-01-01T10:00Z&sig=x", Some("it ended at 2020-01-01T10:00Z.")),
            ("?se=2020-01-01T10%3A00%3A00.0000000Z&sig=x", Some("it ended at 2020-01-01T10:00:00.0000000Z.")),
            ("?se=2999-01-01&st=2998-01-01&sig=x", Some("it starts at 2998-01-01.")),
            ("?se=2999-01-01&sp=wl&sig=x", Some("its permissions are \"wl\", without r.")),
            ("?se=nonsense&sig=x", None),
        ] {
            let found = signature_fault(&source(query));
            assert_eq!(found.is_some(), fault.is_some(), "{query}");
            assert!(found.unwrap_or_default().contains(fault.unwrap_or_default()), "{query}");
        }
    }

    #[test]
    fn the_error_without_a_signature_suggests_passing_one() {
        let rejected = |status, code: &str| {
            let response = ResponseSummary { status, ..Default::default() };
            let error = Error::new(ErrorKind::Service, "No.").with_code(code).with_response(response);
            source_error(&error, &source("")).message().to_owned()
        };
        let says = "The source https://a.blob.core.windows.net/c/b cannot be read: No. Pass a client that may read it, or a URL \
                    with a shared access signature (SAS).";
        assert_eq!(rejected(401, "NoAuthenticationInformation"), says);
        assert!(rejected(409, "PublicAccessNotPermitted").contains("shared access signature"));
        assert!(rejected(403, "AuthorizationFailure").contains("firewall"));
    }
}
