//! Requests through a proxy: tunnels for https, absolute addresses for http, and hidden credentials.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use http::Method;
use rcgen::generate_simple_self_signed;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpListener;

use super::limits::Limits;
use super::pool::Pool;
use super::{HttpTransport, TransportSettings};
use crate::base::error::Error;
use crate::http::failure::{AttemptPhase, TransportFailure};
use crate::http::test_server::{Reply, Server, SocksProxy, TunnelProxy, acceptor, header};
use crate::http::{PipelineOptions, Repeat, Request, Transport};

/// `me@home:p:ss` in base64, as a proxy wants it.
const AUTHORIZATION: &str = "Basic bWVAaG9tZTpwOnNz";
const CREDENTIALS: &str = "me%40home:p%3Ass";

fn settings(environment: &[(&str, &str)]) -> TransportSettings {
    let lookup = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    TransportSettings::new(&PipelineOptions::default(), &lookup).unwrap()
}

fn transport(environment: &[(&str, &str)]) -> HttpTransport {
    HttpTransport::with_settings(settings(environment))
}

fn certified() -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let made = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    (vec![made.cert.der().clone()], key)
}

async fn secure_server() -> Server {
    secure_server_that(vec![Reply::of("200 OK", "", "")]).await
}

async fn secure_server_that(replies: Vec<Reply>) -> Server {
    let (chain, key) = certified();
    Server::start_tls(replies, chain, key).await
}

/// Time passes without being waited for.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// The ways through a proxy: a tunnel, requests that name their host, and SOCKS.
const WAYS: [(&str, bool); 4] = [("http", false), ("http", true), ("socks5h", false), ("socks5h", true)];

/// A server behind a proxy.
struct Behind {
    server: Server,
    url: url::Url,
    transport: HttpTransport,
    _tunnel: Option<TunnelProxy>,
    _socks: Option<SocksProxy>,
}

