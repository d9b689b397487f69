use std::error::Error as StdError;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use http::Method;
use http::header::HeaderValue;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{HttpTransport, TransportSettings};
use crate::base::error::{Error, ErrorKind, Result};
use crate::http::failure::{AttemptPhase, TransportFailure};
use crate::http::test_server::{Reply, Server, header};
use crate::http::{
    Authorize, Exchange, Pipeline, PipelineOptions, Request, Response, ResponseBody, TransferProgress, Transport,
};

fn transport() -> HttpTransport {
    HttpTransport::with_settings(TransportSettings::new(&PipelineOptions::default(), &|_| None).unwrap())
}

fn get(url: Url) -> Request {
    Request::new(Method::GET, url)
}

async fn body_of(response: Response) -> Result<Bytes> {
    response.body.collect().await
}

fn phase_of(error: &Error) -> AttemptPhase {
    TransportFailure::of(error).expect("a transport's error has its failure as source").phase
}

/// A URL without a server.
async fn nobody() -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    Url::parse(&format!("http://{}/c/b?sig=secret", listener.local_addr().unwrap())).unwrap()
}

struct Nobody;

impl Authorize for Nobody {
    fn authorize<'a>(&'a self, _: &'a mut Request, _: SystemTime) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }
}

async fn send(options: &str, request: Request) -> Result<Exchange> {
    let options = PipelineOptions::from_json(options).unwrap();
    Pipeline::new(Arc::new(transport()), Arc::new(Nobody), options).send(request, &CancellationToken::new()).await
}

#[tokio::test]
async fn a_request_is_sent_unchanged() {
    let server =
        Server::start(vec![Reply::of("201 Created", "x-ms-meta-name: caf\u{e9}\r\nx: 1\r\nx: 2\r\n", "hello")]).await;
    let mut request = Request::new(Method::PUT, server.url("/c/a%20b%2Fc?comp=x&sig=a%2Bb|c"));
    request.headers.insert("x-ms-meta-latin", HeaderValue::from_bytes(b"caf\xc3\xa9").unwrap());
    request.body = Bytes::from_static(b"12345").into();
    let response = transport().send(&request).await.unwrap();
    assert_eq!((response.status, response.attempts), (201, 1));
    assert_eq!(response.headers["x-ms-meta-name"].as_bytes(), "café".as_bytes());
    assert_eq!(response.headers.get_all("x").iter().count(), 2);
    assert_eq!(body_of(response).await.unwrap(), "hello");
    let head = &server.heads()[0];
    assert!(head.starts_with("PUT /c/a%20b%2Fc?comp=x&sig=a%2Bb|c HTTP/1.1\r\n"), "{head}");
    assert_eq!(header(head, "host"), Some(server.address.to_string().as_str()));
    assert_eq!(header(head, "content-length"), Some("5"));
    assert_eq!(header(head, "accept-encoding"), None, "{head}");
}

#[tokio::test]
async fn a_counted_body_is_sent_unchanged() {
    let server = Server::start(vec![Reply::of("201 Created", "", "")]).await;
    let mut request = Request::new(Method::PUT, server.url("/c/b"));
    request.body = vec![7; 1_000_000].into();
    transport().send(&request).await.unwrap();
    let sent = TransferProgress::default();
    let (mut watch, ending) = (sent.watch(), sent.ending());
    request.progress = Some(sent);
    transport().send(&request).await.unwrap();
    let heads = server.heads();
    assert_eq!(heads[1], heads[0]);
    assert_eq!(header(&heads[1], "content-length"), Some("1000000"));
    assert_eq!(server.connections(), 1);
    drop(ending);
    assert_eq!((watch.next().await, watch.next().await), (Some(1_000_000), None));
}

#[tokio::test]
async fn a_write_without_a_body_has_content_length_zero() {
    let server = Server::start(vec![Reply::of("202 Accepted", "", "")]).await;
    for (method, length) in
        [(Method::PUT, Some("0")), (Method::GET, None), (Method::DELETE, None), (Method::HEAD, None)]
    {
        transport().send(&Request::new(method.clone(), server.url("/"))).await.unwrap();
        let head = server.heads().pop().unwrap();
        assert_eq!(header(&head, "content-length"), length, "{method}");
        assert_eq!(header(&head, "transfer-encoding"), None, "{method}");
    }
    let mut own = Request::new(Method::PUT, server.url("/"));
    own.headers.insert("content-length", HeaderValue::from_static("0"));
    transport().send(&own).await.unwrap();
    assert_eq!(server.heads().pop().unwrap().matches("content-length").count(), 1);
}

