//! Says why the service could not read a copy's source, and what to do about it.

use crate::error::CopySourceError;

/// The explanation, when the service told anything of the source.
pub fn explain(source: &CopySourceError) -> Option<String> {
    if *source == CopySourceError::default() {
        return None;
    }
    let status = source.status.map(|status| format!(" {status}")).unwrap_or_default();
    let code = source.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    let message = source.message.as_ref().map(|message| format!(": {message}")).unwrap_or_default();
    let said = format!("The service could not read the source of the copy, which answered{status}{code}{message}.");
    Some(format!("{} {}", said.replace("..", "."), advice(source)))
}

fn advice(source: &CopySourceError) -> &'static str {
    match (source.code.as_deref(), source.status) {
        (Some("NoAuthenticationInformation"), _) | (_, Some(401)) => {
            "Add a shared access signature (SAS) with read permission to the source's URL, or make the source public: the \
             destination's key does not open another account."
        }
        (Some("AuthorizationSourceIPMismatch" | "AuthorizationPermissionMismatch" | "AuthorizationFailure"), _) => {
            "Check the source's firewall, and that its SAS allows reading from where the service reads."
        }
        (Some("AuthenticationFailed"), _) | (_, Some(403)) => {
            "Check that the SAS in the source's URL has not expired, has begun, and allows reading."
        }
        (Some("BlobArchived" | "BlobBeingRehydrated"), _) => {
            "An archived source must be rehydrated first, or copied to an online tier with rehydratePriority."
        }
        (_, Some(404)) => "Check the source's URL: its account, container and name, and that it still exists.",
        (_, Some(409 | 412)) => "The source is in a state that cannot be copied, or changed meanwhile; look at its properties.",
        (_, Some(429 | 500..=599)) => "The source's account was busy or failed; try again later.",
        _ => "Check that the source's URL can be read by anybody who has it.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(status: Option<u16>, code: Option<&str>, message: Option<&str>) -> CopySourceError {
        CopySourceError { status, code: code.map(Into::into), message: message.map(Into::into) }
    }

    #[test]
    fn nothing_told_is_nothing_explained() {
        assert_eq!(explain(&CopySourceError::default()), None);
    }

    #[test]
    fn the_source_s_own_words_and_what_to_do() {
        let text = explain(&source(Some(401), Some("NoAuthenticationInformation"), Some("Server failed."))).expect("told");
        assert!(text.contains("answered 401 NoAuthenticationInformation: Server failed. Add a shared access signature"), "{text}");
        for (told, hint) in [
            (source(Some(403), Some("AuthenticationFailed"), None), "expired"),
            (source(Some(403), Some("AuthorizationFailure"), None), "firewall"),
            (source(Some(404), None, None), "name"),
            (source(Some(409), Some("BlobArchived"), None), "rehydrated"),
            (source(Some(503), None, None), "later"),
            (source(None, Some("Unheard"), None), "URL"),
        ] {
            let text = explain(&told).expect("told");
            assert!(text.contains(hint), "{text}");
        }
    }
}
