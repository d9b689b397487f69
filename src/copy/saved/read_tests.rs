//! Written state is read back, and so is that of the reference and of earlier builds.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::copy::options::CopyOptions;
use crate::copy::saved::backup_record::{BackupSnapshot, PreviousBlob, SourceRecord};
use crate::copy::saved::write::{CopyRecord, write, write_ended};
use crate::rest::blob::{BlobStartCopyFromURLOptions, BlobStartCopyFromURLResponse};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::{
    AccessTier, BlobHTTPHeaders, BlobImmutabilityPolicy, CopyStatusType, CpkInfo, Secret, SourceUrl,
};
use crate::rest::values::{Binary, NameValues, Timestamp};

const SOURCE: &str = "https://a.blob.core.windows.net/c/b%20c?snapshot=2026&sv=1&sig=SECRET%3D";

fn running() -> CopyState {
    CopyState {
        copy_source: SourceUrl(SOURCE.into()),
        is_started: Some(true),
        copy_id: Some("id".into()),
        copy_progress: CopyProgress::parse("5/10"),
        ..Default::default()
    }
}

fn finished() -> CopyState {
    let mut state = CopyState { copy_source: SourceUrl(SOURCE.into()), ..Default::default() };
    state.started(BlobStartCopyFromURLResponse {
        copy_id: Some("an id".into()),
        copy_status: Some(CopyStatusType("success".into())),
        last_modified: Some(Timestamp(1_795_353_071_000)),
        ..Default::default()
    });
    state
}

fn options() -> SavedOptions {
    SavedOptions::of_start(
        &BlobStartCopyFromURLOptions {
            metadata: Some(NameValues(vec![("a".into(), "b".into())])),
            ..Default::default()
        },
        None,
    )
}

fn backup() -> BackupRecord {
    let snapshot = BackupSnapshot {
        snapshot: "2026-01-02T03:04:05.0000000Z".into(),
        etag: Some("\"e\"".into()),
        tags: Some(NameValues(vec![("a".into(), "b".into())])),
        tier: Some(AccessTier("Cool".into())),
        sealed: true,
        ..Default::default()
    };
    let source =
        SourceRecord { etag: Some("\"s\"".into()), length: 7, content_md5: Some("AQI=".into()), is_blob: true };
    BackupRecord { before: PreviousBlob::BackedUp(snapshot), source, cancelling: true }
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_started_poller_is_saved_without_signature_and_in_javascript_format() {
    assert_eq!(
        value(&write(&finished(), &options(), CopyRecord::None)),
        json!({ "state": {
            "copySource": "https://a.blob.core.windows.net/c/b%20c?snapshot=2026&sv=1",
            "startCopyFromURLOptions": { "metadata": { "a": "b" } },
            "isStarted": true,
            "copyId": "an id",
            "result": { "lastModified": "2026-11-22T13:11:11.000Z", "copyId": "an id", "copyStatus": "success" },
            "isCompleted": true,
        }})
    );
}

#[test]
fn an_already_finished_copy_is_saved_in_the_same_format() {
    let Ok(Value::Object(crossed)) = serde_json::to_value(finished()) else { panic!("an object") };
    assert_eq!(write_ended(crossed, &options()), write(&finished(), &options(), CopyRecord::None));
}

#[test]
fn saved_state_is_read_back() {
    let restored = read_service(&write(&finished(), &options(), CopyRecord::None)).expect("saved");
    assert_eq!(restored.copy_id.as_deref(), Some("an id"));
    assert!(restored.is_done());
    let Some(CopyResult::Saved(SavedResult(result))) = restored.result else { panic!("a result") };
    assert_eq!(result["lastModified"], json!(1_795_353_071_000_i64));
    let running = read_service(&write(&running(), &options(), CopyRecord::None)).expect("saved");
    assert_eq!(running.copy_progress, CopyProgress::parse("5/10"));
}

#[test]
fn a_poller_that_the_reference_saved_is_read() {
    let text = r#"{"state":{"copySource":"http://h/c/b","startCopyFromURLOptions":{"conditions":{}},"isStarted":true,
        "copyId":"x","result":{"date":"2026-11-22T13:31:11.000Z","contentMD5":{"type":"Buffer","data":[1,2]}},
        "isCompleted":true}}"#;
    let Some(CopyResult::Saved(SavedResult(result))) = read_service(text).expect("saved").result else {
        panic!("a result")
    };
    assert_eq!(Value::Object(result), json!({ "date": 1_795_354_271_000_i64, "contentMD5": "AQI=" }));
    let Ok(SavedCopy::Service(saved)) = read(text) else { panic!("a copy of the service's") };
    assert_eq!(saved.backup, None, "nobody has backed up its destination");
}

