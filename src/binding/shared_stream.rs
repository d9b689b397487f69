//! A body that two sides may read, and one does.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use tokio::sync::Mutex;

use crate::base::error::Result;

/// A stream that whoever comes first reads: the engine, or JavaScript.
pub type SharedStream = Arc<Mutex<Option<BoxStream<'static, Result<Bytes>>>>>;
