//! Query parameters that are secrets, and their replacement.

use percent_encoding::percent_decode_str;

/// The replacement for a secret.
pub const REDACTED: &str = "REDACTED";

/// Query parameters whose value is a secret: of a shared access signature, and of the signed URLs of other clouds. Each
/// has "sig" or "token" in it.
const SECRET_PARAMETERS: [&str; 9] = [
    "sig",
    "signature",
    "x-amz-signature",
    "x-amz-security-token",
    "x-goog-signature",
    "x-oss-signature",
    "q-signature",
    "token",
    "access_token",
];

/// Whether a query parameter of this name is a secret, here or at another cloud that a copy's source may be in.
#[must_use]
pub fn is_signature(name: &str) -> bool {
    if !name.contains('%') {
        return SECRET_PARAMETERS.iter().any(|secret| secret.eq_ignore_ascii_case(name));
    }
    let plain = percent_decode_str(name).decode_utf8_lossy();
    SECRET_PARAMETERS.iter().any(|secret| secret.eq_ignore_ascii_case(&plain))
}
