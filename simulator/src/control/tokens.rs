//! The endpoint that issues tokens: `POST /tokens` of the control endpoint, for tests that need a specific one, and
//! `POST /{tenant}/oauth2/v2.0/token`, which responds like Microsoft Entra ID, or fails as scripted.

use std::sync::atomic::Ordering;

use http::{HeaderName, StatusCode, header};
use serde_json::json;

use super::request::{ControlRequest, ControlResult, bad, done, reply, write};
use crate::auth::TokenRequest;
use crate::issuer_script::IssuerScript;
use crate::response::ServiceResponse;
use crate::service::Service;

/// The text that follows the tenant in the path of the endpoint.
pub const OAUTH_PATH: &str = "/oauth2/v2.0/token";

/// Issues the token that is requested.
pub fn issue(service: &Service, control_request: &ControlRequest<'_>) -> ControlResult {
    let request: TokenRequest =
        if control_request.body.is_empty() { TokenRequest::default() } else { control_request.json()? };
    reply(&service.access.issuer.issue(&request, service.store.clock.now()))
}

/// Sets a script.
pub fn script(service: &Service, control_request: &ControlRequest<'_>) -> ControlResult {
    let script: IssuerScript = control_request.json()?;
    if script.status.is_some_and(|status| !(400..600).contains(&status)) {
        return Err(bad("status: a failure has one from 400 to 599"));
    }
    service.set_issuer_script(script);
    done()
}

/// Responds like
/// <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#get-a-token>.
pub fn grant(service: &Service, control_request: &ControlRequest<'_>) -> ServiceResponse {
    let path = control_request.parts.uri.path();
    let tenant = path.strip_suffix(OAUTH_PATH).unwrap_or(path).trim_start_matches('/');
    service.token_requests.fetch_add(1, Ordering::Relaxed);
    let script = {
        let mut script = service.issuer_script();
        let now = script.clone();
        script.failures = now.failures.saturating_sub(1);
        now
    };
    if script.failures > 0 {
        return fail(&script);
    }
    let form: Vec<(String, String)> = url::form_urlencoded::parse(control_request.body).into_owned().collect();
    let field =
        |name: &str| form.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| &**value);
    if field("grant_type") != Some("client_credentials") {
        return deny(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            70003,
            "The app requested an unsupported grant type.",
        );
    }
    let (Some(client), Some(_)) = (field("client_id"), field("client_secret").or_else(|| field("client_assertion")))
    else {
        return deny(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            7_000_218,
            "The request must contain a client and its secret.",
        );
    };
    let Some(audience) = field("scope").and_then(|scope| scope.strip_suffix("/.default")) else {
        return deny(
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            70011,
            "The scope must be a resource with /.default after it.",
        );
    };
    let expires_in = script.expires_in.unwrap_or(3600);
    let request = TokenRequest {
        audience: script.audience.unwrap_or_else(|| audience.to_owned()),
        tenant: tenant.to_owned(),
        object_id: script.object_id.unwrap_or_else(|| client.to_owned()),
        expires_in,
        permissions: script.permissions,
        ..TokenRequest::default()
    };
    let token = service.access.issuer.issue(&request, service.store.clock.now()).token;
    let body = json!({ "token_type": "Bearer", "expires_in": expires_in, "ext_expires_in": expires_in, "access_token": token });
    write(StatusCode::OK, &body)
}

fn fail(script: &IssuerScript) -> ServiceResponse {
    let status = script.status.and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let mut response = if status == StatusCode::UNAUTHORIZED || status == StatusCode::BAD_REQUEST {
        deny(status, "invalid_client", 7_000_215, "Invalid client secret provided.")
    } else {
        deny(status, "temporarily_unavailable", 90033, "A transient error has occurred. Please try again.")
    };
    if let Some(seconds) = script.retry_after {
        response.set(header::RETRY_AFTER, &seconds.to_string());
    }
    response
}

fn deny(status: StatusCode, error: &str, code: u32, why: &str) -> ServiceResponse {
    let body = json!({ "error": error, "error_description": format!("AADSTS{code}: {why}"), "error_codes": [code] });
    let mut response = write(status, &body);
    response.constant(HeaderName::from_static("cache-control"), "no-store");
    response
}
