//! Requests through a proxy: tunnels for https, absolute addresses for http, credentials that nobody sees.

use http::Method;
use rcgen::generate_simple_self_signed;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::TcpListener;

use super::{HttpTransport, TransportSettings};
use crate::base::error::Error;
use crate::http::failure::{AttemptPhase, TransportFailure};
use crate::http::test_server::{Reply, Server, TunnelProxy, header};
use crate::http::{PipelineOptions, Request, Transport};

/// `me@home:p:ss` in base64, as a proxy wants it.
const AUTHORIZATION: &str = "Basic bWVAaG9tZTpwOnNz";
const CREDENTIALS: &str = "me%40home:p%3Ass";

fn transport(environment: &[(&str, &str)]) -> HttpTransport {
    let lookup = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    HttpTransport::with_settings(TransportSettings::new(&PipelineOptions::default(), &lookup).unwrap())
}

async fn secure_server() -> Server {
    let made = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    Server::start_tls(vec![Reply::of("200 OK", "", "")], vec![made.cert.der().clone()], key).await
}

#[track_caller]
fn assert_hidden(error: &Error) {
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("home") && !shown.contains("bWVA") && !shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn https_goes_through_a_tunnel_that_is_used_again() {
    let server = secure_server().await;
    let proxy = TunnelProxy::start(server.address, Some(AUTHORIZATION)).await;
    let address = format!("http://{CREDENTIALS}@{}", proxy.address);
    let transport = transport(&[("HTTPS_PROXY", &address), ("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
    for _ in 0..2 {
        let request = Request::new(Method::GET, server.secure_url("/c?sig=secret"));
        assert_eq!(transport.send(&request).await.unwrap().status, 200);
    }
    let heads = proxy.heads.lock().unwrap().clone();
    assert_eq!(heads.len(), 1);
    assert!(heads[0].starts_with(&format!("CONNECT localhost:{} HTTP/1.1\r\n", server.address.port())), "{}", heads[0]);
    assert!(!heads[0].contains("secret"), "the proxy sees the host only");
    assert!(server.heads()[0].starts_with("GET /c?sig=secret HTTP/1.1\r\n"));
    assert_eq!(header(&server.heads()[0], "proxy-authorization"), None);
}

#[tokio::test]
async fn http_goes_to_the_proxy_with_the_whole_address() {
    let proxy = Server::start(vec![Reply::of("200 OK", "", "")]).await;
    let address = format!("http://{CREDENTIALS}@{}", proxy.address);
    let request = Request::new(Method::GET, "http://account.invalid:10000/c/b?x=1".parse().unwrap());
    assert_eq!(transport(&[("HTTP_PROXY", &address)]).send(&request).await.unwrap().status, 200);
    let head = &proxy.heads()[0];
    assert!(head.starts_with("GET http://account.invalid:10000/c/b?x=1 HTTP/1.1\r\n"), "{head}");
    assert_eq!(header(head, "host"), Some("account.invalid:10000"));
    assert_eq!(header(head, "proxy-authorization"), Some(AUTHORIZATION));
}

#[tokio::test]
async fn an_exempt_host_is_reached_directly() {
    let server = Server::start(vec![Reply::of("200 OK", "", "")]).await;
    let transport = transport(&[("HTTP_PROXY", "http://proxy.invalid:1"), ("NO_PROXY", "127.0.0.1")]);
    let request = Request::new(Method::GET, server.url("/c"));
    assert_eq!(transport.send(&request).await.unwrap().status, 200);
    assert!(server.heads()[0].starts_with("GET /c HTTP/1.1\r\n"));
}

#[tokio::test]
async fn an_explicit_proxy_is_used() {
    let proxy = Server::start(vec![Reply::of("200 OK", "", "")]).await;
    let json = format!(
        r#"{{"proxy": {{"host": "http://127.0.0.1", "port": {}, "username": "me@home", "password": "p:ss"}}}}"#,
        proxy.address.port()
    );
    let options = PipelineOptions::from_json(&json).unwrap();
    let transport = HttpTransport::with_settings(TransportSettings::new(&options, &|_| None).unwrap());
    let request = Request::new(Method::GET, "http://account.invalid/c".parse().unwrap());
    assert_eq!(transport.send(&request).await.unwrap().status, 200);
    assert_eq!(header(&proxy.heads()[0], "proxy-authorization"), Some(AUTHORIZATION));
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_without_its_credentials() {
    let server = secure_server().await;
    let proxy = TunnelProxy::start(server.address, Some("Basic other")).await;
    let address = format!("http://{CREDENTIALS}@{}", proxy.address);
    let transport = transport(&[("HTTPS_PROXY", &address)]);
    let request = Request::new(Method::GET, server.secure_url("/c?sig=secret"));
    let error = transport.send(&request).await.unwrap_err();
    assert_eq!(error.code(), Some("REQUEST_SEND_ERROR"));
    let expected = format!("the proxy {} did not open a tunnel: proxy authorization required", proxy.address);
    assert_eq!(error.message(), expected);
    assert_hidden(&error);
    let failure = TransportFailure::of(&error).unwrap();
    assert_eq!((failure.phase, failure.transient), (AttemptPhase::Connect, false));
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named_without_its_credentials() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = listener.local_addr().unwrap();
    drop(listener);
    let address = format!("http://{CREDENTIALS}@{peer}");
    let transport = transport(&[("HTTPS_PROXY", &address)]);
    for url in ["http://account.invalid/c?sig=secret", "https://account.invalid/c?sig=secret"] {
        let error = transport.send(&Request::new(Method::GET, url.parse().unwrap())).await.unwrap_err();
        assert_eq!(error.code(), Some("ECONNREFUSED"), "{error:?}");
        assert_eq!(error.message(), format!("connect ECONNREFUSED {peer}"));
        assert_hidden(&error);
    }
}

#[tokio::test]
async fn a_certificate_refused_behind_a_tunnel_is_the_servers() {
    let server = secure_server().await;
    let proxy = TunnelProxy::start(server.address, None).await;
    let address = format!("http://{}", proxy.address);
    let transport = transport(&[("HTTPS_PROXY", &address)]);
    let request = Request::new(Method::GET, server.secure_url("/c"));
    let error = transport.send(&request).await.unwrap_err();
    assert_eq!(error.code(), Some("DEPTH_ZERO_SELF_SIGNED_CERT"));
    assert!(error.message().contains(&format!("localhost:{}", server.address.port())), "{error}");
}
