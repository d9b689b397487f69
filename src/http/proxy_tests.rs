use proptest::prelude::*;
use url::Url;

use super::{ProxyOptions, ProxyRules};
use crate::base::error::ErrorKind;

fn rules(explicit: Option<&ProxyOptions>, environment: &[(&str, &str)]) -> ProxyRules {
    let lookup = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    ProxyRules::new(explicit, &lookup).unwrap()
}

fn proxy_of(rules: &ProxyRules, url: &str) -> Option<String> {
    rules.proxy_for(&Url::parse(url).unwrap()).unwrap().map(ToString::to_string)
}

fn options(host: &str, port: u16) -> ProxyOptions {
    ProxyOptions { host: host.to_owned(), port, username: None, password: None }
}

#[test]
fn the_first_set_variable_is_used() {
    for (environment, proxy) in [
        (&[][..], None),
        (
            &[("HTTPS_PROXY", "http://s:1"), ("ALL_PROXY", "http://a:1"), ("HTTP_PROXY", "http://p:1")],
            Some("http://s:1/"),
        ),
        (&[("ALL_PROXY", "http://a:1"), ("HTTP_PROXY", "http://p:1")], Some("http://a:1/")),
        (&[("HTTP_PROXY", "http://p:1")], Some("http://p:1/")),
        (&[("https_proxy", "http://lower:1")], Some("http://lower:1/")),
        (&[("HTTPS_PROXY", ""), ("https_proxy", "http://lower:1")], Some("http://lower:1/")),
        (&[("HTTPS_PROXY", "http://upper:1"), ("https_proxy", "http://lower:1")], Some("http://upper:1/")),
        (&[("ALL_PROXY", "socks5://u:p@s:1080/x")], Some("socks5://u:p@s:1080")),
        (&[("HTTPS_PROXY", "proxy.example:3128")], Some("http://proxy.example:3128/")),
        (&[("HTTPS_PROXY", "https://u:p%40ss@proxy/path?x#y")], Some("https://u:p%40ss@proxy/")),
    ] {
        let rules = rules(None, environment);
        for url in ["http://host/c", "https://host/c"] {
            assert_eq!(proxy_of(&rules, url).as_deref(), proxy, "{environment:?} {url}");
        }
    }
}

#[test]
fn hosts_in_no_proxy_are_reached_directly() {
    let proxy = ("HTTPS_PROXY", "http://proxy:1");
    for (no_proxy, host, direct) in [
        ("", "a.example", false),
        ("a.example", "a.example", true),
        ("a.example", "b.a.example", false),
        (".a.example", "b.a.example", true),
        (".a.example", "a.example", true),
        (".a.example", "ba.example", false),
        (".example", "c.b.a.example", true),
        ("x, a.example ,y", "a.example", true),
        ("127.0.0.1", "127.0.0.1:10000", true),
        ("[::1]", "[::1]:10000", true),
        (",,", "a.example", false),
    ] {
        let rules = rules(None, &[proxy, ("NO_PROXY", no_proxy)]);
        assert_eq!(proxy_of(&rules, &format!("https://{host}/")).is_none(), direct, "{no_proxy} {host}");
    }
    assert_eq!(proxy_of(&rules(None, &[proxy, ("no_proxy", "h")]), "http://h/"), None);
}

#[test]
fn an_explicit_proxy_replaces_the_environment_proxy_and_keeps_no_proxy() {
    let explicit = ProxyOptions {
        username: Some("me@home".to_owned()),
        password: Some("hi:/?#dden".to_owned()),
        ..options("http://mine", 8080)
    };
    let rules = rules(Some(&explicit), &[("HTTPS_PROXY", "http://other:1"), ("NO_PROXY", "direct")]);
    assert_eq!(proxy_of(&rules, "https://host/").as_deref(), Some("http://me%40home:hi%3A%2F%3F%23dden@mine:8080/"));
    assert_eq!(proxy_of(&rules, "https://direct/"), None);
    let shown = format!("{rules:?} {explicit:?}");
    assert!(!shown.contains("home") && !shown.contains("dden"), "{shown}");
}

#[test]
fn an_unusable_explicit_proxy_is_rejected() {
    for host in ["", "socks6://h", "socks5://", "http://", "ftp://u:secret@h"] {
        let error = ProxyRules::new(Some(&options(host, 1)), &|_| None).expect_err(host);
        assert_eq!(error.kind(), ErrorKind::ArgumentRange);
        assert_eq!(error.argument(), Some("options.proxyOptions.host"));
        assert!(!error.message().contains("secret"), "{error}");
    }
}

#[test]
fn an_unusable_environment_proxy_fails_only_when_needed() {
    let rules = rules(None, &[("ALL_PROXY", "ftp://u:secret@h:1"), ("NO_PROXY", "direct")]);
    assert_eq!(proxy_of(&rules, "https://direct/"), None);
    let error = rules.proxy_for(&Url::parse("https://other/").unwrap()).unwrap_err();
    assert!(error.message().contains("ALL_PROXY") && !error.message().contains("secret"), "{error}");
    assert!(!format!("{rules:?}").contains("secret"));
}

proptest! {
    #[test]
    fn any_environment_is_read_without_panic(proxy in "\\PC{0,30}", no_proxy in "\\PC{0,30}", host in "[a-z.]{1,10}") {
        let rules = rules(None, &[("HTTP_PROXY", &proxy), ("NO_PROXY", &no_proxy)]);
        if let Ok(url) = Url::parse(&format!("http://{host}/")) {
            let _ = rules.proxy_for(&url);
        }
        let _ = format!("{rules:?}");
    }
}
