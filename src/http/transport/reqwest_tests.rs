//! The same requests over our connections and over those of a client that many programs use: directly, and through every kind of proxy.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::Method;
use http::header::HeaderName;

use super::{HttpTransport, TransportSettings};
use crate::http::test_server::{Reply, Server, SocksProxy};
use crate::http::{PipelineOptions, Request, Transport};

/// Method, target and headers, as they arrived. Headers have no order that matters.
fn parts(head: &str) -> (String, BTreeSet<String>) {
    let mut lines = head.split("\r\n").filter(|line| !line.is_empty()).map(str::to_owned);
    (lines.next().unwrap_or_default(), lines.collect())
}

fn requests(url: &url::Url) -> Vec<Request> {
    let get = Request::new(Method::GET, url.join("/c/b%20%C3%A9?restype=x&comp=a%2Fb").unwrap());
    let mut put = Request::new(Method::PUT, url.join("/c/b").unwrap());
    put.body = Bytes::from_static(b"content").into();
    let mut delete = Request::new(Method::DELETE, url.join("/c/..%2Fb").unwrap());
    delete.headers.insert(HeaderName::from_static("x-ms-date"), "now".parse().unwrap());
    vec![get, Request::new(Method::PUT, url.join("/empty").unwrap()), put, delete]
}

async fn both(proxy: Option<&str>, url: &url::Url, server: &Server) {
    let lookup = |name: &str| (name == "ALL_PROXY").then(|| proxy.map(str::to_owned)).flatten();
    let ours = HttpTransport::with_settings(TransportSettings::new(&PipelineOptions::default(), &lookup).unwrap());
    let theirs = reqwest::Client::builder().no_proxy().http1_only();
    let theirs = match proxy {
        Some(proxy) => theirs.proxy(reqwest::Proxy::all(proxy).unwrap()),
        None => theirs,
    };
    let theirs = theirs.build().unwrap();
    for request in requests(url) {
        let before = server.heads().len();
        assert_eq!(ours.send(&request).await.unwrap().status, 200);
        let mut sent = reqwest::Request::new(request.method.clone(), request.url.clone());
        *sent.headers_mut() = request.headers.clone();
        // The `Accept` header may differ; the service requires a length for each write.
        sent.headers_mut().insert("content-length", "0".parse().unwrap());
        if request.method == Method::GET || request.method == Method::DELETE {
            sent.headers_mut().remove("content-length");
        }
        if !request.body.is_empty() {
            sent.headers_mut().remove("content-length");
            *sent.body_mut() = Some(Bytes::from_static(b"content").into());
        }
        assert_eq!(theirs.execute(sent).await.unwrap().status(), 200);
        let heads = server.heads();
        let (line, mut headers) = parts(&heads[before + 1]);
        headers.remove("accept: */*");
        assert_eq!(parts(&heads[before]), (line, headers), "{proxy:?}");
    }
}

#[tokio::test]
async fn requests_match_those_of_reqwest() {
    let provider = rustls::crypto::ring::default_provider();
    // The first caller installs it, and it is the same everywhere.
    let _ = provider.install_default();
    let server = Server::start(vec![Reply::of("200 OK", "", "")]).await;
    both(None, &server.url("/"), &server).await;
    let elsewhere = url::Url::parse("http://127.0.0.2:8765/").unwrap();
    both(Some(&format!("http://me%40home:p%3Ass@{}", server.address)), &elsewhere, &server).await;
    for (scheme, credentials) in
        [("socks5", None), ("socks5h", None), ("socks5", Some(("me@home", "p:ss"))), ("socks5h", Some(("me@home", "")))]
    {
        let proxy = SocksProxy::start(server.address, credentials).await;
        let user = match credentials {
            Some((_, "")) => "me%40home@",
            Some(_) => "me%40home:p%3Ass@",
            None => "",
        };
        let url = if scheme == "socks5h" { "http://account.test:8765/" } else { elsewhere.as_str() };
        both(Some(&format!("{scheme}://{user}{}", proxy.address)), &url.parse().unwrap(), &server).await;
        let requested = proxy.requested.lock().unwrap().clone();
        let host = if scheme == "socks5h" { "account.test:8765" } else { "127.0.0.2:8765" };
        assert!(requested.len() >= 2 && requested.iter().all(|requested| requested == host), "{requested:?}");
    }
}
