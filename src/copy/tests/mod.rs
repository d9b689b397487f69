//! Copies against a service that is a function: what is sent, in which order, how much at once, and what remains.

mod authorization;
mod blocks;
mod others;
mod resumed;
mod service;
mod typed;
