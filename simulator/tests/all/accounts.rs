//! Accounts that differ: hierarchical namespaces, versioning, older services, slow listings.

use blobferry_simulator::{DEFAULT_ACCOUNT, Features};

use crate::support::Fixture;

const LIST: &str = "?restype=container&comp=list";

async fn names(fixture: &mut Fixture, query: &str) -> Vec<String> {
    let page = fixture.send("GET", &format!("{LIST}{query}"), &[("x-ms-version", "2026-02-06")], "").await;
    assert_eq!(page.status, 200, "{page:?}");
    page.body.split("<Name>").skip(1).filter_map(|rest| rest.split("</Name>").next()).map(str::to_owned).collect()
}

#[tokio::test]
async fn names_are_listed_in_the_order_of_utf_16_units() {
    let mut fixture = Fixture::start_with(Features::default()).await;
    // U+FF5E is one unit above the surrogates of U+10000.
    for name in ["%EF%BD%9E", "%F0%90%80%80", "z", "%ED%9F%BF"] {
        fixture.put(name, "x").await;
    }
    assert_eq!(names(&mut fixture, "").await, ["z", "\u{D7FF}", "\u{10000}", "\u{FF5E}"]);
    for name in ["%EF%BD%9E", "%F0%90%80%80"] {
        let found = names(&mut fixture, &format!("&prefix={name}")).await;
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(fixture.get(name).await.body, "x");
    }
    assert_eq!(names(&mut fixture, "&startFrom=%F0%90%80%80").await, ["\u{10000}", "\u{FF5E}"]);
}

#[tokio::test]
async fn directories_are_listed_before_longer_names() {
    let mut fixture = Fixture::start_with(Features { hierarchical_namespace: true, ..Features::default() }).await;
    for name in ["A-B", "A/dat1", "d/e/f"] {
        fixture.put(name, "x").await;
    }
    assert_eq!(names(&mut fixture, "").await, ["A", "A/dat1", "A-B", "d", "d/e", "d/e/f"]);
    assert_eq!(names(&mut fixture, "&maxresults=1&prefix=d/").await, ["d/e"]);
    let page = fixture.send("GET", LIST, &[], "").await.body;
    let kinds = ["directory", "file"].map(|kind| page.matches(&format!("<ResourceType>{kind}</ResourceType>")).count());
    assert_eq!(kinds, [3, 3]);
    let head = fixture.head("A").await;
    assert_eq!((head.header("x-ms-resource-type"), head.header("x-ms-meta-hdi_isfolder")), ("directory", "true"));
    let information = fixture
        .client
        .send(
            "GET",
            &Fixture::signed(&format!("/{DEFAULT_ACCOUNT}?restype=account&comp=properties")),
            &[("x-ms-version", "2025-01-05")],
            "",
        )
        .await;
    assert_eq!(information.header("x-ms-is-hns-enabled"), "true");
    let block = [("x-ms-blob-type", "BlockBlob")];
    for name in ["A", "A-B/x"] {
        let rejected = fixture.send("PUT", &format!("/{name}"), &block, "x").await;
        assert_eq!(rejected.error(), (409, "ResourceTypeMismatch"), "{name}");
    }
    let through = fixture.send("GET", &format!("{LIST}&prefix=A-B/x"), &[], "").await;
    assert_eq!(through.error(), (409, "ResourceTypeMismatch"));
    assert_eq!(fixture.send("DELETE", "/d", &[], "").await.error(), (409, "DirectoryIsNotEmpty"));
    assert_eq!(fixture.send("DELETE", "/d/e/f", &[], "").await.status, 202);
    assert_eq!(fixture.send("DELETE", "/d/e", &[], "").await.status, 202);
    let tags = [("x-ms-blob-type", "BlockBlob"), ("x-ms-tags", "a=b")];
    let rejected = fixture.send("PUT", "/tagged", &tags, "x").await;
    assert_eq!(rejected.error(), (409, "FeatureNotYetSupportedForHierarchicalNamespaceAccounts"));
    let marker = [("x-ms-blob-type", "BlockBlob"), ("x-ms-meta-hdi_isfolder", "true")];
    assert_eq!(fixture.send("PUT", "/empty", &marker, "").await.status, 201);
    assert_eq!(fixture.head("empty").await.header("x-ms-resource-type"), "directory");
    let changed = fixture.simulator.set_features(DEFAULT_ACCOUNT, Features::default()).unwrap_err();
    assert!(changed.to_string().contains("has containers already"), "{changed}");
}

