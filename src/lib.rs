//! antops: the terminal client of ANTOPS.
//!
//! The program is a machine with one lever: everything that happens is a message, everything we want of the world is an effect, and
//! `app::update` is the only place where anything changes.

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod ports;
#[cfg(feature = "stack")]
pub mod stack;
pub mod store;
pub mod supabase;
