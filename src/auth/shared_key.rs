//! Signs requests with the key of an account.

use std::fmt;
use std::future::ready;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::BoxFuture;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use http::HeaderValue;
use http::header::{AUTHORIZATION, CONTENT_LENGTH};
use sha2::Sha256;

use super::AccountKey;
use super::string_to_sign::string_to_sign;
use crate::base::error::{Error, ErrorKind, Result};
use crate::http::{Authorize, Request};

/// The last second that an HTTP date can represent: the end of the year 9999.
const LAST_HTTP_DATE: u64 = 253_402_300_799;

/// Signs requests with the key of a storage account. `Debug` shows only the account's name.
///
/// <https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key>
#[derive(Clone)]
pub struct SharedKey {
    account_name: String,
    /// The HMAC state after the key. Each signature starts from a copy of it.
    keyed: Hmac<Sha256>,
    /// The signature of an empty text, which distinguishes the keys of one account.
    mark: [u8; 32],
}

impl SharedKey {
    /// Creates a credential for an account.
    ///
    /// # Errors
    ///
    /// `argumentRange` for `accountName` if the name cannot be part of a header, such as a name with a line break.
    pub fn new(account_name: impl Into<String>, account_key: &AccountKey) -> Result<Self> {
        let account_name = account_name.into();
        if HeaderValue::from_str(&account_name).is_err() {
            return Err(Error::argument_range(
                "accountName",
                "The account name contains a character that cannot be sent in a header. Give the name as the first \
                 label of the account's URL has it: lower-case letters and digits.",
            ));
        }
        let keyed = Hmac::new_from_slice(account_key.as_bytes())
            .map_err(|error| Error::new(ErrorKind::Internal, "The account key was not accepted.").with_source(error))?;
        let mark = keyed.clone().finalize().into_bytes().into();
        Ok(Self { account_name, keyed, mark })
    }

    /// The name of the account.
    #[must_use]
    pub fn account_name(&self) -> &str {
        &self.account_name
    }

    /// Whether both are the same key of the same account.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.mark == other.mark && self.account_name == other.account_name
    }

    /// The HMAC-SHA256 of a text under the account's key, in base64. It also signs shared access signatures.
    #[must_use]
    pub fn sign(&self, text: &[u8]) -> String {
        let mut signature = String::new();
        self.sign_onto(text, &mut signature);
        signature
    }

    fn sign_onto(&self, text: &[u8], signature: &mut String) {
        let mut state = self.keyed.clone();
        state.update(text);
        STANDARD.encode_string(state.finalize().into_bytes(), signature);
    }

    /// Sets `x-ms-date`, `Content-Length` when there is a body, and `Authorization`.
    fn authorize_now(&self, request: &mut Request, now: SystemTime) -> Result<()> {
        request.headers.insert("x-ms-date", header_value(http_date(now))?);
        if !request.body.is_empty() {
            request.headers.insert(CONTENT_LENGTH, HeaderValue::from(request.body.len()));
        }
        let mut authorization = String::with_capacity("SharedKey :".len() + self.account_name.len() + 44);
        authorization.push_str("SharedKey ");
        authorization.push_str(&self.account_name);
        authorization.push(':');
        self.sign_onto(&string_to_sign(&self.account_name, request), &mut authorization);
        let mut authorization = header_value(authorization)?;
        authorization.set_sensitive(true);
        request.headers.insert(AUTHORIZATION, authorization);
        Ok(())
    }
}

/// A time as an HTTP date. A clock outside the calendar becomes the nearest date.
fn http_date(now: SystemTime) -> String {
    let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()).min(LAST_HTTP_DATE);
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}

fn header_value(text: String) -> Result<HeaderValue> {
    HeaderValue::try_from(text)
        .map_err(|_| Error::new(ErrorKind::Internal, "A header made for signing is not a valid header."))
}

impl Authorize for SharedKey {
    fn authorize<'a>(&'a self, request: &'a mut Request, now: SystemTime) -> BoxFuture<'a, Result<()>> {
        Box::pin(ready(self.authorize_now(request, now)))
    }
}

impl fmt::Debug for SharedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedKey").field("account_name", &self.account_name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
