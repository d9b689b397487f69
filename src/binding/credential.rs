//! Credentials as JavaScript gives them: nobody, an account's key, or an object that gets tokens.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::BoxFuture;
use napi::Status;
use napi::bindgen_prelude::{Function, Promise};
use napi::threadsafe_function::ThreadsafeFunction;
use serde::{Deserialize, Serialize};

use crate::auth::{AccessToken, AccountKey, Anonymous, BearerToken, SharedKey, TokenRequest, TokenSource};
use crate::error::{Error, ErrorKind, Result};
use crate::http::Authorize;

/// Gets a token: JSON in, a promise of JSON out.
pub type GetToken<'env> = Function<'env, String, Promise<String>>;

/// Weak, so that a credential does not keep the process alive; not callee-handled, so that the caller's function gets the
/// request as its first argument.
type GetTokenFromAnyThread = ThreadsafeFunction<String, Promise<String>, String, Status, false, true>;

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

/// Makes the credential that JSON describes.
pub fn read(json: &str, get_token: Option<&GetToken<'_>>) -> Result<Arc<dyn Authorize>> {
    // Not through `arguments::parse`: an error of that names values, and these are secret.
    let credential = serde_json::from_str(json)
        .map_err(|_| Error::argument_type("credential", "The credential is of no kind that the addon knows."))?;
    Ok(match credential {
        NativeCredential::Anonymous => Arc::new(Anonymous),
        NativeCredential::SharedKey { account_name, account_key } => {
            Arc::new(SharedKey::new(account_name, &AccountKey::from_base64(&account_key))?)
        }
        NativeCredential::Token { scopes } => {
            let missing = || Error::argument_type("credential", "A token credential must have a getToken function.");
            let get_token = get_token.ok_or_else(missing)?;
            let function = get_token
                .build_threadsafe_function::<String>()
                .weak::<true>()
                .callee_handled::<false>()
                .build()
                .map_err(|error| internal(&error))?;
            Arc::new(BearerToken::new(Arc::new(JavaScriptTokens { function }), scopes, SystemTime::now))
        }
    })
}

struct JavaScriptTokens {
    function: GetTokenFromAnyThread,
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

/// What JavaScript answers: a token, or the number under which the facade keeps the error that the caller's code threw.
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
            let request = crate::binding::outcome::to_json(&request)?;
            let promise = self.function.call_async_catch(request).await.map_err(|error| internal(&error))?;
            let answer = promise.await.map_err(|error| internal(&error))?;
            let answer: NativeToken = serde_json::from_str(&answer).map_err(|_| no_token())?;
            match answer {
                NativeToken { error: Some(id), .. } => {
                    Err(Error::new(ErrorKind::Credential, "The credential failed to give a token.")
                        .with_credential_error(id))
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

fn no_token() -> Error {
    Error::new(
        ErrorKind::ArgumentType,
        "The credential's getToken gave no token. It must resolve to an object with \"token\" (a string) and \
         \"expiresOnTimestamp\" (milliseconds since 1970).",
    )
    .with_argument("credential")
}

fn internal(error: &napi::Error) -> Error {
    Error::new(ErrorKind::Internal, format!("The credential's getToken could not be called: {}.", error.reason))
}

/// The last second of the year 9999: what is later is as good as never, and more than some systems can count.
const END_OF_TIME: f64 = 253_402_300_799.0;

/// A time as JavaScript counts it; before 1970 is 1970.
fn time(milliseconds: f64) -> SystemTime {
    let seconds = (milliseconds / 1000.0).clamp(0.0, END_OF_TIME);
    UNIX_EPOCH + Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
