//! What tests of the client share.

pub mod estate;
pub mod world;
