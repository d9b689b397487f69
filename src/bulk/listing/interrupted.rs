//! The error of a listing that ends before it is complete: which listing it is, and the last name that was read. The service reports neither.

use crate::base::error::{Error, ErrorKind};

/// How the message of an interrupted listing begins.
const START: &str = "The ";

/// How far a listing was read.
#[derive(Debug, Clone, Copy)]
pub struct ListingExtent<'a> {
    /// The last name, if there was one.
    pub last: Option<&'a str>,
    /// The number of names.
    pub count: u64,
}

/// Whether an error is the response to a request for a page, or says that there was none. Other errors are the caller's, or concern the job.
pub fn is_of_listing(error: &Error) -> bool {
    let is_of_request = matches!(error.kind(), ErrorKind::Service | ErrorKind::Protocol | ErrorKind::Transport);
    is_of_request && error.caller_error().is_none()
}

/// The same error, with what was listed (`what`, such as "source container https://…") and the last name.
pub fn interrupted(error: Error, what: &str, reached: ListingExtent<'_>) -> Error {
    if !is_of_listing(&error) {
        return error;
    }
    let ListingExtent { last, count } = reached;
    let place = match last {
        Some(last) => format!("It was read up to {last:?}, {count} names in all."),
        None => "None of it was read.".to_owned(),
    };
    let message = format!("{START}{what} could not be listed to its end. {place} {}", error.message());
    let advice = advice(&error);
    error.with_message(format!("{message}{advice}"))
}

/// The message of such an error as a clause of another sentence; `None` if it is another error.
pub fn clause_of(error: &Error) -> Option<String> {
    let rest = error.message().strip_prefix(START).filter(|_| is_of_listing(error))?;
    Some(format!("{}{rest}", START.to_ascii_lowercase()))
}

fn advice(error: &Error) -> &'static str {
    match (error.status(), error.code()) {
        (Some(404), _) => " Somebody may have deleted it in the meantime.",
        // That one is not about a permission.
        (Some(403), Some("AuthenticationFailed")) => "",
        (Some(401 | 403), _) => {
            " The permission to list (\"l\" in a shared access signature) may have been withdrawn in the meantime, or a firewall changed."
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ResponseSummary;

    #[test]
    fn an_interrupted_listing_is_named_with_its_place() {
        let rejected = |status| {
            let response = ResponseSummary { status, ..Default::default() };
            Error::new(ErrorKind::Service, "no").with_code("Code").with_response(response)
        };
        let reached = ListingExtent { last: Some("b\n"), count: 2 };
        for (status, expected) in [(403, "\"l\""), (404, "deleted"), (500, "no")] {
            let error = interrupted(rejected(status), "source container https://one/c", reached);
            let message = error.message();
            assert!(
                message.starts_with("The source container https://one/c could not be listed to its end."),
                "{message}"
            );
            assert!(message.contains(r#"up to "b\n", 2 names in all. no"#) && message.contains(expected), "{message}");
            assert_eq!((error.status(), error.code()), (Some(status), Some("Code")));
            assert_eq!(clause_of(&error), Some(format!("t{}", &message[1..])));
        }
        for kind in [ErrorKind::Credential, ErrorKind::Aborted, ErrorKind::Internal, ErrorKind::Copy] {
            let error = interrupted(Error::new(kind, "no"), "x", reached);
            assert_eq!((error.message(), clause_of(&error)), ("no", None));
        }
    }
}