#[tokio::test]
async fn overwritten_and_deleted_blobs_remain_as_versions() {
    let mut fixture = Fixture::start_with(Features { versioning: true, ..Features::default() }).await;
    let first = fixture.put("x", "1").await.header("x-ms-version-id").to_owned();
    let second = fixture.put("x", "2").await.header("x-ms-version-id").to_owned();
    assert!(first < second, "{first} {second}");
    let metadata = fixture.send("PUT", "/x?comp=metadata", &[("x-ms-meta-a", "b")], "").await;
    let third = metadata.header("x-ms-version-id").to_owned();
    assert_eq!(fixture.get(&format!("x?versionid={first}")).await.body, "1");
    assert_eq!(fixture.head(&format!("x?versionid={second}")).await.header("x-ms-meta-a"), "");
    let current = fixture.head("x").await;
    assert_eq!((current.header("x-ms-version-id"), current.header("x-ms-is-current-version")), (&*third, "true"));
    assert_eq!(fixture.head(&format!("x?versionid={first}")).await.header("x-ms-is-current-version"), "");
    assert_eq!(names(&mut fixture, "&include=versions").await, ["x", "x", "x"]);
    // Every page of one starts where the last ended.
    let (mut seen, mut marker) = (Vec::new(), String::new());
    loop {
        let page = fixture.send("GET", &format!("{LIST}&include=versions&maxresults=1&marker={marker}"), &[], "").await;
        seen.push(page.body.split("<VersionId>").nth(1).unwrap().split('<').next().unwrap().to_owned());
        marker = page
            .body
            .split("<NextMarker>")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .unwrap_or_default()
            .to_owned();
        if marker.is_empty() {
            break;
        }
    }
    assert_eq!(seen, [&*first, &*second, &*third]);
    let copy = fixture.copy(&format!("x?versionid={first}"), "copied", &[]).await;
    assert_eq!(copy.status, 202, "{copy:?}");
    assert_eq!(fixture.get("copied").await.body, "1");
    assert_eq!(
        fixture.send("DELETE", &format!("/x?versionid={third}"), &[], "").await.error(),
        (403, "OperationNotAllowedOnRootBlob")
    );
    assert_eq!(fixture.send("DELETE", "/x", &[], "").await.status, 202);
    assert_eq!(fixture.head("x").await.status, 404);
    assert_eq!(names(&mut fixture, "").await, ["copied"]);
    assert_eq!(names(&mut fixture, "&include=versions").await, ["copied", "x", "x", "x"]);
    assert_eq!(fixture.get(&format!("x?versionid={third}")).await.body, "2");
    for id in [&first, &second, &third] {
        assert_eq!(fixture.send("DELETE", &format!("/x?versionid={id}"), &[], "").await.status, 202);
    }
    assert_eq!(names(&mut fixture, "&include=versions").await, ["copied"]);
}

#[tokio::test]
async fn an_older_service_ignores_start_from_and_rejects_newer_versions() {
    let features =
        Features { ignores_start_from: true, newest_version: Some("2026-02-06".to_owned()), ..Features::default() };
    let mut fixture = Fixture::start_with(features).await;
    for name in ["a", "b"] {
        fixture.put(name, "x").await;
    }
    assert_eq!(names(&mut fixture, "&startFrom=b").await, ["a", "b"]);
    let newer = fixture.send("GET", LIST, &[("x-ms-version", "2026-04-06")], "").await;
    assert_eq!(newer.error(), (400, "InvalidHeaderValue"));
}

#[tokio::test]
async fn a_page_that_is_too_large_times_out() {
    let mut fixture = Fixture::start_with(Features { list_times_out_above: Some(2), ..Features::default() }).await;
    fixture.put("a", "x").await;
    assert_eq!(fixture.send("GET", LIST, &[], "").await.error(), (500, "OperationTimedOut"));
    assert_eq!(names(&mut fixture, "&maxresults=2").await, ["a"]);
}

#[tokio::test]
async fn only_tiers_of_the_account_are_accepted() {
    let features = Features { further_tiers: vec!["Frozen".to_owned()], ..Features::default() };
    let mut fixture = Fixture::start_with(features).await;
    let put = |tier| [("x-ms-blob-type", "BlockBlob"), ("x-ms-access-tier", tier)];
    assert_eq!(fixture.send("PUT", "/x", &put("Frozen"), "x").await.status, 201);
    assert_eq!(fixture.head("x").await.header("x-ms-access-tier"), "Frozen");
    assert!(fixture.send("GET", LIST, &[], "").await.body.contains("<AccessTier>Frozen</AccessTier>"));
    assert_eq!(fixture.send("PUT", "/y", &put("Molten"), "x").await.error(), (400, "InvalidHeaderValue"));
}

#[tokio::test]
async fn a_blob_with_a_customer_provided_key_requires_that_key() {
    let mut fixture = Fixture::start_with(Features::default()).await;
    let key = ("x-ms-encryption-key-sha256", "aGFzaA==");
    assert_eq!(fixture.send("PUT", "/x", &[("x-ms-blob-type", "BlockBlob"), key], "secret").await.status, 201);
    assert!(fixture.send("GET", LIST, &[], "").await.body.contains("<CustomerProvidedKeySha256>aGFzaA==<"));
    let other = ("x-ms-encryption-key-sha256", "b3RoZXI=");
    for headers in [&[][..], &[other]] {
        assert_eq!(fixture.send("GET", "/x", headers, "").await.error(), (409, "BlobUsesCustomerSpecifiedEncryption"));
        assert_eq!(fixture.send("HEAD", "/x", headers, "").await.status, 409);
    }
    assert_eq!(fixture.send("GET", "/x", &[key], "").await.body, "secret");
    assert_eq!(fixture.send("HEAD", "/x", &[key], "").await.header(key.0), key.1);
    assert_eq!(fixture.copy("x", "copy", &[]).await.error(), (409, "CannotVerifyCopySource"));
    let headers = [("x-ms-blob-type", "BlockBlob"), ("x-ms-source-encryption-key-sha256", "aGFzaA==")];
    assert_eq!(fixture.copy("x", "copy", &headers).await.status, 201);
    assert_eq!(fixture.get("copy").await.body, "secret");
}

#[tokio::test]
async fn an_invalid_source_hash_rejects_a_synchronous_copy() {
    let mut fixture = Fixture::start_with(Features::default()).await;
    fixture.put("x", "x").await;
    let properties = [("x-ms-blob-content-md5", "AQID")];
    assert_eq!(fixture.send("PUT", "/x?comp=properties", &properties, "").await.status, 200);
    let now = [("x-ms-requires-sync", "true")];
    assert_eq!(fixture.copy("x", "copy", &now).await.error(), (400, "InvalidMd5"));
    assert_eq!(fixture.copy("x", "copy", &[]).await.status, 202);
}
