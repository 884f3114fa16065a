//! The stack's Realtime against the recorded conversations of a real server, and what the recordings cannot show.
//!
//! `play` repeats a recording and compares every frame (`shape` takes out ids, refs and times); `client` is the socket.
//! [`NOT_PLAYED`] lists the recordings that are not repeated, each with its reason and what stands in its place.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot arrange its socket has failed"
)]

mod client;
mod play;
mod shape;

use play::{Pace, Play, stack};

/// Recordings that cannot be repeated here.
const NOT_PLAYED: [(&str, &str); 0] = [];

macro_rules! played {
    ($($name:ident $pace:ident,)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                let stack = stack().await;
                Play::new(&stack, stringify!($name), Pace::$pace).run().await;
            }
        )*
    };
}

played! {
    access_token_bad Lockstep,
    access_token_other_user Lockstep,
    access_token_refresh Lockstep,
    all_watched_tables Lockstep,
    anon_key_only Lockstep,
    broadcast_self_ack Lockstep,
    broadcast_too_large Lockstep,
    channel_crash Lockstep,
    connect_refused Lockstep,
    duplicate_join Lockstep,
    heartbeat Lockstep,
    join_bad_token Lockstep,
    js_client_expired_token Lockstep,
    js_client_server_restart Lockstep,
    js_client_session Lockstep,
    large_row Lockstep,
    leave Lockstep,
    malformed_filters Lockstep,
    many_rows_one_transaction Lockstep,
    membership_removed Lockstep,
    no_select_privilege Lockstep,
    no_vsn Lockstep,
    odd_messages Lockstep,
    one_bad_binding_of_two Lockstep,
    postgres_changes_member Lockstep,
    postgres_changes_other_organization Lockstep,
    postgres_changes_replica_identity_full Lockstep,
    postgres_changes_select_columns Lockstep,
    postgres_changes_three_bindings Lockstep,
    presence_errors Lockstep,
    presence_two_sockets Lockstep,
    private_channel_denied Lockstep,
    row_leaves_visibility Lockstep,
    server_requested_disconnect Lockstep,
    server_restart Lockstep,
    service_key Lockstep,
    table_not_in_publication Lockstep,
    token_expires_while_joined Lockstep,
    v2_broadcast Lockstep,
    v2_channel_crash Lockstep,
    v2_duplicate_join Lockstep,
    v2_postgres_changes Lockstep,
    v2_token_expires Lockstep,
}
