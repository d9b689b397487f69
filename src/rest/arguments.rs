//! Reads what a caller passed, and says which argument is wrong when one is.

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Reads options from JSON.
///
/// # Errors
/// An argument error that names the option, such as `options.metadata.owner`.
pub fn parse<T: DeserializeOwned>(json: &str) -> Result<T> {
    // The plain way first: tracking the path costs time that only a mistake is worth.
    serde_json::from_str(json).or_else(|_| {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let path = error.path().to_string();
            let argument = if path == "." { "options".to_owned() } else { format!("options.{path}") };
            let inner = error.into_inner();
            let reason = inner.to_string();
            let reason = reason.split(" at line ").next().unwrap_or(&reason);
            Error::argument_type(&argument, format!("The argument \"{argument}\" has the wrong type: {reason}."))
                .with_code("ERR_INVALID_ARG_TYPE")
        })
    })
}
