use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use url::Url;

use super::{SocksFailure, SocksRoute};
use crate::http::proxy_rejection::ProxyRejection;

fn route(proxy: &str, target: &str) -> SocksRoute {
    SocksRoute::new(&Url::parse(proxy).unwrap(), &Url::parse(target).unwrap()).unwrap().unwrap()
}

/// Opens a route over a proxy that reads each expected message, and responds. Bytes that were read beyond the last response are lost to the caller.
async fn opened(route: &SocksRoute, script: Vec<(Vec<u8>, Vec<u8>)>) -> (Result<(), SocksFailure>, Vec<u8>) {
    let (mut client, mut proxy) = duplex(1024);
    let serve = async move {
        for (expected, response) in script {
            let mut read = vec![0; expected.len()];
            proxy.read_exact(&mut read).await.unwrap();
            assert_eq!(read, expected);
            proxy.write_all(&response).await.unwrap();
        }
    };
    let open = async {
        let outcome = route.open(&mut client).await;
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).await.unwrap();
        (outcome, rest)
    };
    tokio::join!(open, serve).0
}

fn rejection(failure: &SocksFailure) -> ProxyRejection {
    let SocksFailure::Unreached(cause) = failure else { panic!("{failure:?}") };
    *cause.downcast_ref().unwrap_or_else(|| panic!("{cause:?}"))
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

const CONNECTED: &[u8] = &[5, 0, 0, 1, 10, 0, 0, 1, 4, 56];

#[tokio::test]
async fn socks_5_follows_the_specification() {
    let plain = vec![5, 1, 0];
    for (proxy, target, request) in [
        ("socks5h://p", "http://a.test:81/", joined(&[&[5, 1, 0, 3, 6], b"a.test", &[0, 81]])),
        ("socks5h://p", "https://10.1.2.3/", vec![5, 1, 0, 1, 10, 1, 2, 3, 1, 187]),
        ("socks5://p", "http://[::1]/", joined(&[&[5, 1, 0, 4], &[0; 15], &[1, 0, 80]])),
        ("socks5://p", "http://localhost/", vec![5, 1, 0, 1, 127, 0, 0, 1, 0, 80]),
    ] {
        for bound in [
            CONNECTED.to_vec(),
            joined(&[&[5, 0, 0, 3, 4], b"here", &[1, 2]]),
            joined(&[&[5, 0, 0, 4], &[7; 18]]),
            joined(&[&[5, 0, 0, 3, 255], &[b'n'; 257]]),
        ] {
            let script = vec![(plain.clone(), vec![5, 0]), (request.clone(), joined(&[&bound, b"HTTP"]))];
            let (outcome, rest) = opened(&route(proxy, target), script).await;
            assert!(outcome.is_ok(), "{proxy} {target} {outcome:?}");
            assert_eq!(rest, b"HTTP", "what follows belongs to the connection");
        }
    }
}

#[tokio::test]
async fn credentials_are_sent_on_request() {
    let route = route("socks5h://me%40home:p%3Ass@p", "http://a/");
    let request = vec![5, 1, 0, 3, 1, b'a', 0, 80];
    let greeting = vec![5, 2, 0, 2];
    let credentials = joined(&[&[1, 7], b"me@home", &[4], b"p:ss"]);
    for version in [1, 5] {
        let script = vec![
            (greeting.clone(), vec![5, 2]),
            (credentials.clone(), vec![version, 0]),
            (request.clone(), CONNECTED.to_vec()),
        ];
        assert!(opened(&route, script).await.0.is_ok());
    }
    let script = vec![(greeting.clone(), vec![5, 0]), (request, CONNECTED.to_vec())];
    assert!(opened(&route, script).await.0.is_ok());
    let script = vec![(greeting, vec![5, 2]), (credentials, vec![1, 1])];
    assert_eq!(rejection(&opened(&route, script).await.0.unwrap_err()), ProxyRejection::Credentials);
}

#[tokio::test]
async fn socks_4_follows_the_specification() {
    for (proxy, target, request) in [
        ("socks4://me:ignored@p", "http://10.1.2.3/", vec![4, 1, 0, 80, 10, 1, 2, 3, b'm', b'e', 0]),
        ("socks4://p", "https://localhost/", vec![4, 1, 1, 187, 127, 0, 0, 1, 0]),
        ("socks4a://p", "http://a.test/", joined(&[&[4, 1, 0, 80, 0, 0, 0, 1, 0], b"a.test", &[0]])),
    ] {
        let script = vec![(request.clone(), vec![0, 90, 1, 2, 3, 4, 5, 6, b'H'])];
        let (outcome, rest) = opened(&route(proxy, target), script).await;
        assert!(outcome.is_ok(), "{proxy} {target} {outcome:?}");
        assert_eq!(rest, b"H");
        for (response, why) in [
            (vec![0, 91, 0, 0, 0, 0, 0, 0], ProxyRejection::Socks4(91)),
            (b"HTTP/1.1 400".to_vec(), ProxyRejection::NotSocks),
        ] {
            let outcome = opened(&route(proxy, target), vec![(request.clone(), response)]).await.0;
            assert_eq!(rejection(&outcome.unwrap_err()), why);
        }
    }
}

#[tokio::test]
async fn only_an_accepting_proxy_response_opens_a_connection() {
    let route = route("socks5h://p", "http://a/");
    let request = vec![5, 1, 0, 3, 1, b'a', 0, 80];
    for (response, why) in [
        (vec![5, 255], ProxyRejection::NoMethod),
        (vec![5, 2], ProxyRejection::NotSocks),
        (vec![5, 1], ProxyRejection::NotSocks),
        (b"HTTP/1.1".to_vec(), ProxyRejection::NotSocks),
    ] {
        let outcome = opened(&route, vec![(vec![5, 1, 0], response)]).await.0;
        assert_eq!(rejection(&outcome.unwrap_err()), why);
    }
    for (response, why) in [
        (vec![5, 2, 0, 1, 0, 0, 0, 0, 0, 0], ProxyRejection::Socks5(2)),
        (vec![5, 200, 0, 1], ProxyRejection::Socks5(200)),
        (vec![4, 0, 0, 1, 0, 0, 0, 0, 0, 0], ProxyRejection::NotSocks),
        (vec![5, 0, 0, 9, 0, 0], ProxyRejection::NotSocks),
    ] {
        let outcome = opened(&route, vec![(vec![5, 1, 0], vec![5, 0]), (request.clone(), response)]).await.0;
        assert_eq!(rejection(&outcome.unwrap_err()), why);
    }
    for end in 0..CONNECTED.len() {
        let script = vec![(vec![5, 1, 0], vec![5, 0]), (request.clone(), CONNECTED[..end].to_vec())];
        let outcome = opened(&route, script).await.0;
        assert!(matches!(outcome, Err(SocksFailure::Unreached(_))), "{end} {outcome:?}");
    }
}

#[tokio::test]
async fn a_failed_local_lookup_is_attributed_to_the_server() {
    let (mut client, _proxy) = duplex(64);
    let outcome = route("socks5://p", "http://nobody.invalid/").open(&mut client).await;
    assert!(matches!(outcome, Err(SocksFailure::UnknownServer(_))), "{outcome:?}");
}

#[test]
fn unsupported_addresses_and_credentials_are_errors() {
    let long = "n".repeat(256);
    let name = ["n".repeat(63), "n".repeat(63), "n".repeat(63), "n".repeat(63), "test".to_owned()].join(".");
    for (proxy, target) in [
        (format!("socks5://{long}@p"), "http://a/".to_owned()),
        (format!("socks5://u:{long}@p"), "http://a/".to_owned()),
        ("socks5h://p".to_owned(), format!("http://{name}/")),
        ("socks4a://p".to_owned(), "http://[::1]/".to_owned()),
        ("socks4://a%00b@p".to_owned(), "http://a/".to_owned()),
    ] {
        let outcome = SocksRoute::new(&Url::parse(&proxy).unwrap(), &Url::parse(&target).unwrap());
        let reason = outcome.map(|_| ()).unwrap_err();
        assert!(!reason.contains(&long), "{reason}");
    }
    assert!(SocksRoute::new(&Url::parse("http://p").unwrap(), &Url::parse("http://a/").unwrap()).unwrap().is_none());
}
