//! The body of a response: data that becomes bytes when the connection can send them.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::state::data::Data;
use crate::structured_frames::Frames;

/// A body.
#[derive(Debug, Default)]
pub struct Body {
    pieces: VecDeque<Data>,
    /// Turns it into a structured message.
    frames: Option<Box<Frames>>,
}

impl Body {
    /// The number of remaining bytes.
    pub fn length(&self) -> u64 {
        self.frames.as_ref().map_or_else(|| self.pieces.iter().map(Data::length).sum(), |frames| frames.length())
    }

    /// Turns it into a structured message.
    pub fn frame(&mut self) {
        self.frames = Some(Box::new(Frames::of(self.length())));
    }

    /// The remaining data.
    pub fn into_data(self) -> impl Iterator<Item = Data> {
        self.pieces.into_iter()
    }

    fn next_chunk(&mut self) -> Option<Bytes> {
        while let Some(front) = self.pieces.front_mut() {
            if let Some(chunk) = front.next_chunk() {
                return Some(chunk);
            }
            self.pieces.pop_front();
        }
        None
    }
}

impl From<Vec<Data>> for Body {
    fn from(pieces: Vec<Data>) -> Self {
        Self { pieces: pieces.into(), frames: None }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        vec![Data::from(Bytes::from(bytes))].into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        vec![Data::from(Bytes::from(text))].into()
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            if let Some(bytes) = self.frames.as_mut().and_then(|frames| frames.next()) {
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
            let Some(chunk) = self.next_chunk() else { return Poll::Ready(None) };
            match &mut self.frames {
                Some(frames) => frames.add(chunk),
                None => return Poll::Ready(Some(Ok(Frame::data(chunk)))),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.length() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length())
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;
    use crate::state::data::synthetic;

    #[tokio::test]
    async fn all_pieces_arrive_in_order() {
        let synthetic_data = Data::Synthetic { seed: 3, offset: 5, length: 1_000_000 };
        let body = Body::from(vec![Bytes::from_static(b"ab").into(), Data::Zeros(0), synthetic_data, Data::Zeros(2)]);
        assert_eq!(body.length(), 1_000_004);
        let all = body.collect().await.unwrap().to_bytes();
        assert_eq!((&all[..2], &all[1_000_002..]), (&b"ab"[..], &[0, 0][..]));
        assert_eq!(all[2..1_000_002], synthetic(3, 5..1_000_005));
    }
}
