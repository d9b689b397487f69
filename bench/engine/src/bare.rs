//! The floor: the very requests that the engine sends, signed alike, sent with reqwest and nothing around it.

use std::sync::Arc;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::header::{AUTHORIZATION, CONTENT_LENGTH};
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method};
use sha2::Sha256;
use url::Url;
use uuid::Uuid;

use crate::engine::{Engine, each};
use crate::{Load, Result};

const DATE: HeaderName = HeaderName::from_static("x-ms-date");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

/// The loop.
pub struct Bare(Arc<Sending>);

struct Sending {
    client: Client,
    account_name: String,
    keyed: Hmac<Sha256>,
    destination: Url,
    /// The headers of the engine's request.
    headers: HeaderMap,
    /// Those of them that are signed, in the order in which they are.
    signed: Vec<HeaderName>,
}

impl Bare {
    /// Takes the request from a copy that the engine makes.
    pub async fn new(engine: &Engine) -> Result<Self> {
        let exchange = engine.copy(0).await?.exchange.ok_or("the copy had no request")?;
        let mut headers = exchange.request.headers;
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        let mut signed: Vec<HeaderName> =
            headers.keys().filter(|name| name.as_str().starts_with("x-ms-")).cloned().collect();
        signed.sort_unstable_by(|first, second| first.as_str().cmp(second.as_str()));
        // The requests go over HTTP, but no client is made without somebody who could encrypt.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self(Arc::new(Sending {
            client: Client::builder().build()?,
            account_name: engine.account_name.clone(),
            keyed: Hmac::new_from_slice(engine.account_key.as_bytes())?,
            destination: engine.destination(0),
            headers,
            signed,
        })))
    }

    /// Sends the requests.
    pub async fn run(&self, load: Load) -> Result<()> {
        let sending = Arc::clone(&self.0);
        each(load, move |number| {
            let sending = Arc::clone(&sending);
            async move { sending.send(number).await }
        })
        .await
    }
}

impl Sending {
    async fn send(&self, number: usize) -> Result<()> {
        let mut url = self.destination.clone();
        let folder = url.path().trim_end_matches('0').to_owned();
        url.set_path(&format!("{folder}{number}"));
        let mut headers = self.headers.clone();
        headers.insert(DATE, HeaderValue::from_str(&httpdate::fmt_http_date(SystemTime::now()))?);
        headers.insert(REQUEST_ID, HeaderValue::from_str(&Uuid::new_v4().to_string())?);
        let signature = self.sign(&headers, url.path())?;
        let authorization = format!("SharedKey {}:{signature}", self.account_name);
        headers.insert(AUTHORIZATION, HeaderValue::from_str(&authorization)?);
        let response = self.client.request(Method::PUT, url).headers(headers).send().await?;
        if response.status() != 202 {
            return Err(format!(
                "the response to a copy has the status {}: {}",
                response.status(),
                response.text().await?
            )
            .into());
        }
        response.bytes().await?;
        Ok(())
    }

    fn sign(&self, headers: &HeaderMap, path: &str) -> Result<String> {
        let mut text = String::from("PUT\n\n\n\n\n\n\n\n\n\n\n\n");
        for name in &self.signed {
            text.push_str(name.as_str());
            text.push(':');
            text.push_str(headers.get(name).ok_or("a header is missing")?.to_str()?);
            text.push('\n');
        }
        text.push('/');
        text.push_str(&self.account_name);
        text.push_str(path);
        let mut mac = self.keyed.clone();
        mac.update(text.as_bytes());
        Ok(STANDARD.encode(mac.finalize().into_bytes()))
    }
}
