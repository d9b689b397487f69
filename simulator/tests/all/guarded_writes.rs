//! Whatever writes a blob asks for its lease, and leaves an immutable one as it is: also append blobs, page blobs, and
//! what comes from URLs.

use crate::support::{Fixture, ServiceResponse};

const LEASE: &str = "11111111-1111-4111-8111-111111111111";

/// An operation: the blob, the query, headers, body, whether it reads `source`, the status of the response.
type Write = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str, bool, u16);

const WRITES: [Write; 13] = [
    ("log", "?comp=appendblock", &[], "more", false, 201),
    ("log", "?comp=appendblock", &[], "", true, 201),
    ("log", "?comp=seal", &[], "", false, 200),
    ("pages", "?comp=page", &[("x-ms-page-write", "clear"), ("x-ms-range", "bytes=0-511")], "", false, 201),
    (
        "pages",
        "?comp=page",
        &[("x-ms-page-write", "update"), ("x-ms-range", "bytes=0-511"), ("x-ms-source-range", "bytes=0-511")],
        "",
        true,
        201,
    ),
    ("pages", "?comp=properties", &[("x-ms-sequence-number-action", "increment")], "", false, 200),
    ("pages", "", &[("x-ms-blob-type", "PageBlob"), ("x-ms-blob-content-length", "512")], "", false, 201),
    ("log", "", &[("x-ms-blob-type", "AppendBlob")], "", false, 201),
    ("block", "?comp=block&blockid=YQ==", &[], "", true, 201),
    ("block", "", &[("x-ms-blob-type", "BlockBlob")], "", true, 201),
    ("block", "", &[("x-ms-requires-sync", "true")], "", true, 202),
    ("block", "", &[], "", true, 202),
    ("block", "?comp=metadata", &[("x-ms-meta-a", "1")], "", false, 200),
];

async fn send(fixture: &mut Fixture, write: &Write, more: &[(&str, &str)]) -> ServiceResponse {
    let (name, rest, headers, body, reads, _) = write;
    let source = Fixture::signed(&fixture.url("source"));
    let mut all = headers.to_vec();
    if *reads {
        all.push(("x-ms-copy-source", &source));
    }
    all.extend_from_slice(more);
    fixture.send("PUT", &format!("/{name}{rest}"), &all, body).await
}

async fn filled() -> Fixture {
    let mut fixture = Fixture::start().await;
    fixture.put("source", &"x".repeat(512)).await;
    fixture.put("block", "before").await;
    for headers in [
        ("log", &[("x-ms-blob-type", "AppendBlob")][..]),
        ("pages", &[("x-ms-blob-type", "PageBlob"), ("x-ms-blob-content-length", "512")]),
    ] {
        assert_eq!(fixture.send("PUT", &format!("/{}", headers.0), headers.1, "").await.status, 201);
    }
    fixture
}

#[tokio::test]
async fn a_write_must_name_the_lease() {
    let mut fixture = filled().await;
    let acquire = [("x-ms-lease-action", "acquire"), ("x-ms-lease-duration", "-1"), ("x-ms-proposed-lease-id", LEASE)];
    for name in ["block", "log", "pages"] {
        assert_eq!(fixture.send("PUT", &format!("/{name}?comp=lease"), &acquire, "").await.status, 201);
    }
    for write in &WRITES {
        assert_eq!(send(&mut fixture, write, &[]).await.error(), (412, "LeaseIdMissing"), "{write:?}");
        let written = send(&mut fixture, write, &[("x-ms-lease-id", LEASE)]).await;
        assert_eq!(written.status, write.5, "{write:?} {written:?}");
    }
}

#[tokio::test]
async fn immutable_blobs_are_protected() {
    let mut fixture = filled().await;
    for name in ["block", "log", "pages"] {
        let hold = fixture.send("PUT", &format!("/{name}?comp=legalhold"), &[("x-ms-legal-hold", "true")], "").await;
        assert_eq!(hold.status, 200);
    }
    for write in &WRITES {
        assert_eq!(send(&mut fixture, write, &[]).await.error(), (409, "BlobImmutableDueToLegalHold"), "{write:?}");
    }
    assert_eq!(fixture.get("block").await.body, "before");
}

#[tokio::test]
async fn a_copy_from_a_url_keeps_the_deleted_blob_beneath_it() {
    let mut fixture = filled().await;
    let properties = "<StorageServiceProperties><DeleteRetentionPolicy><Enabled>true</Enabled><Days>7</Days>\
                      </DeleteRetentionPolicy></StorageServiceProperties>";
    let path = Fixture::signed("/devstoreaccount1/?restype=service&comp=properties");
    assert_eq!(fixture.client.send("PUT", &path, &[], properties).await.status, 202);
    for write in WRITES.iter().filter(|write| write.0 == "block" && write.1.is_empty()) {
        assert_eq!(fixture.send("DELETE", "/block", &[], "").await.status, 202);
        assert_eq!(send(&mut fixture, write, &[]).await.status, write.5);
    }
    let deleted = "?restype=container&comp=list&include=deleted,snapshots&prefix=block";
    let list = fixture.send("GET", deleted, &[], "").await.body;
    assert_eq!(list.matches("<Deleted>true</Deleted>").count(), 3, "{list}");
}
