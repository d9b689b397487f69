//! The `Authorization` header: its scheme, and what it claims.

use http::HeaderValue;

use super::Rejection;

/// The content of an `Authorization` header.
pub(super) enum Authorization<'a> {
    /// A signature with the account's key.
    SharedKey(Claim<'a>),
    /// A token.
    Bearer(&'a [u8]),
}

/// A claim to be an account: its name, and a signature.
pub(super) struct Claim<'a> {
    pub account: &'a [u8],
    pub signature: &'a [u8],
    /// Whether it is `SharedKeyLite`, which signs less.
    pub lite: bool,
}

impl<'a> Authorization<'a> {
    /// Reads the header.
    pub(super) fn parse(value: &'a HeaderValue) -> Result<Self, Rejection> {
        let malformed =
            || Rejection::malformed_authorization("It must be 'SharedKey account:signature' or 'Bearer token'.");
        let value = value.as_bytes();
        let space = value.iter().position(|&byte| byte == b' ').ok_or_else(malformed)?;
        let (scheme, rest) = value.split_at(space);
        let rest = rest.trim_ascii();
        if scheme.eq_ignore_ascii_case(b"Bearer") {
            return Ok(Self::Bearer(rest));
        }
        let lite = scheme.eq_ignore_ascii_case(b"SharedKeyLite");
        if !lite && !scheme.eq_ignore_ascii_case(b"SharedKey") {
            return Err(malformed());
        }
        let colon = rest.iter().position(|&byte| byte == b':').ok_or_else(malformed)?;
        let (account, signature) = rest.split_at(colon);
        let signature = signature.strip_prefix(b":").ok_or_else(malformed)?;
        Ok(Self::SharedKey(Claim { account, signature, lite }))
    }
}
