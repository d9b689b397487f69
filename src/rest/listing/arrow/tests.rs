//! `page.arrow` was written by the library `apache-arrow` (`__test__/support/arrow-page.js` writes such pages), and cut or changed
//! bytes never do harm.

use proptest::prelude::*;

use crate::base::error::Result;
use crate::rest::listing::arrow::{is_arrow, read};
use crate::rest::listing::items::ListEntry;
use crate::rest::listing::{read_by_hierarchy, read_in_slices};
use crate::rest::slices::SliceWriter;

const PAGE: &[u8] = include_bytes!("page.arrow");
/// 2026-11-22, 13:11:11.
const AT: i64 = 1_795_353_071_000;

fn names(document: &[u8]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    read(document, &mut |entry| {
        names.push(match entry {
            ListEntry::Blob(blob) => blob.name,
            ListEntry::Prefix(prefix) => prefix.name,
        });
        Ok(())
    })?;
    Ok(names)
}

#[test]
fn a_page_has_prefixes_and_blobs_with_all_their_properties() {
    let page = read_by_hierarchy(PAGE).expect("a page");
    assert_eq!(page.continuation_token.as_deref(), Some("more"));
    assert_eq!(page.segment.blob_prefixes.iter().map(|prefix| prefix.name.as_str()).collect::<Vec<_>>(), ["a/"]);
    let json = serde_json::to_value(&page.segment.blob_items).expect("JSON");
    let expected = serde_json::json!([
        {
            "name": "grüße", "deleted": true, "snapshot": "",
            "properties": {
                "createdOn": AT, "lastModified": AT + 5, "etag": "0x8D",
                "contentLength": 9_007_199_254_740_991_u64, "contentMD5": "AQI=", "blobType": "BlockBlob",
                "blobSequenceNumber": 7, "copyCompletedOn": AT + 1, "destinationSnapshot": "s",
                "deletedOn": AT + 1, "remainingRetentionDays": 3, "accessTier": "Smart",
                "accessTierInferred": true, "smartAccessTier": "Cool", "accessTierChangedOn": AT,
                "tagCount": 2, "expiresOn": AT, "lastAccessedOn": AT,
                "immutabilityPolicyExpiresOn": 1_795_305_600_000_i64, "legalHold": false,
            },
            "metadata": { "Quarter": "1", "empty": "" },
            "tags": { "z": "1", "a": "2" },
            "blobTags": { "blobTagSet": [{ "key": "z", "value": "1" }, { "key": "a", "value": "2" }] },
            "objectReplicationMetadata": { "or-p_r": "complete" },
            "objectReplicationSourceProperties": [
                { "policyId": "p", "rules": [{ "ruleId": "r", "replicationStatus": "complete" }] }
            ],
        },
        {
            "name": "last", "deleted": false, "snapshot": "",
            "properties": { "lastModified": 0, "etag": "", "blobType": "PageBlob" },
            "metadata": {},
        },
    ]);
    assert_eq!(json, expected);
}

#[test]
fn the_page_text_is_not_added_to_the_slices() {
    let mut slices = SliceWriter::new(&["blobItems"]);
    read_in_slices(PAGE, &mut slices).expect("a page");
    let all = slices.finish(PAGE).expect("small");
    assert!(all.ends_with(b"]}"), "the slice is the last");
}

#[test]
fn a_truncated_stream_is_an_error() {
    assert!(is_arrow(PAGE) && !is_arrow(b"<?xml"));
    assert_eq!(names(PAGE).expect("whole"), ["a/", "grüße", "last"]);
    // The last message marks the end, and may be left out.
    for end in (8..PAGE.len() - 8).step_by(8) {
        if let Ok(found) = names(&PAGE[..end]) {
            assert!(found.len() < 3, "{end}");
        }
    }
}

proptest! {
    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((8..PAGE.len(), any::<u8>()), 1..6)) {
        let mut page = PAGE.to_vec();
        for (place, byte) in changes {
            page[place] = byte;
        }
        let _ = names(&page);
        let _ = read_by_hierarchy(&page);
    }

    #[test]
    fn arbitrary_bytes_never_panic(rest in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = names(&[&[0xFF; 4][..], &rest].concat());
    }
}
