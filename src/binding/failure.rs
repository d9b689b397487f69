//! Errors as JSON, from which the facade creates the error that the caller's `catch` expects.

use serde_json::{Map, Value, json};

use crate::base::error::{Error, ErrorKind, ResponseSummary};

/// Writes an error as JSON.
pub fn to_json(error: &Error) -> String {
    to_value(error).to_string()
}

/// An error as a JSON value.
pub fn to_value(error: &Error) -> Value {
    let mut failure = Map::new();
    failure.insert("kind".into(), json!(kind(error.kind())));
    failure.insert("message".into(), json!(error.message()));
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            failure.insert(name.into(), value);
        }
    };
    put("code", error.code().map(Value::from));
    put("argument", error.argument().map(Value::from));
    put("statusCode", error.status().map(Value::from));
    put("attempts", (error.attempts() > 0).then(|| error.attempts().into()));
    put("credentialError", error.credential_error().map(Value::from));
    put(
        "copySource",
        error
            .copy_source()
            .map(|source| json!({ "status": source.status, "code": source.code, "message": source.message })),
    );
    put(
        "request",
        error.request().map(
            |request| json!({ "method": request.method, "url": request.url, "headers": headers(&request.headers) }),
        ),
    );
    put(
        "file",
        error.file().map(|file| json!({ "errno": file.errno, "syscall": file.system_call, "path": file.path })),
    );
    put("response", error.response().map(response));
    put("details", error.response().map(|response| details(error, response)));
    Value::Object(failure)
}

fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::ArgumentType => "argumentType",
        ErrorKind::ArgumentRange => "argumentRange",
        ErrorKind::Aborted => "aborted",
        ErrorKind::Credential => "credential",
        ErrorKind::Transport => "transport",
        ErrorKind::Service => "service",
        ErrorKind::Protocol => "protocol",
        ErrorKind::Copy => "copy",
        ErrorKind::File => "file",
        ErrorKind::Internal => "internal",
    }
}

/// Pairs, because an object would lose the order in which the headers came.
fn headers(pairs: &[(String, String)]) -> Value {
    json!(pairs)
}

fn response(response: &ResponseSummary) -> Value {
    let mut value = json!({ "status": response.status, "headers": headers(&response.headers) });
    if let Some(body) = &response.body {
        value["bodyAsText"] = json!(body);
    }
    value
}

/// What `@azure/storage-blob` has in `details`: the headers that it has no other property for, and the body.
fn details(error: &Error, response: &ResponseSummary) -> Value {
    let mut details = Map::new();
    for (name, value) in &response.headers {
        match name.as_str() {
            "x-ms-error-code" => details.insert("errorCode".into(), json!(value)),
            "x-ms-copy-source-error-code" => details.insert("copySourceErrorCode".into(), json!(value)),
            "x-ms-copy-source-status-code" => details
                .insert("copySourceStatusCode".into(), value.parse::<u16>().map_or_else(|_| json!(value), Value::from)),
            _ => details.insert(name.clone(), json!(value)),
        };
    }
    for (name, value) in error.service_fields() {
        let name = if name == "AuthenticationErrorDetail" { "authenticationErrorDetail" } else { name };
        details.insert(name.into(), json!(value));
    }
    if let Some(source) = error.copy_source() {
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                details.insert(name.into(), value);
            }
        };
        put("copySourceStatusCode", source.status.map(Value::from));
        put("copySourceErrorCode", source.code.as_deref().map(Value::from));
        put("copySourceErrorMessage", source.message.as_deref().map(Value::from));
    }
    if let Some(code) = error.code() {
        details.entry("errorCode").or_insert_with(|| json!(code));
        details.insert("code".into(), json!(code));
    }
    details.insert("message".into(), json!(error.message()));
    Value::Object(details)
}
