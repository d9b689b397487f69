//! The account's own operations, over HTTP.

use crate::support::{Fixture, ServiceResponse};

async fn send(fixture: &mut Fixture, method: &str, query: &str, body: &str) -> ServiceResponse {
    let path = Fixture::signed(&format!("/devstoreaccount1/?{query}"));
    fixture.client.send(method, &path, &[("x-ms-version", "2025-01-05")], body).await
}

#[tokio::test]
async fn containers_are_listed_in_pages() {
    let mut fixture = Fixture::start().await;
    for name in ["apple", "apricot", "$logs"] {
        let path = Fixture::signed(&format!("/devstoreaccount1/{name}?restype=container"));
        let headers = [("x-ms-meta-kind", "a&b")];
        assert_eq!(fixture.client.send("PUT", &path, &headers, "").await.status, 201);
    }
    let first = send(&mut fixture, "GET", "comp=list&maxresults=2", "").await;
    assert_eq!((first.status, first.header("content-type")), (200, "application/xml"));
    let names = |xml: &str| -> Vec<String> {
        xml.split("<Name>").skip(1).filter_map(|rest| rest.split("</Name>").next()).map(str::to_owned).collect()
    };
    assert_eq!(names(&first.body), ["apple", "apricot"]);
    let marker = first.body.split("<NextMarker>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    let second = send(&mut fixture, "GET", &format!("comp=list&marker={marker}"), "").await.body;
    assert_eq!(names(&second), ["box"]);
    assert!(second.contains("<PublicAccess>container</PublicAccess>") && second.contains("<NextMarker />"), "{second}");
    assert!(!second.contains("<Metadata>"));
    let all = send(&mut fixture, "GET", "comp=list&prefix=a&include=metadata", "").await.body;
    assert_eq!(names(&all), ["apple", "apricot"]);
    assert!(all.contains("<Metadata><kind>a&amp;b</kind></Metadata>"), "{all}");
    let system = send(&mut fixture, "GET", "comp=list&include=system", "").await.body;
    assert_eq!(names(&system), ["$logs", "apple", "apricot", "box"]);
    let wrong = send(&mut fixture, "GET", "comp=list&include=all", "").await;
    assert_eq!(wrong.error(), (400, "InvalidQueryParameterValue"));
}

#[tokio::test]
async fn omitted_properties_are_unchanged() {
    let mut fixture = Fixture::start().await;
    let query = "restype=service&comp=properties";
    let before = send(&mut fixture, "GET", query, "").await;
    assert_eq!(before.status, 200);
    let retention = "<DeleteRetentionPolicy><Enabled>false</Enabled></DeleteRetentionPolicy>";
    assert!(before.body.contains(retention) && before.body.contains("<Cors />"), "{}", before.body);
    let rule = "<Cors><CorsRule><AllowedOrigins>*</AllowedOrigins><AllowedMethods>GET</AllowedMethods>\
                <MaxAgeInSeconds>5</MaxAgeInSeconds><ExposedHeaders /><AllowedHeaders /></CorsRule></Cors>";
    let kept = "<DeleteRetentionPolicy><Enabled>true</Enabled><Days>7</Days></DeleteRetentionPolicy>";
    for (body, expected) in [(rule, [rule, retention]), (kept, [rule, kept])] {
        let body = format!("<?xml version=\"1.0\"?><StorageServiceProperties>{body}</StorageServiceProperties>");
        assert_eq!(send(&mut fixture, "PUT", query, &body).await.status, 202);
        let now = send(&mut fixture, "GET", query, "").await.body;
        assert!(expected.iter().all(|part| now.contains(part)), "{now}");
        assert!(now.find("<Logging>") < now.find("<Cors>") && now.find("<Cors>") < now.find("<StaticWebsite>"));
    }
    let too_long = "<DeleteRetentionPolicy><Enabled>true</Enabled><Days>366</Days></DeleteRetentionPolicy>";
    let without_days = "<DeleteRetentionPolicy><Enabled>true</Enabled></DeleteRetentionPolicy>";
    for body in [too_long, without_days, "<Other />", "<Logging />"] {
        let body = format!("<StorageServiceProperties>{body}</StorageServiceProperties>");
        assert_eq!(send(&mut fixture, "PUT", query, &body).await.error(), (400, "InvalidXmlDocument"), "{body}");
    }
}

#[tokio::test]
async fn the_account_information_is_returned() {
    let mut fixture = Fixture::start().await;
    let account = send(&mut fixture, "GET", "restype=account&comp=properties", "").await;
    let container = fixture.send("GET", "?restype=account&comp=properties", &[], "").await;
    let blob = fixture.send("HEAD", "/any?restype=account&comp=properties", &[], "").await;
    for response in [account, container, blob] {
        assert_eq!((response.status, response.header("x-ms-sku-name")), (200, "Standard_LRS"));
        assert_eq!(response.header("x-ms-account-kind"), "StorageV2");
    }
}

#[tokio::test]
async fn the_secondary_endpoint_has_the_same_data_and_statistics() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "x").await;
    let read = fixture.client.send("GET", &Fixture::signed("/devstoreaccount1-secondary/box/a"), &[], "").await;
    assert_eq!((read.status, read.body.as_str()), (200, "x"));
    let query = "restype=service&comp=stats";
    assert_eq!(send(&mut fixture, "GET", query, "").await.error(), (400, "InvalidQueryParameterValue"));
    let path = Fixture::signed(&format!("/devstoreaccount1-secondary/?{query}"));
    let statistics = fixture.client.send("GET", &path, &[], "").await;
    assert_eq!(statistics.status, 200);
    assert!(statistics.body.contains("<Status>live</Status><LastSyncTime>"), "{}", statistics.body);
    let host = [("host", "devstoreaccount1-secondary.blob.localhost")];
    assert_eq!(fixture.client.send("GET", &Fixture::signed(&format!("/?{query}")), &host, "").await.status, 200);
}
