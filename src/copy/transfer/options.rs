//! What the caller wants of a copy, read and checked before anything is sent.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::base::arguments;
use crate::base::error::{Error, Result};
use crate::copy::plan::{CopyStrategy, Wishes};
use crate::copy::transfer::asynchronous::Record;
use crate::copy::transfer::overwrite::Overwrite;
use crate::copy::transfer::saved::{self, SavedTransfer};
use crate::copy::transfer::verify::Verify;
use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::shared::{AccessTier, BlobHTTPHeaders, CpkInfo, RehydratePriority, Secret};
use crate::rest::values::NameValues;

/// The options of `beginCopyFrom`, with the names that callers use.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Given {
    strategy: Option<String>,
    block_size: Option<u64>,
    concurrency: Option<usize>,
    overwrite: Option<String>,
    verify: Option<String>,
    tier: Option<AccessTier>,
    metadata: Option<NameValues>,
    tags: Option<NameValues>,
    #[serde(rename = "blobHTTPHeaders")]
    blob_http_headers: Option<BlobHTTPHeaders>,
    rehydrate_priority: Option<RehydratePriority>,
    conditions: Option<BlobRequestConditions>,
    source_conditions: Option<ModifiedAccessConditions>,
    customer_provided_key: Option<CpkInfo>,
    encryption_scope: Option<String>,
    interval_in_ms: Option<f64>,
    resume_from: Option<String>,
}

/// The options, checked.
#[derive(Debug, Clone)]
pub struct TransferOptions {
    /// How it is copied.
    pub wishes: Wishes,
    /// When a blob that exists is replaced.
    pub overwrite: Overwrite,
    /// What is checked after the copy; `None` for what fits the plan.
    pub verify: Option<Verify>,
    /// The destination's tier; the source's unless given.
    pub tier: Option<AccessTier>,
    /// The destination's metadata; the source's unless given.
    pub metadata: Option<NameValues>,
    /// The destination's tags; the source's unless given.
    pub tags: Option<NameValues>,
    /// The standard properties of the content; the source's unless given.
    pub blob_http_headers: Option<BlobHTTPHeaders>,
    /// How urgent it is, when the source is archived.
    pub rehydrate_priority: Option<RehydratePriority>,
    /// What must hold for the destination.
    pub conditions: BlobRequestConditions,
    /// What must hold for the source when the copy begins; from then on it is pinned.
    pub source_conditions: Option<ModifiedAccessConditions>,
    /// The key of the customer's own that the destination is encrypted with.
    pub customer_provided_key: Option<CpkInfo>,
    /// The encryption scope of the destination.
    pub encryption_scope: Option<String>,
    /// The interval between polls of an asynchronous copy.
    pub interval_in_ms: Option<f64>,
    /// What is gone on with.
    pub resume: Option<Resume>,
    /// The options as JSON, to be saved with the copy. A key may be among them.
    pub text: Secret,
}

/// What a text to resume from holds.
#[derive(Debug, Clone)]
pub enum Resume {
    /// A copy of the service's own.
    Service(SavedService),
    /// A copy that ran in a process.
    Transfer(SavedTransfer),
}

/// A saved copy of the service's own.
#[derive(Debug, Clone)]
pub struct SavedService {
    /// The text, which may hold a signature.
    pub text: Secret,
    /// The caller's options, without secrets.
    pub options: Map<String, Value>,
    /// How its destination is kept safe; nothing when another poller began the copy.
    pub record: Option<Record>,
}

impl TransferOptions {
    /// Reads the options. With `resumeFrom`, what was saved holds where the caller says nothing.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn parse(json: &str) -> Result<Self> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct ResumeFrom {
            resume_from: Option<String>,
        }
        let ResumeFrom { resume_from } = arguments::parse(json)?;
        let resume = resume_from.map(|text| saved::read(&text)).transpose()?;
        let text = match &resume {
            Some(Resume::Transfer(saved)) => merged(&saved.options, json)?,
            // The options of another poller are not those of this one.
            Some(Resume::Service(SavedService { options, record: Some(_), .. })) => merged(options, json)?,
            _ => json.to_owned(),
        };
        let mut given: Given = arguments::parse(&text)?;
        if let Some(Resume::Transfer(saved)) = &resume {
            given.strategy = Some(saved.strategy.clone());
            given.block_size = saved.block_size.or(given.block_size);
        }
        let options = Self {
            wishes: Wishes {
                strategy: named("strategy", given.strategy.as_deref(), &STRATEGIES)?,
                block_size: given.block_size,
                concurrency: given.concurrency,
                customer_key: given.customer_provided_key.is_some(),
            },
            overwrite: named("overwrite", given.overwrite.as_deref(), &OVERWRITES)?,
            verify: given.verify.as_deref().map(|name| named("verify", Some(name), &VERIFIES)).transpose()?,
            tier: given.tier,
            metadata: given.metadata,
            tags: given.tags,
            blob_http_headers: given.blob_http_headers,
            rehydrate_priority: given.rehydrate_priority,
            conditions: given.conditions.unwrap_or_default(),
            source_conditions: given.source_conditions,
            customer_provided_key: given.customer_provided_key,
            encryption_scope: given.encryption_scope,
            interval_in_ms: given.interval_in_ms,
            resume,
            text: Secret(text),
        };
        options.check()?;
        Ok(options)
    }

    /// What cannot be meant.
    fn check(&self) -> Result<()> {
        let conditions = &self.conditions;
        if self.overwrite.looks() && (conditions.if_match.is_some() || conditions.if_none_match.is_some()) {
            return Err(Error::argument_range(
                "options.conditions",
                "The options \"overwrite\" and \"conditions\" both say which ETag the destination must have. Leave one of \
                 them out.",
            ));
        }
        if self.wishes.concurrency == Some(0) {
            let message = "The option \"concurrency\" must be 1 or more.";
            return Err(Error::argument_range("options.concurrency", message));
        }
        Ok(())
    }
}

