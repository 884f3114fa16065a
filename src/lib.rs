//! antops: the terminal client of ANTOPS.

#[cfg(feature = "stack")]
pub mod stack;