async fn behind_a_proxy((kind, secure): (&str, bool), replies: Vec<Reply>, limits: Limits) -> Behind {
    let server = if secure { secure_server_that(replies).await } else { Server::start(replies).await };
    let (mut tunnel, mut socks) = (None, None);
    let proxy = match (kind, secure) {
        ("http", true) => tunnel.insert(TunnelProxy::start(server.address, None).await).address,
        ("http", false) => server.address,
        _ => socks.insert(SocksProxy::start(server.address, None).await).address,
    };
    let url = if secure { server.secure_url("/c/b") } else { "http://account.invalid/c/b".parse().unwrap() };
    let proxy = format!("{kind}://{proxy}");
    let settings = settings(&[("HTTPS_PROXY", &proxy), ("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
    let transport = HttpTransport::with_pool(settings, Arc::new(Pool::new(limits)));
    Behind { server, url, transport, _tunnel: tunnel, _socks: socks }
}

const LIMITS: Limits = Limits { open: 4, idle: 2, of_one_origin: 3, bytes: 3, bytes_of_one_origin: 2 };

#[track_caller]
fn assert_hidden(error: &Error) {
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("home") && !shown.contains("bWVA") && !shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn https_uses_a_reusable_tunnel() {
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
async fn http_requests_to_a_proxy_have_absolute_urls() {
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
async fn a_rejecting_proxy_is_named_without_its_credentials() {
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
async fn an_unreachable_proxy_is_named_without_its_credentials() {
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
async fn a_certificate_rejected_inside_a_tunnel_is_attributed_to_the_server() {
    let server = secure_server().await;
    let proxy = TunnelProxy::start(server.address, None).await;
    let address = format!("http://{}", proxy.address);
    let transport = transport(&[("HTTPS_PROXY", &address)]);
    let request = Request::new(Method::GET, server.secure_url("/c"));
    let error = transport.send(&request).await.unwrap_err();
    assert_eq!(error.code(), Some("DEPTH_ZERO_SELF_SIGNED_CERT"));
    assert!(error.message().contains(&format!("localhost:{}", server.address.port())), "{error}");
}

#[tokio::test]
async fn connections_through_a_proxy_are_pooled_like_others() {
    for way in WAYS {
        let keeps = Reply::of("200 OK", "keep-alive: timeout=5\r\n", "");
        let Behind { server, url, transport, _tunnel, _socks } = behind_a_proxy(way, vec![keeps], LIMITS).await;
        let head = Request::new(Method::HEAD, url.clone());
        let mut append = Request::new(Method::PUT, url);
        append.body = Bytes::from_static(b"line").into();
        append.repeat = Repeat::OnlyIfUnsent;
        for (request, seconds, connections) in
            [(&head, 0, 1), (&head, 3, 1), (&head, 4, 2), (&append, 0, 2), (&append, 1, 3), (&head, 0, 3)]
        {
            pass(Duration::from_secs(seconds)).await;
            assert_eq!(transport.send(request).await.unwrap().status, 200);
            assert_eq!(server.connections(), connections, "{way:?} {seconds}");
        }
        let requests: Vec<Request> = (0..50).map(|_| head.clone()).collect();
        for response in join_all(requests.iter().map(|request| transport.send(request))).await {
            assert_eq!(response.unwrap().status, 200);
        }
        assert!(server.connections() <= 3 + LIMITS.of_one_origin, "{}", server.connections());
    }
}

#[tokio::test]
async fn response_heads_through_a_proxy_are_examined() {
    for way in WAYS {
        for (response, code) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\nx", "HPE_UNEXPECTED_CONTENT_LENGTH"),
            ("HTTP/1.1 200 OK\nx: 1\ncontent-length: 0\n\n", "HPE_CR_EXPECTED"),
        ] {
            let behind = behind_a_proxy(way, vec![Reply::Bytes(response.into())], LIMITS).await;
            let error = behind.transport.send(&Request::new(Method::GET, behind.url)).await.unwrap_err();
            assert_eq!(error.code(), Some(code), "{way:?} {error}");
        }
    }
}

#[tokio::test]
async fn metadata_names_keep_their_case_through_a_proxy() {
    for way in WAYS {
        let behind = behind_a_proxy(way, vec![Reply::of("200 OK", "X-Ms-Meta-Quarter: Q1\r\n", "")], LIMITS).await;
        let mut request = Request::new(Method::PUT, behind.url);
        request.headers.insert("x-ms-meta-quarter", "Q1".parse().unwrap());
        request.spelling.learn("x-ms-meta-Quarter");
        let response = behind.transport.send(&request).await.unwrap();
        assert_eq!(response.spelling.of("x-ms-meta-quarter"), "X-Ms-Meta-Quarter", "{way:?}");
        let head = &behind.server.heads()[0];
        assert!(head.contains("\r\nx-ms-meta-Quarter: Q1\r\n"), "{way:?} {head}");
    }
}

#[tokio::test]
async fn one_host_behind_a_proxy_leaves_connections_for_others() {
    let proxy = Server::start(vec![Reply::Silence, Reply::Silence, Reply::Silence, Reply::of("200 OK", "", "")]).await;
    let address = format!("http://{}", proxy.address);
    let transport = HttpTransport::with_pool(settings(&[("HTTP_PROXY", &address)]), Arc::new(Pool::new(LIMITS)));
    let request = |host: &str| Request::new(Method::HEAD, format!("http://{host}.invalid/").parse().unwrap());
    let silent: Vec<Request> = (0..10).map(|_| request("silent")).collect();
    let (others, one) = (transport.clone(), request("other"));
    let hanging = tokio::spawn(async move { join_all(silent.iter().map(|request| others.send(request))).await.len() });
    proxy.wait_for_requests(LIMITS.of_one_origin).await;
    assert_eq!(transport.send(&one).await.unwrap().status, 200);
    hanging.abort();
}

#[tokio::test]
async fn responses_of_a_proxy_before_the_tunnel_are_validated() {
    let server = secure_server().await;
    for (reply, code) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", None),
        ("HTTP/1.0 299 Whatever\r\nvia: somebody\r\n\r\n", None),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nx: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", None),
        ("HTTP/1.1 403 Forbidden me%40home\r\n\r\n", Some("REQUEST_SEND_ERROR")),
        ("HTTP/1.1 101 Switching Protocols\r\n\r\n", Some("REQUEST_SEND_ERROR")),
        ("HTTP/1.1 302 Found\r\nlocation: http://elsewhere/\r\n\r\n", Some("REQUEST_SEND_ERROR")),
        ("220 mail ready\r\n\r\n", Some("REQUEST_SEND_ERROR")),
        ("HTTP/1.1 200 OK\nx: 1\r\n\r\n", Some("HPE_CR_EXPECTED")),
    ] {
        let proxy = TunnelProxy::start_with(server.address, Some(AUTHORIZATION), reply, None).await;
        let address = format!("http://{CREDENTIALS}@{}", proxy.address);
        let transport = transport(&[("HTTPS_PROXY", &address), ("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
        match transport.send(&Request::new(Method::GET, server.secure_url("/c?sig=secret"))).await {
            Ok(response) => assert_eq!((response.status, None), (200, code), "{reply}"),
            Err(error) => {
                assert_eq!(error.code(), code, "{reply} {error}");
                assert!(error.message().contains(&proxy.address.to_string()), "{error}");
                assert_eq!(TransportFailure::of(&error).unwrap().phase, AttemptPhase::Connect);
                assert_hidden(&error);
            }
        }
    }
}

#[tokio::test]
async fn a_proxy_can_be_reached_over_tls() {
    let server = secure_server().await;
    let (chain, key) = certified();
    let response = "HTTP/1.1 200 OK\r\n\r\n";
    let proxy =
        TunnelProxy::start_with(server.address, Some(AUTHORIZATION), response, Some(acceptor(chain, key))).await;
    let address = format!("https://{CREDENTIALS}@localhost:{}", proxy.address.port());
    let request = Request::new(Method::GET, server.secure_url("/c"));
    let trusting = transport(&[("HTTPS_PROXY", &address), ("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
    assert_eq!(trusting.send(&request).await.unwrap().status, 200);
    let error = transport(&[("HTTPS_PROXY", &address)]).send(&request).await.unwrap_err();
    assert_eq!(error.code(), Some("DEPTH_ZERO_SELF_SIGNED_CERT"));
    assert!(error.message().contains(&format!("localhost:{}", proxy.address.port())), "the proxy's: {error}");
    assert_eq!(proxy.heads.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_socks_proxy_is_used() {
    for credentials in [None, Some(("me@home", "p:ss"))] {
        let server = secure_server().await;
        let proxy = SocksProxy::start(server.address, credentials).await;
        let user = if credentials.is_some() { format!("{CREDENTIALS}@") } else { String::new() };
        let address = format!("socks5h://{user}{}", proxy.address);
        let transport = transport(&[("ALL_PROXY", &address), ("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
        for _ in 0..2 {
            let url = format!("https://account.invalid:{}/c?sig=secret", server.address.port());
            assert_eq!(transport.send(&Request::new(Method::GET, url.parse().unwrap())).await.unwrap().status, 200);
        }
        let requested = proxy.requested.lock().unwrap().clone();
        assert_eq!(requested, [format!("account.invalid:{}", server.address.port())], "it looks up the name, once");
    }
}

#[tokio::test]
async fn a_request_through_a_socks_proxy_is_unchanged() {
    let behind = behind_a_proxy(("socks5h", false), vec![Reply::of("200 OK", "", "")], LIMITS).await;
    behind.transport.send(&Request::new(Method::GET, behind.url)).await.unwrap();
    let head = &behind.server.heads()[0];
    assert!(head.starts_with("GET /c/b HTTP/1.1\r\n") && head.contains("\r\nhost: account.invalid\r\n"), "{head}");
}

#[tokio::test]
async fn a_rejecting_socks_proxy_is_named_without_its_credentials() {
    let server = Server::start(vec![Reply::of("200 OK", "", "")]).await;
    let proxy = SocksProxy::start(server.address, Some(("somebody", "else"))).await;
    let address = format!("socks5://{CREDENTIALS}@{}", proxy.address);
    let error =
        transport(&[("ALL_PROXY", &address)]).send(&Request::new(Method::GET, server.url("/c?sig=secret"))).await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), Some("REQUEST_SEND_ERROR"), "{error}");
    assert!(error.message().contains(&proxy.address.to_string()), "{error}");
    assert_eq!(TransportFailure::of(&error).unwrap().phase, AttemptPhase::Connect);
    assert_hidden(&error);
}
