//! What callers may pass, and the errors for wrong options.

use super::*;
use crate::base::arguments;

fn parse(json: &str) -> Result<CopyOptions> {
    CopyOptions::new(arguments::parse(json)?)
}

#[test]
fn an_unknown_value_is_rejected_with_the_known_ones() {
    let options = parse(
        r#"{"strategy":"relay","overwrite":"ifDifferent","verify":"md5","blockSize":5,"concurrency":2,"tags":{}}"#,
    )
    .expect("options");
    assert_eq!(options.preferences.strategy, CopyStrategy::Relay);
    assert_eq!((options.overwrite, options.verify), (Overwrite::IfDifferent, Some(Verify::Md5)));
    assert_eq!(options.preferences.block_size.map(NonZeroU64::get), Some(5));
    assert_eq!(options.preferences.concurrency.map(NonZeroUsize::get), Some(2));
    assert_eq!(options.tags, Some(NameValues::default()), "none at all");
    let nothing = parse("{}").expect("options");
    assert_eq!(nothing.preferences, CopyPreferences::default());
    assert_eq!((nothing.overwrite, nothing.verify), (Overwrite::Always, None));
    for option in ["strategy", "overwrite", "verify"] {
        let error = parse(&format!(r#"{{"{option}":"fast"}}"#)).expect_err(option);
        assert_eq!(error.argument(), Some(format!("options.{option}").as_str()));
        assert!(error.message().contains("must be one of \""), "{error}");
    }
}

#[test]
fn every_value_is_written_as_it_is_read() {
    for (name, value) in STRATEGIES {
        assert_eq!(value.name(), name);
    }
    for (name, value) in OVERWRITES {
        assert_eq!(value.name(), name);
    }
    for (name, value) in VERIFIES {
        assert_eq!(value.name(), name);
    }
}

#[test]
fn contradictory_options_are_rejected() {
    let too_large = format!(r#"{{"blockSize":{}}}"#, BLOCK_MAX + 1);
    for (json, argument) in [
        (r#"{"overwrite":"never","conditions":{"ifMatch":"x"}}"#, "options.conditions"),
        (r#"{"concurrency":0}"#, "options.concurrency"),
        (r#"{"blockSize":-1}"#, "options.blockSize"),
        (r#"{"blockSize":0}"#, "options.blockSize"),
        (r#"{"blockSize":1.5}"#, "options.blockSize"),
        (r#"{"concurrency":0.5}"#, "options.concurrency"),
        (too_large.as_str(), "options.blockSize"),
        (r#"{"intervalInMs":-1}"#, "options.intervalInMs"),
        (r#"{"metadata":{"a":1}}"#, "options.metadata.a"),
    ] {
        let error = parse(json).expect_err(json);
        assert_eq!(error.argument(), Some(argument), "{error}");
    }
}

#[test]
fn an_invalid_interval_is_rejected() {
    for interval in [-1.0, 1e300, f64::NAN, f64::INFINITY] {
        let error = poll_interval(interval).expect_err("no time");
        assert_eq!(error.argument(), Some("options.intervalInMs"), "{interval}");
    }
    assert_eq!(poll_interval(2.5).expect("a time"), Duration::from_micros(2500));
}

#[test]
fn saved_options_are_the_defaults_of_a_resumed_copy() {
    let given = |json| arguments::parse::<BeginCopyFromOptions>(json).expect("options");
    let merged = given(r#"{"verify":"md5"}"#).or(given(r#"{"verify":"none","tier":"Cool"}"#));
    assert_eq!((merged.verify.as_deref(), merged.tier), (Some("md5"), Some(AccessTier("Cool".into()))));
}

#[test]
fn no_secret_is_shown() {
    let options = parse(r#"{"customerProvidedKey":{"encryptionKey":"SECRET"}}"#).expect("options");
    assert!(!format!("{options:?}").contains("SECRET"), "{options:?}");
}
