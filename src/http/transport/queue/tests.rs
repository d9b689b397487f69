//! The queue with a server whose responses are sent by hand.

mod order;
mod properties;
mod room;
mod world;

use super::times::{STANDSTILL, WARM};
use super::*;
use crate::http::transport::limits::Limits;
use std::time::Duration;
use world::World;

const LIMITS: Limits = Limits { open: 4, idle: 3, of_one_origin: 3, bytes: 3, bytes_of_one_origin: 2 };
const LATER: Duration = Duration::from_secs(60);
