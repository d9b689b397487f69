//! Explains why the service could not read a copy source, and what to do about it.

use crate::base::error::CopySourceError;

/// The explanation, if the service returned anything about the source.
pub fn explain(source: &CopySourceError) -> Option<String> {
    if *source == CopySourceError::default() {
        return None;
    }
    let status = source.status.map(|status| format!(" {status}")).unwrap_or_default();
    let code = source.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    let message = source.message.as_ref().map(|message| format!(": {message}")).unwrap_or_default();
    let said =
        format!("The service could not read the source of the copy, which responded with{status}{code}{message}.");
    Some(format!("{} {}", said.replace("..", "."), advice(source)))
}

/// What to do about a source that cannot be read, by its code and status.
pub fn advice(source: &CopySourceError) -> &'static str {
    match (source.code.as_deref(), source.status) {
        (Some("NoAuthenticationInformation" | "PublicAccessNotPermitted" | "InvalidAuthenticationInfo"), _)
        | (_, Some(401)) => {
            "Add a shared access signature (SAS) with read permission to the source's URL, or make the source public: the \
             destination's key does not open another account."
        }
        (Some("AuthorizationFailure"), _) => {
            "Check the source's firewall and network rules, and that its SAS allows reading from where the service reads."
        }
        (Some("AuthorizationSourceIPMismatch"), _) => {
            "The source's SAS is for other addresses: make one without an IP range, since the service reads from its own."
        }
        (Some("AuthorizationProtocolMismatch"), _) => "The source's SAS is for HTTPS alone: use an https:// URL.",
        (
            Some(
                "AuthorizationPermissionMismatch"
                | "AuthorizationResourceTypeMismatch"
                | "AuthorizationServiceMismatch"
                | "InsufficientAccountPermissions",
            ),
            _,
        ) => {
            "Whoever reads the source may not: its SAS needs read permission (r) for blobs as objects, an identity the role \
             Storage Blob Data Reader."
        }
        (Some("KeyBasedAuthenticationNotPermitted"), _) => {
            "The source's account takes no keys, nor signatures that are made with them: use a client with a token."
        }
        (Some("AuthenticationFailed"), _) | (_, Some(403)) => {
            "Check that the SAS in the source's URL is valid already, has not expired, and allows reading."
        }
        (Some("BlobArchived" | "BlobBeingRehydrated"), _) => {
            "An archived source must be rehydrated first, or copied to an online tier: by an asynchronous copy with the \
             options tier and rehydratePriority."
        }
        (Some("InvalidBlobType" | "InvalidSourceBlobType"), _) => {
            "The source is a blob of another type than this copy takes; strategy \"asynchronous\" takes all types."
        }
        (Some("ResourceNotFound"), _) => {
            "Check the source's URL, and that it has a shared access signature (SAS): what is not public is not shown without."
        }
        (_, Some(404)) => "Check the source's URL: its account, container and name, and that it still exists.",
        (_, Some(409 | 412)) => {
            "The source is in a state that cannot be copied, or changed meanwhile; look at its properties."
        }
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
    fn nothing_known_is_not_explained() {
        assert_eq!(explain(&CopySourceError::default()), None);
    }

    #[test]
    fn an_explanation_has_the_source_error_and_advice() {
        let text = explain(&source(Some(401), Some("NoAuthenticationInformation"), Some("Server failed.")))
            .expect("an explanation");
        assert!(
            text.contains(
                "responded with 401 NoAuthenticationInformation: Server failed. Add a shared access signature"
            ),
            "{text}"
        );
        for (given, hint) in [
            (source(Some(403), Some("AuthenticationFailed"), None), "expired"),
            (source(Some(403), Some("AuthorizationFailure"), None), "firewall"),
            (source(Some(409), Some("PublicAccessNotPermitted"), None), "shared access signature"),
            (source(Some(404), Some("ResourceNotFound"), None), "shared access signature"),
            (source(Some(403), Some("AuthorizationPermissionMismatch"), None), "read permission"),
            (source(Some(403), Some("AuthorizationSourceIPMismatch"), None), "addresses"),
            (source(Some(403), Some("AuthorizationProtocolMismatch"), None), "https://"),
            (source(Some(403), Some("KeyBasedAuthenticationNotPermitted"), None), "token"),
            (source(Some(409), Some("InvalidBlobType"), None), "another type"),
            (source(Some(404), None, None), "name"),
            (source(Some(409), Some("BlobArchived"), None), "rehydrated"),
            (source(Some(503), None, None), "later"),
            (source(None, Some("Unheard"), None), "URL"),
        ] {
            let text = explain(&given).expect("an explanation");
            assert!(text.contains(hint), "{text}");
        }
    }
}
