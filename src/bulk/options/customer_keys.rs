//! The customer-provided keys of a copy of many blobs, checked once: a wrong one would fail for each of a million blobs.
//! <https://learn.microsoft.com/azure/storage/blobs/encryption-customer-provided-keys>

use sha2::{Digest, Sha256};

use crate::base::error::{Error, Result};
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;
use crate::copy::options::CopyOptions;
use crate::copy::plan::{CopyPreferences, CopyStrategy};
use crate::http::secrets::{KEY, SOURCE_KEY, require_https_for};
use crate::rest::BlobEndpoint;
use crate::rest::shared::{CpkInfo, EncryptionAlgorithmType};
use crate::rest::values::{Binary, FromText};

/// The only algorithm, and the length of its keys in bytes.
const AES256: &str = "AES256";
const KEY_BYTES: usize = 32;

/// Adds the key and the scope of the destination to the options of each copy.
///
/// # Errors
/// An argument error that names the option, and shows no key.
pub fn of_destination(given: &BeginCopyFromContainerOptions, copy: CopyOptions) -> Result<CopyOptions> {
    let key = checked("customerProvidedKey", given.customer_provided_key.as_ref())?;
    let encryption_scope = given.encryption_scope.clone().filter(|scope| !scope.is_empty());
    for (option, is_given) in [("customerProvidedKey", key.is_some()), ("encryptionScope", encryption_scope.is_some())]
    {
        if is_given && copy.preferences.strategy == CopyStrategy::Asynchronous {
            let message = format!(
                "The option \"{option}\" cannot be combined with the strategy \"asynchronous\": Copy Blob takes none."
            );
            return Err(Error::argument_range(format!("options.{option}"), message));
        }
    }
    if key.is_some() && encryption_scope.is_some() {
        let message = "The options \"customerProvidedKey\" and \"encryptionScope\" cannot be combined: each says what encrypts the copies.";
        return Err(Error::argument_range("options.encryptionScope", message));
    }
    Ok(CopyOptions {
        preferences: CopyPreferences { customer_key: key.is_some(), ..copy.preferences },
        customer_provided_key: key,
        encryption_scope,
        ..copy
    })
}

/// The key of sources.
///
/// # Errors
/// The same.
pub fn of_source(given: &BeginCopyFromContainerOptions) -> Result<Option<CpkInfo>> {
    checked("sourceCustomerProvidedKey", given.source_customer_provided_key.as_ref())
}

/// Rejects keys that would be sent in clear text, before anything is sent.
///
/// # Errors
/// An argument error that names the option.
pub fn require_https(copy: &CopyOptions, source_key: Option<&CpkInfo>, sides: [&BlobEndpoint; 2]) -> Result<()> {
    let [source, destination] = sides;
    if copy.customer_provided_key.is_some() {
        require_https_for(KEY, &destination.url, "the client")?;
    }
    if source_key.is_some() {
        require_https_for(SOURCE_KEY, &destination.url, "the client")?;
        require_https_for(SOURCE_KEY, &source.url, "the source")?;
    }
    Ok(())
}

/// A key with everything that requests need, if it is valid.
fn checked(option: &str, key: Option<&CpkInfo>) -> Result<Option<CpkInfo>> {
    let Some(key) = key else { return Ok(None) };
    let wrong =
        |why: &str| Error::argument_range(format!("options.{option}"), format!("The option \"{option}\" {why}."));
    let text = key.encryption_key.as_ref().map(|secret| secret.0.as_str()).unwrap_or_default();
    let bytes = Binary::from_text(text).filter(|bytes| bytes.0.len() == KEY_BYTES);
    let bytes = bytes.ok_or_else(|| wrong("must have an encryptionKey of 32 bytes, as base64"))?;
    let hash = Binary(Sha256::digest(&bytes.0).to_vec()).to_base64();
    if key.encryption_key_sha256.as_ref().is_some_and(|given| *given != hash) {
        return Err(wrong("has an encryptionKeySha256 that is not the hash of its encryptionKey"));
    }
    if key.encryption_algorithm.as_ref().is_some_and(|algorithm| algorithm.0 != AES256) {
        return Err(wrong("must have AES256 as its encryptionAlgorithm"));
    }
    Ok(Some(CpkInfo {
        encryption_key: key.encryption_key.clone(),
        encryption_key_sha256: Some(hash),
        encryption_algorithm: Some(EncryptionAlgorithmType(AES256.to_owned())),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thirty-two zeros, and their hash.
    const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const HASH: &str = "Zmh6rfhivXdsj8GLjp+OIAiXFIVu4jOzkCpZHQ1fKSU=";

    fn given(json: &str) -> BeginCopyFromContainerOptions {
        serde_json::from_str(json).expect("options")
    }

    #[test]
    fn p17_a_key_is_completed() {
        let key = of_source(&given(&format!(r#"{{"sourceCustomerProvidedKey":{{"encryptionKey":"{KEY}"}}}}"#)));
        let key = key.expect("a key").expect("a key");
        assert_eq!(key.encryption_key_sha256.as_deref(), Some(HASH));
        assert_eq!(key.encryption_algorithm, Some(EncryptionAlgorithmType(AES256.to_owned())));
        assert_eq!(of_source(&given("{}")).expect("none"), None);
    }

    #[test]
    fn p17_an_invalid_key_is_rejected_and_not_shown() {
        for key in [
            "{}".to_owned(),
            r#"{"encryptionKey":"SECRET!"}"#.to_owned(),
            r#"{"encryptionKey":"U0VDUkVU"}"#.to_owned(),
            format!(r#"{{"encryptionKey":"{KEY}","encryptionKeySha256":"SECRET"}}"#),
            format!(r#"{{"encryptionKey":"{KEY}","encryptionAlgorithm":"SECRET"}}"#),
        ] {
            let error = of_source(&given(&format!(r#"{{"sourceCustomerProvidedKey":{key}}}"#))).expect_err(&key);
            assert!(error.message().contains("\"sourceCustomerProvidedKey\""), "{}", error.message());
            assert!(![KEY, "SECRET", "U0VDUkVU"].iter().any(|secret| error.message().contains(secret)));
            assert!(
                of_destination(&given(&format!(r#"{{"customerProvidedKey":{key}}}"#)), CopyOptions::default()).is_err()
            );
        }
    }

    #[test]
    fn p17_p18_contradictions_are_rejected() {
        let key = format!(r#"{{"customerProvidedKey":{{"encryptionKey":"{KEY}"}},"encryptionScope":"s"}}"#);
        assert!(of_destination(&given(&key), CopyOptions::default()).is_err());
        let mut asynchronous = CopyOptions::default();
        asynchronous.preferences.strategy = CopyStrategy::Asynchronous;
        let scope = given(r#"{"encryptionScope":"s"}"#);
        assert!(of_destination(&scope, asynchronous).is_err());
        let copy = of_destination(&scope, CopyOptions::default()).expect("options");
        assert_eq!((copy.encryption_scope.as_deref(), copy.preferences.customer_key), (Some("s"), false));
    }
}
