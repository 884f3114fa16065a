//! antops: the terminal client of ANTOPS, an ITIL system whose backend is Supabase.
//!
//! The program is a machine with one lever: everything that happens is a message ([`app::Msg`]), everything we want of the world is an
//! effect ([`app::Effect`]), and [`app::update`] is the only place where anything changes.
//!
//! - [`domain`]: what the words mean; start with [`domain::request`]
//! - [`ports`]: what the machine needs of the world, as traits
//! - [`app`]: the machine: model, messages, effects, commands
//! - [`ui`]: the model as cells of a terminal
//! - [`config`]: the settings and where they come from
//! - `outlet`: live events that wait to be taken, folded by row
//! - [`supabase`]: Auth, PostgREST and Realtime as a signed-in user
//! - [`store`]: what survives the process: session, cache, drafts, outbox
//! - [`share`]: one connection and one token for all antops of a person on this machine
//! - [`runtime`]: the loop that joins them
//! - `stack`: the embedded local Supabase; shares nothing with the client
//! - [`cli`]: from arguments to all of the above
//!
//! `ARCHITECTURE.md` says why.

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
mod outlet;
pub mod ports;
pub mod runtime;
pub mod share;
#[cfg(feature = "stack")]
pub mod stack;
pub mod store;
pub mod supabase;
pub mod ui;