const STRATEGIES: [(&str, CopyStrategy); 5] = [
    ("auto", CopyStrategy::Auto),
    ("asynchronous", CopyStrategy::Asynchronous),
    ("synchronous", CopyStrategy::Synchronous),
    ("blocks", CopyStrategy::Blocks),
    ("relay", CopyStrategy::Relay),
];

const OVERWRITES: [(&str, Overwrite); 4] = [
    ("always", Overwrite::Always),
    ("never", Overwrite::Never),
    ("ifSourceNewer", Overwrite::IfSourceNewer),
    ("ifDifferent", Overwrite::IfDifferent),
];

const VERIFIES: [(&str, Verify); 4] =
    [("none", Verify::None), ("length", Verify::Length), ("md5", Verify::Md5), ("crc64", Verify::Crc64)];

/// The value that a name stands for; the first one when there is no name.
fn named<T: Copy>(option: &str, name: Option<&str>, values: &[(&str, T)]) -> Result<T> {
    let Some(name) = name else { return Ok(values[0].1) };
    values.iter().find(|(own, _)| *own == name).map(|(_, value)| *value).ok_or_else(|| {
        let names = values.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        Error::argument_range(
            format!("options.{option}"),
            format!("The option \"{option}\" must be one of {names}, not {name:?}."),
        )
    })
}

/// The saved options, with those of the caller on top.
fn merged(saved: &Map<String, Value>, json: &str) -> Result<String> {
    let own: Map<String, Value> = arguments::parse(json)?;
    let mut all = saved.clone();
    all.extend(own);
    Ok(Value::Object(all).to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_name_is_known_and_a_wrong_one_is_told_the_right_ones() {
        let options = TransferOptions::parse(
            r#"{"strategy":"relay","overwrite":"ifDifferent","verify":"md5","blockSize":5,"concurrency":2,"tags":{}}"#,
        )
        .expect("options");
        assert_eq!(options.wishes.strategy, CopyStrategy::Relay);
        assert_eq!((options.overwrite, options.verify), (Overwrite::IfDifferent, Some(Verify::Md5)));
        assert_eq!((options.wishes.block_size, options.wishes.concurrency), (Some(5), Some(2)));
        assert_eq!(options.tags, Some(NameValues::default()), "none at all");
        let nothing = TransferOptions::parse("{}").expect("options");
        assert_eq!((nothing.wishes, nothing.overwrite, nothing.verify), (Wishes::default(), Overwrite::Always, None));
        for option in ["strategy", "overwrite", "verify"] {
            let error = TransferOptions::parse(&format!(r#"{{"{option}":"fast"}}"#)).expect_err(option);
            assert_eq!(error.argument(), Some(format!("options.{option}").as_str()));
            assert!(error.message().contains("must be one of \""), "{error}");
        }
    }

    #[test]
    fn contradictions_are_refused() {
        for (json, argument) in [
            (r#"{"overwrite":"never","conditions":{"ifMatch":"x"}}"#, "options.conditions"),
            (r#"{"concurrency":0}"#, "options.concurrency"),
            (r#"{"blockSize":-1}"#, "options.blockSize"),
            (r#"{"metadata":{"a":1}}"#, "options.metadata.a"),
            (r#"{"resumeFrom":"{}"}"#, "options.resumeFrom"),
        ] {
            let error = TransferOptions::parse(json).expect_err(json);
            assert_eq!(error.argument(), Some(argument), "{error}");
        }
    }

    #[test]
    fn no_secret_is_shown() {
        let json = r#"{"customerProvidedKey":{"encryptionKey":"SECRET"},
            "resumeFrom":"{\"state\":{\"isStarted\":true,\"copySource\":\"https://h?sig=SECRET\"}}"}"#;
        let options = TransferOptions::parse(json).expect("options");
        assert!(!format!("{options:?}").contains("SECRET"), "{options:?}");
    }

    proptest! {
        #[test]
        fn hostile_options_never_panic(text in ".{0,100}") {
            let _ = TransferOptions::parse(&text);
            let _ = TransferOptions::parse(&serde_json::json!({ "resumeFrom": text }).to_string());
        }
    }
}