#[tokio::test]
async fn transports_with_equal_settings_share_a_connection() {
    let server = Server::start(vec![Reply::of("200 OK", "", "hello")]).await;
    for _ in 0..20 {
        let response = transport().send(&get(server.url("/"))).await.unwrap();
        body_of(response).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
    assert_eq!(server.heads().len(), 20);
}

#[tokio::test]
async fn without_keep_alive_each_request_has_its_connection() {
    let server = Server::start(vec![Reply::of("200 OK", "", "hello")]).await;
    let options = PipelineOptions::from_json(r#"{"keepAlive": false}"#).unwrap();
    let transport = HttpTransport::with_settings(TransportSettings::new(&options, &|_| None).unwrap());
    for _ in 0..3 {
        body_of(transport.send(&get(server.url("/"))).await.unwrap()).await.unwrap();
    }
    assert_eq!(server.connections(), 3);
    assert!(server.heads().iter().all(|head| header(head, "connection") == Some("close")));
}

#[tokio::test]
async fn a_refused_connection_is_reported() {
    let url = nobody().await;
    let peer = format!("127.0.0.1:{}", url.port().unwrap());
    let error = transport().send(&get(url)).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Transport, Some("ECONNREFUSED")));
    assert_eq!(error.message(), format!("connect ECONNREFUSED {peer}"));
    assert_eq!(phase_of(&error), AttemptPhase::Connect);
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    assert!(StdError::source(&error).unwrap().source().is_some(), "the cause is kept");
}

#[tokio::test]
async fn an_unknown_host_is_reported() {
    let error = transport().send(&get(Url::parse("http://no-such-account.invalid/c").unwrap())).await.unwrap_err();
    // A machine without a resolver cannot distinguish the two.
    let code = error.code().unwrap();
    assert!(matches!(code, "ENOTFOUND" | "EAI_AGAIN"), "{error:?}");
    assert_eq!(error.message(), format!("getaddrinfo {code} no-such-account.invalid"));
    assert_eq!(phase_of(&error), AttemptPhase::Connect);
}

#[tokio::test]
async fn a_connection_closed_before_the_response_is_reported() {
    for (reply, message) in [(Reply::Reset, "read ECONNRESET"), (Reply::Close(Vec::new()), "socket hang up")] {
        let server = Server::start(vec![reply]).await;
        let error = transport().send(&get(server.url("/?sig=secret"))).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Transport, Some("ECONNRESET")));
        assert!(error.message().contains(message) && error.message().contains(&server.address.to_string()), "{error}");
        assert_eq!(phase_of(&error), AttemptPhase::Exchange);
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
}

#[tokio::test]
async fn a_response_other_than_http_is_reported() {
    for garbage in ["SSH-2.0-OpenSSH_9.6\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 200 OK\r\nbad header\r\n\r\n"] {
        let server = Server::start(vec![Reply::Close(garbage.into())]).await;
        let error = transport().send(&get(server.url("/"))).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Transport, Some("HPE_INVALID_CONSTANT")), "{garbage}");
        assert!(error.message().starts_with("Parse Error: "), "{error}");
        assert!(!TransportFailure::of(&error).unwrap().transient);
    }
}

#[tokio::test]
async fn a_body_that_ends_early_is_an_error() {
    let short = |head: &str| Reply::Close(format!("HTTP/1.1 200 OK\r\n{head}").into_bytes());
    for (reply, received) in [
        (short("content-length: 10\r\n\r\nhello"), "after 5 of 10 bytes"),
        (short("content-length: 10\r\n\r\n"), "after 0 of 10 bytes"),
        (short("transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"), "after 5 of an unknown number of bytes"),
    ] {
        let server = Server::start(vec![reply]).await;
        let response = transport().send(&get(server.url("/"))).await.unwrap();
        let error = body_of(response).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Transport, Some("ECONNRESET")), "{error:?}");
        assert!(error.message().starts_with("aborted") && error.message().contains(received), "{error}");
        assert_eq!(phase_of(&error), AttemptPhase::Body);
    }
}

#[tokio::test]
async fn interim_responses_are_skipped() {
    let reply =
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
    let server = Server::start(vec![Reply::Bytes(reply.to_vec())]).await;
    let response = transport().send(&get(server.url("/"))).await.unwrap();
    assert_eq!(response.status, 204);
    assert!(matches!(response.body, ResponseBody::Full(body) if body.is_empty()));
}

