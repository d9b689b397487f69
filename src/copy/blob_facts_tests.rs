//! The same blob has the same facts, from a HEAD request and from a listing.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::*;
use crate::rest::Operation;
use crate::rest::blob::BlobGetPropertiesOptions;
use crate::rest::container::ContainerListBlobFlatSegmentOptions;

fn from_head(headers: &[(&'static str, &str)]) -> BlobFacts {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header")))
        .collect();
    BlobFacts::from_properties(&BlobGetPropertiesOptions::read(&headers, &[]).expect("headers"))
}

fn from_listing(blob: &str) -> BlobFacts {
    let page = format!(
        "<?xml version=\"1.0\"?><EnumerationResults ServiceEndpoint=\"https://a/\" ContainerName=\"c\"><Blobs><Blob>\
         <Name>b</Name>{blob}</Blob></Blobs><NextMarker/></EnumerationResults>"
    );
    let mut page = ContainerListBlobFlatSegmentOptions::read(&HeaderMap::new(), page.as_bytes()).expect("a page").body;
    BlobFacts::from_item(&mut page.segment.blob_items[0])
}

#[test]
fn a_block_blob_has_the_same_facts_from_head_and_listing() {
    let mut head = from_head(&[
        ("content-length", "7"),
        ("etag", "\"0x8D\""),
        ("last-modified", "Sun, 22 Nov 2026 13:11:11 GMT"),
        ("x-ms-blob-type", "BlockBlob"),
        ("content-type", "text/plain"),
        ("content-encoding", "gzip"),
        ("content-language", "de"),
        ("content-disposition", "inline"),
        ("cache-control", "no-cache"),
        ("content-md5", "AQI="),
        ("x-ms-meta-owner", "Me"),
        ("x-ms-meta-age", "5"),
        ("x-ms-tag-count", "2"),
        ("x-ms-access-tier", "Cool"),
        ("x-ms-lease-status", "locked"),
        ("x-ms-copy-id", "id"),
        ("x-ms-copy-status", "failed"),
        ("x-ms-copy-status-description", "500 Oops"),
        ("x-ms-copy-source", "https://s/c/b"),
        ("x-ms-copy-progress", "3/7"),
        ("x-ms-copy-completion-time", "Sun, 22 Nov 2026 13:11:12 GMT"),
        ("x-ms-encryption-scope", "scope"),
        ("x-ms-encryption-key-sha256", "hash"),
    ]);
    let listed = from_listing(
        "<Properties><Last-Modified>Sun, 22 Nov 2026 13:11:11 GMT</Last-Modified><Etag>0x8D</Etag>\
         <Content-Length>7</Content-Length><Content-Type>text/plain</Content-Type><Content-Encoding>gzip</Content-Encoding>\
         <Content-Language>de</Content-Language><Content-MD5>AQI=</Content-MD5><Content-Disposition>inline</Content-Disposition>\
         <Cache-Control>no-cache</Cache-Control><BlobType>BlockBlob</BlobType><AccessTier>Cool</AccessTier>\
         <LeaseStatus>locked</LeaseStatus><CopyId>id</CopyId><CopyStatus>failed</CopyStatus>\
         <CopyStatusDescription>500 Oops</CopyStatusDescription><CopySource>https://s/c/b</CopySource>\
         <CopyProgress>3/7</CopyProgress><CopyCompletionTime>Sun, 22 Nov 2026 13:11:12 GMT</CopyCompletionTime>\
         <EncryptionScope>scope</EncryptionScope><CustomerProvidedKeySha256>hash</CustomerProvidedKeySha256>\
         <TagCount>2</TagCount></Properties><Metadata><owner>Me</owner><age>5</age></Metadata>\
         <Tags><TagSet><Tag><Key>z</Key><Value>1</Value></Tag><Tag><Key>a</Key><Value>2</Value></Tag></TagSet></Tags>",
    );
    let tags = NameValues(vec![("a".into(), "2".into()), ("z".into(), "1".into())]);
    assert_eq!((head.tag_count, &head.tags, &listed.tags), (2, &None, &Some(tags)), "a HEAD reports only the number");
    head.tags.clone_from(&listed.tags);
    assert_eq!(head, listed);
    let metadata = NameValues(vec![("age".into(), "5".into()), ("owner".into(), "Me".into())]);
    assert_eq!(listed.metadata, Some(metadata));
    assert!(listed.leased && listed.is_blob() && !listed.archived());
    assert_eq!((listed.version(), listed.strong_etag()), (Some("\"0x8D\"".into()), Some("\"0x8D\"")));
}

#[test]
fn metadata_names_keep_their_case() {
    let listed = from_listing("<Properties></Properties><Metadata><b>1</b><Quarter>2</Quarter><A>3</A></Metadata>");
    let pairs = [("A", "3"), ("b", "1"), ("Quarter", "2")];
    assert_eq!(listed.metadata.expect("listed").iter().collect::<Vec<_>>(), pairs);
}

#[test]
fn missing_facts_are_missing_from_head_and_listing() {
    let head = from_head(&[
        ("content-length", "0"),
        ("etag", "\"e\""),
        ("last-modified", "Sun, 22 Nov 2026 13:11:11 GMT"),
        ("x-ms-blob-type", "AppendBlob"),
        ("x-ms-blob-sealed", "true"),
        ("x-ms-access-tier", "Hot"),
        ("x-ms-access-tier-inferred", "true"),
    ]);
    let listed = from_listing(
        "<Properties><Last-Modified>Sun, 22 Nov 2026 13:11:11 GMT</Last-Modified><Etag>e</Etag><Content-Length>0</Content-Length>\
         <Content-Type/><Content-Encoding/><Content-Language/><Content-MD5/><Content-Disposition/><Cache-Control/>\
         <BlobType>AppendBlob</BlobType><Sealed>true</Sealed><AccessTier>Hot</AccessTier>\
         <AccessTierInferred>true</AccessTierInferred></Properties><Metadata/>",
    );
    assert_eq!(head, listed);
    assert_eq!((listed.tags.clone(), listed.content_md5()), (Some(NameValues::default()), None));
    assert!(listed.sealed && listed.tier_inferred && listed.tier_of_copy().is_none());
}

#[test]
fn facts_not_included_in_a_listing_are_unknown() {
    let listed = from_listing("<Properties><BlobType>PageBlob</BlobType><TagCount>1</TagCount></Properties>");
    assert_eq!((listed.kind, listed.metadata, listed.tags), (BlobKind::PageBlob, None, None));
}

#[test]
fn an_archived_blob_is_archived_from_head_and_listing() {
    for status in ["", "rehydrate-pending-to-hot"] {
        let mut headers = vec![("x-ms-blob-type", "BlockBlob"), ("x-ms-access-tier", "Archive")];
        let mut element = String::new();
        if !status.is_empty() {
            headers.push(("x-ms-archive-status", status));
            element = format!("<ArchiveStatus>{status}</ArchiveStatus>");
        }
        let listed = from_listing(&format!(
            "<Properties><BlobType>BlockBlob</BlobType><AccessTier>Archive</AccessTier>{element}</Properties><Metadata/>"
        ));
        assert_eq!(from_head(&headers), listed);
        assert!(listed.archived() && listed.tier_of_copy().is_none(), "the copy is not archived unasked");
    }
}

#[test]
fn a_source_other_than_a_blob_is_recognized() {
    let page = from_head(&[("content-length", "5"), ("etag", "W/\"1\"")]);
    assert_eq!((page.kind, page.strong_etag(), page.is_blob()), (BlobKind::Other, None, false));
}

#[test]
fn t9_an_expired_policy_is_none() {
    let policy = BlobImmutabilityPolicy { expiries_on: Some(Timestamp(2000)), ..Default::default() };
    let facts = BlobFacts { immutability_policy: Some(policy.clone()), ..Default::default() };
    let at = |milliseconds| facts.policy_after(Timestamp(milliseconds).to_system_time());
    assert_eq!(at(1999), Some(policy));
    assert_eq!((at(2000), at(2001)), (None, None));
    assert_eq!(BlobFacts::default().policy_after(Timestamp(0).to_system_time()), None);
}
