//! The embedded local Supabase: a real PostgreSQL behind a small REST, Auth and Realtime, for `demo`, `stack` and tests.
//!
//! It is an independent reading of the wire and shares no code with the client, so that the two cannot share a mistake.