#[tokio::test]
async fn a_blob_may_have_many_metadata_headers() {
    let metadata = (0..400).map(|number| format!("x-ms-meta-{number}: {number}\r\n")).collect::<Vec<_>>().concat();
    let server = Server::start(vec![Reply::of("200 OK", &metadata, "")]).await;
    let response = transport().send(&get(server.url("/"))).await.unwrap();
    assert_eq!(response.headers.len(), 401);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(vec![Reply::of("200 OK", "", "")]).await;
    let location = format!("location: {}\r\n", elsewhere.url("/"));
    let server = Server::start(vec![Reply::of("307 Temporary Redirect", &location, "")]).await;
    let mut request = get(server.url("/"));
    request.headers.insert("authorization", HeaderValue::from_static("SharedKey a:b"));
    assert_eq!(transport().send(&request).await.unwrap().status, 307);
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_compressed_body_is_not_decoded() {
    let server = Server::start(vec![Reply::of("200 OK", "content-encoding: gzip\r\n", "not gzip")]).await;
    let response = transport().send(&get(server.url("/"))).await.unwrap();
    assert_eq!(response.headers["content-encoding"], "gzip");
    assert_eq!(body_of(response).await.unwrap(), "not gzip");
}

#[tokio::test]
async fn the_response_to_a_head_request_has_a_length_and_no_body() {
    let server = Server::start(vec![Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec())]).await;
    for _ in 0..2 {
        let response = transport().send(&Request::new(Method::HEAD, server.url("/"))).await.unwrap();
        assert_eq!(response.headers["content-length"], "1000");
        assert_eq!(body_of(response).await.unwrap(), "");
    }
}

#[tokio::test]
async fn a_busy_response_is_retried_over_the_same_connection() {
    let busy = Reply::of("503 Server Busy", "retry-after-ms: 1\r\n", "<Error/>");
    let server = Server::start(vec![busy, Reply::of("200 OK", "", "done")]).await;
    let exchange = send("{}", get(server.url("/"))).await.unwrap();
    assert_eq!((exchange.response.status, exchange.response.attempts), (200, 2));
    assert_eq!(body_of(exchange.response).await.unwrap(), "done");
    assert_eq!(server.connections(), 1);
    let [first, second] = &server.heads()[..] else { panic!("two requests") };
    assert_eq!(header(first, "x-ms-client-request-id"), header(second, "x-ms-client-request-id"));
}

#[tokio::test]
async fn a_reset_connection_is_retried() {
    let server = Server::start(vec![Reply::Reset, Reply::of("200 OK", "", "")]).await;
    let exchange = send("{}", get(server.url("/"))).await.unwrap();
    assert_eq!((exchange.response.status, exchange.response.attempts), (200, 2));
}

#[tokio::test]
async fn a_silent_server_costs_one_attempt_and_its_connection() {
    let server = Server::start(vec![Reply::Silence]).await;
    let options = r#"{"retryOptions": {"tryTimeoutInMs": 300, "maxTries": 2, "retryDelayInMs": 0}}"#;
    let error = send(options, get(server.url("/"))).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("ETIMEDOUT"), 2));
    assert!(error.message().contains(&server.address.to_string()), "{error}");
    server.wait_for_end(2).await;
}

#[tokio::test]
async fn an_abort_closes_the_connection() {
    let server = Server::start(vec![Reply::Silence]).await;
    let cancel = CancellationToken::new();
    let pipeline = Pipeline::new(Arc::new(transport()), Arc::new(Nobody), PipelineOptions::default());
    let sending = pipeline.send(get(server.url("/")), &cancel);
    let aborting = async {
        server.wait_for_requests(1).await;
        cancel.cancel();
    };
    let (result, ()) = tokio::join!(sending, aborting);
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Aborted);
    server.wait_for_end(1).await;
}

#[tokio::test]
async fn an_abort_during_the_body_closes_the_connection() {
    let endless = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello".to_vec();
    let server = Server::start(vec![Reply::Bytes(endless)]).await;
    let cancel = CancellationToken::new();
    let pipeline = Pipeline::new(Arc::new(transport()), Arc::new(Nobody), PipelineOptions::default());
    let exchange = pipeline.send(get(server.url("/")), &cancel).await.unwrap();
    let ResponseBody::Stream(mut pieces) = exchange.response.body else { panic!("not a stream") };
    assert_eq!(pieces.next().await.unwrap().unwrap(), "hello");
    cancel.cancel();
    assert_eq!(pieces.next().await.unwrap().unwrap_err().kind(), ErrorKind::Aborted);
    server.wait_for_end(1).await;
}