#[test]
fn state_saved_by_earlier_builds_is_read() {
    let text = r#"{"state":{"copySource":"https://s/c/b","isStarted":true,"copyId":"id","copyProgress":"0/9",
        "startCopyFromURLOptions":{"verify":"md5","conditions":{"ifModifiedSince":"2026-11-22T13:31:11.000Z","leaseId":"l"},
        "blobHTTPHeaders":{"blobContentMD5":"AQI="},"intervalInMs":5},
        "safeguard":{"before":{"kept":{"snapshot":"2026-01-02T03:04:05.0000000Z","etag":"\"e\"","copyId":"old"}},
        "source":{"etag":"\"s\"","length":7,"contentMD5":"AQI=","isBlob":true}}}}"#;
    let Ok(SavedCopy::Service(saved)) = read(text) else { panic!("a copy of the service's") };
    let backup = saved.backup.expect("backed up");
    let before = backup.before.snapshot().expect("a snapshot");
    assert_eq!((before.copy_id.as_deref(), before.etag.as_deref()), (Some("old"), Some("\"e\"")));
    assert_eq!((backup.source.length, backup.source.is_blob, backup.cancelling), (7, true, false));
    let conditions = saved.options.conditions.expect("conditions");
    assert_eq!(conditions.if_modified_since, Some(Timestamp(1_795_354_271_000)));
    assert_eq!((conditions.lease_id.as_deref(), saved.options.verify.as_deref()), (Some("l"), Some("md5")));
    for before in ["unknown", "absent"] {
        let text = format!(r#"{{"state":{{"isStarted":true,"copyId":"id","safeguard":{{"before":"{before}"}}}}}}"#);
        assert!(matches!(read(&text), Ok(SavedCopy::Service(saved)) if saved.backup.is_some()), "{before}");
    }
    let text = r#"{"state":{"copySource":"https://s/c/b","isStarted":true,"startCopyFromURLOptions":{"strategy":"auto","blockSize":1},
        "transfer":{"strategy":"blocks","etag":"\"s\"","length":40,"blockSize":10,"blockIdPrefix":"p"}}}"#;
    let Ok(SavedCopy::Local(saved)) = read(text) else { panic!("a local copy") };
    assert_eq!((saved.record.length, saved.record.block_id_prefix.as_deref()), (40, Some("p")));
    let resumed = saved.options_with(BeginCopyFromOptions { strategy: Some("relay".into()), ..Default::default() });
    assert_eq!((resumed.strategy.as_deref(), resumed.block_size), (Some("blocks"), Some(10.0)), "its blocks are found");
}

#[test]
fn the_backup_is_saved_and_other_pollers_ignore_it() {
    for record in [backup(), BackupRecord { before: PreviousBlob::Absent, ..Default::default() }] {
        let options = CopyOptions { verify: Some(crate::copy::options::Verify::Md5), ..Default::default() };
        let text = write(&running(), &SavedOptions::from(&options), CopyRecord::Backup(&record));
        assert_eq!(read_service(&text).expect("a poller's").copy_id.as_deref(), Some("id"));
        let Ok(SavedCopy::Service(saved)) = read(&text) else { panic!("a copy of the service's") };
        assert_eq!((saved.backup, saved.options.verify.as_deref()), (Some(record), Some("md5")));
    }
    let half = r#"{"state":{"isStarted":true,"copyId":"id","safeguard":{"before":"perhaps"}}}"#;
    assert!(read(half).is_err(), "half a backup would lose what it backs up");
}

#[test]
fn a_finished_copy_keeps_its_result() {
    let state = CopyState { copy_progress: None, ..finished() };
    let record = LocalRecord { strategy: "relay".into(), ..Default::default() };
    let text = write(&state, &SavedOptions::default(), CopyRecord::Local(&record));
    let Ok(SavedCopy::Local(saved)) = read(&text) else { panic!("a local copy") };
    assert_eq!(saved.ended.expect("a result").0["lastModified"], json!(1_795_353_071_000_i64));
    let error = read_service(&text).expect_err("nothing is pending at the service");
    assert!(error.message().contains("beginCopyFrom()"), "{error}");
}

