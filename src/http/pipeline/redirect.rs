//! Follows redirects within one origin. Each one goes through the policies and is signed again.

use crate::base::error::Result;
use crate::http::layer::Layer;
use crate::http::redirect::{self, MAX_REDIRECTS, Redirect};
use crate::http::{Request, Response, body};

/// The layer that follows redirects.
pub struct FollowRedirects<Next> {
    pub next: Next,
}

impl<Next: Layer> Layer for FollowRedirects<Next> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
        let mut followed = 0;
        loop {
            let mut response = self.next.send(request).await?;
            match redirect::redirect(response.status, &response.headers, &request.method, &request.url) {
                Redirect::Follow { url, as_get } if followed < MAX_REDIRECTS => {
                    followed += 1;
                    body::drain(response.body).await;
                    request.redirect(*url, as_get);
                    continue;
                }
                Redirect::Follow { .. } => response.notes.push(redirect::too_many()),
                Redirect::NotFollowed(reason) => response.notes.push(reason),
                Redirect::None => {}
            }
            return Ok(response);
        }
    }
}
