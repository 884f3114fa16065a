//! What tests of the client share.

pub mod world;