#[test]
fn everything_but_secrets_is_saved() {
    let given = BeginCopyFromOptions {
        strategy: Some("blocks".into()),
        overwrite: Some("never".into()),
        verify: Some("crc64".into()),
        block_size: Some(5.0),
        concurrency: Some(2.0),
        tier: Some(AccessTier("Cool".into())),
        metadata: Some(NameValues(vec![("sourceAuthorization".into(), "a value like any other".into())])),
        tags: Some(NameValues::default()),
        conditions: Some(BlobRequestConditions {
            if_unmodified_since: Some(Timestamp(1_795_354_271_000)),
            lease_id: Some("l".into()),
            ..Default::default()
        }),
        blob_http_headers: Some(BlobHTTPHeaders {
            blob_content_md5: Some(Binary(vec![1, 2])),
            blob_content_type: Some("t".into()),
            ..Default::default()
        }),
        encryption_scope: Some("scope".into()),
        interval_in_ms: Some(5.0),
        customer_provided_key: Some(CpkInfo {
            encryption_key: Some(Secret("SECRET".into())),
            encryption_key_sha256: Some("SECRET".into()),
            ..Default::default()
        }),
        source_customer_provided_key: Some(CpkInfo {
            encryption_key: Some(Secret("SECRET".into())),
            ..Default::default()
        }),
        ..Default::default()
    };
    let options = CopyOptions::new(given).expect("options");
    let record = LocalRecord { strategy: "blocks".into(), length: 10, ..Default::default() };
    let text = write(&running(), &SavedOptions::from(&options), CopyRecord::Local(&record));
    assert!(!text.contains("SECRET"), "{text}");
    let expected = json!({
        "strategy": "blocks", "overwrite": "never", "verify": "crc64", "blockSize": 5, "concurrency": 2, "tier": "Cool",
        "metadata": { "sourceAuthorization": "a value like any other" }, "tags": {},
        "conditions": { "ifUnmodifiedSince": "2026-11-22T13:31:11.000Z", "leaseId": "l" },
        "blobHTTPHeaders": { "blobContentMD5": "AQI=", "blobContentType": "t" },
        "encryptionScope": "scope", "intervalInMs": 5.0,
    });
    assert_eq!(value(&text)["state"]["startCopyFromURLOptions"], expected);
    let Ok(SavedCopy::Local(saved)) = read(&text) else { panic!("a local copy") };
    let again = SavedOptions::from(&CopyOptions::new(saved.options).expect("options"));
    assert_eq!(again, SavedOptions::from(&options));
}

#[test]
fn options_that_have_no_field_are_not_saved() {
    let options: SavedOptions = serde_json::from_str(
        r#"{"legalHold":true,"copySource":"https://h?sig=SECRET","resumeFrom":"SECRET","sourceAuthorization":{"value":"SECRET"},
            "conditions":{"leaseId":"l","token":"SECRET"},"somethingNew":"SECRET","immutabilityPolicy":{"policyMode":"Locked"}}"#,
    )
    .expect("options");
    let expected = json!({
        "legalHold": true, "conditions": { "leaseId": "l" }, "immutabilityPolicy": { "policyMode": "Locked" },
    });
    assert_eq!(json!(options), expected);
    let start = BlobStartCopyFromURLOptions {
        legal_hold: Some(true),
        immutability_policy: Some(BlobImmutabilityPolicy {
            expiries_on: Some(Timestamp(1_795_354_271_000)),
            ..Default::default()
        }),
        ..Default::default()
    };
    let expected = json!({ "legalHold": true, "immutabilityPolicy": { "expiriesOn": "2026-11-22T13:31:11.000Z" } });
    assert_eq!(json!(SavedOptions::of_start(&start, None)), expected);
}

#[test]
fn text_other_than_a_saved_poller_is_rejected() {
    for text in ["", "{}", "null", "[]", "{\"state\":1}", "{\"state\":{\"isStarted\":\"yes\"}}"] {
        let error = read_service(text).expect_err(text);
        assert_eq!(error.argument(), Some("options.resumeFrom"), "{text}");
        assert!(read(text).is_err(), "{text}");
    }
    assert!(read("{\"state\":{}}").is_err(), "it had not started");
    assert!(read_service("{\"state\":{}}").is_ok(), "it is started now");
}

proptest! {
    #[test]
    fn hostile_text_never_panics(text in ".{0,200}") {
        let _ = read_service(&text);
        let _ = read(&text);
    }

    #[test]
    fn every_local_copy_round_trips(
        etag in proptest::option::of(".{0,20}"), length: u64, block_size in proptest::option::of(1u64..), prefix in ".{0,20}",
    ) {
        let record =
            LocalRecord { strategy: "relay".into(), etag, length, block_size, block_id_prefix: Some(prefix) };
        let text = write(&running(), &SavedOptions::default(), CopyRecord::Local(&record));
        let Ok(SavedCopy::Local(saved)) = read(&text) else { panic!("a local copy") };
        prop_assert_eq!(saved.record, record);
    }
}
