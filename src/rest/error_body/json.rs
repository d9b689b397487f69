//! Errors in JSON. There are many formats; all of them share a few names.

use std::collections::VecDeque;

use serde_json::{Map, Value};

use super::parts::ErrorBody;

/// The names of the code, the best one first.
const CODES: [&str; 3] = ["code", "errorcode", "error_code"];
/// The names of the message, the best one first.
const MESSAGES: [&str; 7] = ["message", "errormessage", "error_description", "faultstring", "detail", "title", "msg"];
/// The names of the error itself, or of its code or message.
const ERROR: &str = "error";

/// Reads a document. `None` if it is no JSON.
pub fn read(text: &str) -> ErrorBody {
    let Ok(document) = serde_json::from_str::<Value>(text) else { return ErrorBody::default() };
    let mut found = ErrorBody::default();
    // The outermost object is the error. Deeper ones are its causes.
    let mut objects = VecDeque::from([&document]);
    while let Some(value) = objects.pop_front() {
        match value {
            Value::Object(fields) => {
                read_object(fields, &mut found);
                objects.extend(fields.values());
            }
            Value::Array(items) => objects.extend(items),
            _ => {}
        }
        if found.code.is_some() && found.message.is_some() {
            break;
        }
    }
    found
}

fn read_object(fields: &Map<String, Value>, found: &mut ErrorBody) {
    let get = |name: &str| fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let first = |names: &[&str]| names.iter().find_map(|name| text(get(name)?));
    let (mut code, mut message) = (first(&CODES), first(&MESSAGES));
    if let Some(error) = get(ERROR).and_then(text) {
        let place = if message.is_some() { &mut code } else { &mut message };
        place.get_or_insert(error);
    }
    found.code = found.code.take().or(code);
    found.message = found.message.take().or(message);
}

/// A string or a number, or one that `OData` wraps into an object with a language.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(fields) => fields.get("value")?.as_str().map(str::to_owned),
        _ => None,
    }
}
