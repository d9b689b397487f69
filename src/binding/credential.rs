//! Credentials as JavaScript passes them: anonymous, the key of an account, or an object that gets tokens.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::auth::{AccessToken, AccountKey, Anonymous, SharedKey, TokenRequest, TokenSource};
use crate::base::error::{CallerError, Error, ErrorKind, Result};
use crate::binding::calls::Calls;
use crate::http::{Authorize, caller};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
enum NativeCredential {
    Anonymous,
    #[serde(rename_all = "camelCase")]
    SharedKey {
        account_name: String,
        account_key: String,
    },
    Token {
        scopes: Vec<String>,
    },
}

/// Creates the credential that the JSON describes. `source` is the number of its token source in the facade.
pub fn read(json: &str, calls: &Arc<Calls>, source: Option<u32>) -> Result<Arc<dyn Authorize>> {
    // Not with `arguments::parse`: its errors name values, and these are secret.
    let credential = serde_json::from_str(json)
        .map_err(|_| Error::argument_type("credential", "The credential is of no kind that the addon knows."))?;
    Ok(match credential {
        NativeCredential::Anonymous => Arc::new(Anonymous),
        NativeCredential::SharedKey { account_name, account_key } => {
            Arc::new(SharedKey::new(account_name, &AccountKey::from_base64(&account_key))?)
        }
        NativeCredential::Token { scopes } => {
            let missing = || Error::argument_type("credential", "A token credential must have a getToken function.");
            let source = source.ok_or_else(missing)?;
            calls
                .bearer_tokens()
                .get(source, scopes, || Arc::new(JavaScriptTokens { calls: Arc::clone(calls), source }))
        }
    })
}

/// Requests tokens from the facade, by the number of a token source. It holds no JavaScript object, because a
/// credential may refer to the clients that use it.
struct JavaScriptTokens {
    calls: Arc<Calls>,
    source: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NativeTokenRequest {
    scopes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<String>,
    enable_cae: bool,
}

/// The response of JavaScript to a token request: a token, or the number of the error that the caller's code threw.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NativeToken {
    token: Option<String>,
    #[serde(default)]
    expires_on_timestamp: f64,
    refresh_after_timestamp: Option<f64>,
    error: Option<u32>,
}

impl TokenSource for JavaScriptTokens {
    fn get_token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken>> {
        let TokenRequest { scopes, tenant_id, claims, enable_cae } = request;
        Box::pin(async move {
            let request = NativeTokenRequest { scopes, tenant_id, claims, enable_cae };
            let request = crate::binding::call_result::to_json(&request)?;
            let Self { calls, source } = self;
            let token = calls.channel().request_token(calls.instance(), *source, caller::current(), request).await;
            let token: NativeToken = serde_json::from_str(&token.ok_or_else(nobody)?).map_err(|_| no_token())?;
            match token {
                NativeToken { error: Some(number), .. } => {
                    Err(Error::new(ErrorKind::Credential, "The credential failed to give a token.")
                        .with_caller_error(StoredError::shared(calls, number)))
                }
                NativeToken { token: Some(token), expires_on_timestamp, refresh_after_timestamp, .. } => {
                    Ok(AccessToken {
                        token,
                        expires_on: time(expires_on_timestamp),
                        refresh_after: refresh_after_timestamp.map(time),
                    })
                }
                NativeToken { token: None, .. } => Err(no_token()),
            }
        })
    }
}

/// The error that `getToken` threw. The facade stores it as long as an error of the engine refers to it.
pub struct StoredError {
    calls: Arc<Calls>,
    number: u32,
}

impl StoredError {
    /// Refers to an object that the facade keeps under a number, as long as the engine refers to it.
    pub fn shared(calls: &Arc<Calls>, number: u32) -> Arc<dyn CallerError> {
        Arc::new(Self { calls: Arc::clone(calls), number })
    }
}

impl CallerError for StoredError {
    fn number(&self) -> u32 {
        self.number
    }
}

impl fmt::Debug for StoredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StoredError").field(&self.number).finish()
    }
}

impl Drop for StoredError {
    fn drop(&mut self) {
        self.calls.channel().forget(self.calls.instance(), self.number);
    }
}

fn nobody() -> Error {
    Error::new(
        ErrorKind::Credential,
        "The credential is gone: neither it nor a client that uses it is held by the script any more.",
    )
}

fn no_token() -> Error {
    Error::new(
        ErrorKind::ArgumentType,
        "The credential's getToken gave no token. It must resolve to an object with \"token\" (a string) and \
         \"expiresOnTimestamp\" (milliseconds since 1970).",
    )
    .with_argument("credential")
}

/// The last second of the year 9999. Some systems cannot represent later times.
const END_OF_TIME: f64 = 253_402_300_799.0;

/// A time in milliseconds, as JavaScript has it. Times before 1970 become 1970.
fn time(milliseconds: f64) -> SystemTime {
    let seconds = (milliseconds / 1000.0).clamp(0.0, END_OF_TIME);
    UNIX_EPOCH + Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
