//! The source's side of a copy: where it is, who reads it, and what is known of it. Read once, at the beginning; from then
//! on every request that reads the source is pinned by the `ETag` that was seen.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::auth::Anonymous;
use crate::base::account::is_path_style;
use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::base::redact;
use crate::base::url::parameter;
use crate::copy::plan::SourceKind;
use crate::copy::transfer::overwrite::Seen;
use crate::copy::transfer::part::OTHER_LENGTH;
use crate::copy::transfer::unreadable::unreadable;
use crate::copy::version::{is_weak, range_total, version};
use crate::http::{Pipeline, ResponseBody};
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse, BlobGetTagsOptions, Download};
use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::execute::{execute, execute_streaming};
use crate::rest::shared::{AccessTier, BlobHTTPHeaders};
use crate::rest::values::{Count, NameValues};

/// How long the first byte of a body may take to come, when a try has no limit.
const FIRST_BYTE: Duration = Duration::from_secs(60);

/// The status of an answer with a part of the content.
const PARTIAL: u16 = 206;

/// A blob, or something else that a URL names, and the pipeline that reads or writes it.
#[derive(Clone)]
pub struct Side {
    /// Who asks, and how.
    pub pipeline: Arc<Pipeline>,
    /// What is asked for.
    pub url: Url,
}

impl Side {
    /// The URL as messages may show it: without its query, which is a secret or of no interest.
    pub fn shown(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        redact::url(&url)
    }

    /// Whether both are in the same account.
    pub fn same_account(&self, other: &Self) -> bool {
        account_url(&self.url) == account_url(&other.url)
    }
}

/// The source of a URL that a caller gave without a client. Within the destination's account it is read as the destination
/// is, unless the URL brings its own permission; everywhere else by nobody in particular.
pub fn side_of_url(url: Url, destination: &Side) -> Side {
    let own_permission = parameter(&url, "sig").is_some();
    let mut side = Side { pipeline: Arc::clone(&destination.pipeline), url };
    if own_permission || !side.same_account(destination) {
        side.pipeline = Arc::new(destination.pipeline.with_credential(Arc::new(Anonymous)));
    }
    side
}

/// The URL of the account that a URL leads to.
pub fn account_url(url: &Url) -> Url {
    let mut account = url.clone();
    account.set_query(None);
    account.set_fragment(None);
    let path = if is_path_style(url) { url.path().split('/').nth(1).unwrap_or_default() } else { "" };
    account.set_path(path);
    account
}

/// The source, as it was when the copy began.
pub struct Source {
    /// Where it is and who reads it.
    pub side: Side,
    /// What the service says of it.
    pub properties: BlobGetPropertiesResponse,
    /// What it is.
    pub kind: SourceKind,
    /// How many bytes it has.
    pub length: u64,
}

