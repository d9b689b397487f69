//! Whether a request that failed may have taken effect.

use crate::base::error::{Error, ErrorKind};

/// The codes of failures before anything was sent.
const NOT_SENT: [&str; 7] =
    ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL", "EMFILE"];

/// Whether a failed request may have taken effect: by this attempt, whose response was lost or reports an internal failure of the service,
/// or by an earlier attempt, which may be the reason of the rejection.
pub fn may_have_taken_effect(error: &Error) -> bool {
    match error.status() {
        Some(409 | 412) => error.attempts() > 1,
        Some(status) => status == 408 || (status >= 500 && status != 501 && status != 503),
        None => error.kind() == ErrorKind::Aborted || may_still_arrive(error),
    }
}

/// Whether a request without a response may still arrive.
pub fn may_still_arrive(error: &Error) -> bool {
    error.status().is_none()
        && error.kind() == ErrorKind::Transport
        && error.code().is_none_or(|code| !NOT_SENT.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ResponseSummary;

    #[test]
    fn errors_after_which_a_request_may_have_taken_effect() {
        let rejected = |status, attempts| {
            let response = ResponseSummary { status, ..Default::default() };
            Error::new(ErrorKind::Service, "no").with_response(response).with_attempts(attempts)
        };
        let broken = |code: &str| Error::new(ErrorKind::Transport, "broken").with_code(code);
        for (error, may) in [
            (rejected(409, 1), false),
            (rejected(409, 2), true),
            (rejected(412, 2), true),
            (rejected(403, 3), false),
            (rejected(500, 1), true),
            (rejected(504, 1), true),
            (rejected(503, 3), false),
            (broken("ECONNRESET"), true),
            (broken("ETIMEDOUT"), true),
            (broken("ECONNREFUSED"), false),
            (broken("ENOTFOUND"), false),
            (Error::aborted(), true),
        ] {
            assert_eq!(may_have_taken_effect(&error), may, "{error:?}");
        }
    }
}
