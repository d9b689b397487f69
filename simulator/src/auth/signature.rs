//! The one primitive of every scheme here: HMAC-SHA256 of a string to sign, in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Whether `claimed` (base64) is the signature of `string_to_sign` under `key`. The time that it takes does not tell how
/// much of the signature is right.
pub(super) fn matches(key: &[u8], string_to_sign: &[u8], claimed: &[u8]) -> bool {
    let Ok(claimed) = STANDARD.decode(claimed) else { return false };
    // An HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return false };
    mac.update(string_to_sign);
    // The comparison that takes the same time however many bytes agree; a shortened signature does not pass.
    mac.verify_slice(&claimed).is_ok()
}

/// What the service tells of a signature that does not match: what it expected to have been signed.
pub(super) fn mismatch(string_to_sign: &[u8]) -> super::Refusal {
    let string_to_sign = String::from_utf8_lossy(string_to_sign);
    super::Refusal::authentication_failed(format!(
        "The MAC signature found in the HTTP request is not the same as any computed signature. Server used following \
         string to sign: '{string_to_sign}'."
    ))
}