impl Source {
    /// Looks at the source.
    ///
    /// # Errors
    /// What the request failed with, naming the source.
    pub async fn open(
        side: Side,
        conditions: Option<&ModifiedAccessConditions>,
        cancel: &CancellationToken,
    ) -> Result<Self> {
        let operation = BlobGetPropertiesOptions { conditions: conditions.map(as_own), ..Default::default() };
        let properties = match execute(&side.pipeline, &operation, side.url.clone(), cancel).await {
            // Many a server that is no Blob service answers HEAD with a size of 0 whatever GET would bring.
            Ok(answer) if answer.output.content_length == Some(Count(0)) && answer.output.blob_type.is_none() => {
                confirm_empty(&side, answer.output, cancel).await.map_err(|error| unreadable(&error, &side))?
            }
            Ok(answer) if answer.output.content_length.is_some() => answer.output,
            Ok(_) => first_byte(&side, cancel).await.map_err(|error| unreadable(&error, &side))?,
            Err(error) if may_still_answer_get(&error) => first_byte(&side, cancel)
                .await
                // What was asked first says best what is wrong, unless the caller has aborted.
                .map_err(
                    |second| if second.kind() == ErrorKind::Aborted { second } else { unreadable(&error, &side) },
                )?,
            Err(error) => return Err(unreadable(&error, &side)),
        };
        let Some(length) = properties.content_length else {
            let message = format!("The source {} does not tell its size, so it cannot be copied whole.", side.shown());
            return Err(Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR"));
        };
        let kind = match properties.blob_type.as_ref().map(|kind| kind.0.as_str()) {
            Some("BlockBlob") => SourceKind::BlockBlob,
            Some("AppendBlob") => SourceKind::AppendBlob,
            Some("PageBlob") => SourceKind::PageBlob,
            _ if side.url.host_str().is_some_and(|host| host.contains(".file.")) => SourceKind::File,
            _ => SourceKind::Other,
        };
        Ok(Self { side, kind, length: length.0, properties })
    }

    /// The `ETag` that requests are pinned by. A weak one, which only servers of other kinds have, never matches.
    pub fn etag(&self) -> Option<&str> {
        self.properties.etag.as_deref().filter(|etag| !is_weak(etag))
    }

    /// Which state of the source this is; `None` when nothing tells.
    pub fn version(&self) -> Option<String> {
        version(self.properties.etag.as_deref(), self.properties.last_modified)
    }

    /// Whether the source still is in this state.
    ///
    /// # Errors
    /// What the request failed with, naming the source.
    pub async fn is_the_same(&self, cancel: &CancellationToken) -> Result<bool> {
        let now = Self::open(self.side.clone(), None, cancel).await?;
        Ok(now.version() == self.version() && now.length == self.length)
    }

    /// Makes sure that a source which is no blob has as many bytes as HEAD said, by a GET: for plans that read it in parts. The service
    /// does not tell of how many bytes in all the part is that it read, nor do all servers.
    ///
    /// # Errors
    /// What the request failed with; that GET tells another size.
    pub async fn confirm_length(&self, cancel: &CancellationToken) -> Result<()> {
        if self.is_blob() || self.length == 0 {
            return Ok(());
        }
        let told = match first_byte(&self.side, cancel).await {
            Ok(get) => get.content_length,
            Err(error) => return Err(unreadable(&error, &self.side)),
        };
        match told {
            Some(Count(told)) if told == self.length => Ok(()),
            Some(Count(told)) => Err(other_length(&self.side, self.length, &told.to_string())),
            None => self.ends_there(cancel).await,
        }
    }

    /// Makes sure that there is no byte behind the last one, where GET does not tell the size.
    async fn ends_there(&self, cancel: &CancellationToken) -> Result<()> {
        let mut operation = Download { plain_range: true, ..Default::default() };
        (operation.range.offset, operation.range.count) = (self.length, Some(1));
        match execute_streaming(&self.side.pipeline, &operation, self.side.url.clone(), cancel).await {
            Err(error) if error.status() == Some(416) => Ok(()),
            Err(error) => Err(unreadable(&error, &self.side)),
            Ok(_) => Err(other_length(&self.side, self.length, "more, or does not tell how many")),
        }
    }

    /// The pin, for operations that read a copy's source.
    pub fn pin(&self) -> Option<ModifiedAccessConditions> {
        let if_match = Some(self.etag()?.to_owned());
        Some(ModifiedAccessConditions { if_match, ..Default::default() })
    }

    /// The pin, for reading the source itself.
    pub fn own_pin(&self) -> Option<BlobRequestConditions> {
        self.pin().as_ref().map(as_own)
    }

    /// Whether it is in the archive, or on its way back.
    pub fn archived(&self) -> bool {
        self.properties.archive_status.is_some() || self.properties.access_tier.as_deref() == Some("Archive")
    }

    /// Whether it is a blob, which a Blob service answers for; everything else is read as any web server is.
    pub fn is_blob(&self) -> bool {
        !matches!(self.kind, SourceKind::File | SourceKind::Other)
    }

    /// What is compared with a destination that exists.
    pub fn seen(&self) -> Seen {
        seen(&self.properties)
    }

    /// The standard properties of the content, as a blob gets them.
    pub fn http_headers(&self) -> BlobHTTPHeaders {
        let properties = &self.properties;
        BlobHTTPHeaders {
            blob_cache_control: properties.cache_control.clone(),
            blob_content_type: properties.content_type.clone(),
            blob_content_md5: properties.content_md5.clone(),
            blob_content_encoding: properties.content_encoding.clone(),
            blob_content_language: properties.content_language.clone(),
            blob_content_disposition: properties.content_disposition.clone(),
        }
    }

    /// The tier that a copy gets unasked: the source's, when somebody chose it. An archived blob's copy is not put into the
    /// archive, and a page blob's tier belongs to its account.
    pub fn tier(&self) -> Option<AccessTier> {
        let chosen = self.properties.access_tier_inferred != Some(true);
        let tier = self.properties.access_tier.as_ref().filter(|_| chosen && !self.archived())?;
        (self.kind == SourceKind::BlockBlob).then(|| AccessTier(tier.clone()))
    }

    /// The tags, when there are any.
    ///
    /// # Errors
    /// When there are some that cannot be read: to lose them quietly would be wrong.
    pub async fn tags(&self, cancel: &CancellationToken) -> Result<Option<NameValues>> {
        if self.properties.tag_count.is_none_or(|count| count.0 == 0) {
            return Ok(None);
        }
        let operation = BlobGetTagsOptions::default();
        match execute(&self.side.pipeline, &operation, self.side.url.clone(), cancel).await {
            Ok(answer) => {
                let tags = answer.output.body.blob_tag_set.into_iter();
                Ok(Some(NameValues(tags.map(|tag| (tag.key, tag.value)).collect())))
            }
            Err(error) if error.kind() == ErrorKind::Service => {
                let message = format!(
                    "The source {} has tags that cannot be read: {} Pass the option \"tags\": those that the destination \
                     is to have, or {{}} for none; or give whoever reads the source the permission to read tags.",
                    self.side.shown(),
                    error.message()
                );
                Err(error.with_message(message))
            }
            Err(error) => Err(error),
        }
    }
}

fn other_length(side: &Side, head: u64, get: &str) -> Error {
    let message = format!(
        "The source {} says by HEAD that it has {head} bytes, and by GET that it has {get}: what it has cannot be told. Nothing was \
         copied.",
        side.shown()
    );
    Error::new(ErrorKind::Protocol, message).with_code(OTHER_LENGTH)
}

/// What of a blob's properties is compared.
pub fn seen(properties: &BlobGetPropertiesResponse) -> Seen {
    Seen {
        etag: properties.etag.clone(),
        last_modified: properties.last_modified,
        length: properties.content_length.map_or(0, |length| length.0),
        content_md5: properties.content_md5.clone(),
    }
}

/// Conditions for a source, as those of a request for the source itself.
fn as_own(conditions: &ModifiedAccessConditions) -> BlobRequestConditions {
    BlobRequestConditions {
        if_match: conditions.if_match.clone(),
        if_none_match: conditions.if_none_match.clone(),
        if_modified_since: conditions.if_modified_since,
        if_unmodified_since: conditions.if_unmodified_since,
        tag_conditions: conditions.tag_conditions.clone(),
        lease_id: None,
    }
}

/// Whether a server that refuses HEAD may still answer GET: a URL that another cloud signed is signed for one method, and some
/// servers know only one. A Blob service, which names itself in every answer, knows both.
fn may_still_answer_get(error: &Error) -> bool {
    let names_itself = |response: &ResponseSummary| {
        response.headers.iter().any(|(name, _)| matches!(name.as_str(), "x-ms-request-id" | "x-ms-error-code"))
    };
    matches!(error.status(), Some(400 | 401 | 403 | 404 | 405 | 501)) && !error.response().is_some_and(names_itself)
}

/// What the answer to a GET of the first byte tells of the whole.
async fn first_byte(side: &Side, cancel: &CancellationToken) -> Result<BlobGetPropertiesResponse> {
    let mut operation = Download { plain_range: true, ..Default::default() };
    operation.range.count = Some(1);
    let opened = execute_streaming(&side.pipeline, &operation, side.url.clone(), cancel).await;
    // The body is not read to its end: a server that knows no ranges would send all of it.
    let (answer, body) = match opened {
        Ok(opened) => opened,
        // There is no first byte.
        Err(error) if error.status() == Some(416) => {
            let headers = error.response().map(|response| response.headers.clone()).unwrap_or_default();
            let range = headers.iter().find(|(name, _)| name == "content-range").map(|(_, value)| value.as_str());
            let empty = BlobGetPropertiesResponse { content_length: Some(Count(0)), ..Default::default() };
            return if range.and_then(range_total) == Some(0) { Ok(empty) } else { Err(error) };
        }
        Err(error) => return Err(error),
    };
    let response = &answer.exchange.response;
    let mut properties = BlobGetPropertiesResponse::from_headers(&response.headers);
    if let Some(range) = &answer.output.content_range {
        properties.content_length = range_total(range).map(Count);
        properties.content_md5 = None; // of the byte
    } else if response.status == PARTIAL {
        properties.content_length = None; // of the byte, too
        properties.content_md5 = None;
    } else if properties.content_length.is_none() && is_empty(body, side, cancel).await? {
        properties.content_length = Some(Count(0));
    }
    Ok(properties)
}

/// Whether a body of a length that was not told has no byte.
async fn is_empty(body: ResponseBody, side: &Side, cancel: &CancellationToken) -> Result<bool> {
    let mut stream = match body {
        ResponseBody::Full(bytes) => return Ok(bytes.is_empty()),
        ResponseBody::Stream(stream) => stream,
    };
    let limit = side.pipeline.try_timeout().unwrap_or(FIRST_BYTE);
    let looking = async {
        while let Some(piece) = stream.next().await.transpose()? {
            if !piece.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let looked = cancel.run_until_cancelled(timeout(limit, looking)).await.ok_or_else(Error::aborted)?;
    looked.unwrap_or_else(|_| {
        let message = "The service sent neither a byte nor an end of its content.";
        Err(Error::new(ErrorKind::Transport, message).with_code("ETIMEDOUT"))
    })
}

/// What is known of a source that HEAD calls empty, from what GET says.
async fn confirm_empty(
    side: &Side,
    head: BlobGetPropertiesResponse,
    cancel: &CancellationToken,
) -> Result<BlobGetPropertiesResponse> {
    match first_byte(side, cancel).await {
        Ok(get) if get.content_length == Some(Count(0)) => Ok(head),
        Ok(get) => Ok(get),
        // Nor is there a first byte for a server that does not tell how many there are.
        Err(error) if error.status() == Some(416) && names_no_total(&error) => Ok(head),
        Err(error) => Err(error),
    }
}

fn names_no_total(error: &Error) -> bool {
    let mut headers = error.response().into_iter().flat_map(|response| &response.headers);
    headers.all(|(name, value)| name != "content-range" || range_total(value).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_told_by_its_host_or_by_its_path() {
        for (url, account) in [
            ("https://a.blob.core.windows.net/c/b?sig=x", "https://a.blob.core.windows.net/"),
            ("http://127.0.0.1:10000/acc/c/b?sig=x", "http://127.0.0.1:10000/acc"),
            ("https://example.com/c/b", "https://example.com/"),
        ] {
            assert_eq!(account_url(&Url::parse(url).expect("a URL")).as_str(), account);
        }
    }
}
