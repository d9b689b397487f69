//! The primitive of every scheme here: HMAC-SHA256 of a string to sign.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Whether `claimed` (base64) is the signature of `string_to_sign` under any of `keys`. It takes constant time,
/// however much of the signature is right.
pub(super) fn matches(keys: &[Vec<u8>], string_to_sign: &[u8], claimed: &[u8]) -> bool {
    let Ok(claimed) = STANDARD.decode(claimed) else { return false };
    keys.iter().any(|key| is_of(key, string_to_sign, &claimed))
}

/// Whether `claimed` is the signature of `text` under `key`. A shortened one is not.
pub(super) fn is_of(key: &[u8], text: &[u8], claimed: &[u8]) -> bool {
    // An HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return false };
    mac.update(text);
    // The comparison that takes the same time however many bytes agree.
    mac.verify_slice(claimed).is_ok()
}

/// The signature of `text` under `key`.
pub(super) fn sign(key: &[u8], text: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// The service's message for a signature that does not match: the expected string-to-sign.
pub(super) fn mismatch(string_to_sign: &[u8]) -> super::Rejection {
    let string_to_sign = String::from_utf8_lossy(string_to_sign);
    super::Rejection::authentication_failed(format!(
        "The MAC signature found in the HTTP request is not the same as any computed signature. Server used following \
         string to sign: '{string_to_sign}'."
    ))
}
