//! One integration binary.

#[cfg(feature = "stack")]
mod realtime;
#[cfg(feature = "stack")]
mod schema;
#[cfg(feature = "stack")]
mod stack;
#[cfg(feature = "stack")]
mod wire;
