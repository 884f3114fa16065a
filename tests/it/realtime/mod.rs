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

mod changes;
mod client;
mod knobs;
mod limits;
mod losses;
mod play;
mod scene;
mod shape;

use std::collections::BTreeSet;
use std::path::Path;

use client::Heard;
use play::{Pace, Play};
use scene::stack;

/// Recordings that are not repeated frame by frame: why not, and the test that shows the same.
const NOT_PLAYED: [(&str, &str, &str); 6] = [
    (
        "changes_before_system_ok",
        "how many rows are lost depends on how long a subscription takes",
        "losses::what_is_committed_before_the_system_message_never_arrives",
    ),
    (
        "database_outage",
        "which rows are lost depends on the server's polling",
        "losses::a_join_while_the_database_is_away_is_refused",
    ),
    (
        "database_restart",
        "which rows are lost depends on the server's polling",
        "losses::a_lost_database_connection_is_invisible_and_later_changes_arrive",
    ),
    (
        "database_restart_gap",
        "which rows are lost depends on the server's polling",
        "losses::a_lost_database_connection_is_invisible_and_later_changes_arrive",
    ),
    (
        "limit_joins",
        "how many joins pass depends on when the rate is judged",
        "limits::too_many_joins_close_the_socket_and_refuse_the_next",
    ),
    (
        "limit_messages",
        "how many messages pass depends on when the rate is judged",
        "limits::too_many_messages_close_the_channels_of_receivers",
    ),
];

macro_rules! played {
    ($($name:ident,)*) => {
        /// The recordings repeated as they are.
        const PLAYED: &[&str] = &[$(stringify!($name)),*];
        $(
            #[tokio::test]
            async fn $name() {
                let stack = stack().await;
                Play::new(&stack, stringify!($name), Pace::Lockstep).run().await;
            }
        )*
    };
}

played! {
    access_token_bad,
    access_token_other_user,
    access_token_refresh,
    all_watched_tables,
    anon_key_only,
    broadcast_self_ack,
    broadcast_too_large,
    channel_crash,
    connect_refused,
    duplicate_join,
    heartbeat,
    join_bad_token,
    js_client_expired_token,
    js_client_server_restart,
    js_client_session,
    large_row,
    leave,
    malformed_filters,
    many_rows_one_transaction,
    membership_removed,
    no_select_privilege,
    no_vsn,
    odd_messages,
    one_bad_binding_of_two,
    postgres_changes_member,
    postgres_changes_other_organization,
    postgres_changes_replica_identity_full,
    postgres_changes_select_columns,
    postgres_changes_three_bindings,
    presence_errors,
    presence_two_sockets,
    private_channel_denied,
    row_leaves_visibility,
    server_requested_disconnect,
    server_restart,
    service_key,
    table_not_in_publication,
    token_expires_while_joined,
    v2_broadcast,
    v2_channel_crash,
    v2_duplicate_join,
    v2_postgres_changes,
    v2_token_expires,
}

/// Repeated too, under settings of their own.
const PLAYED_WITH_SETTINGS: [&str; 3] = ["failed_joins_block_socket", "heartbeat_missing", "limit_channels_and_users"];

#[tokio::test]
async fn failed_joins_hold_up_everything_else_on_the_socket() {
    let stack = stack().await;
    let play = Play::new(&stack, PLAYED_WITH_SETTINGS[0], Pace::Pipelined);
    let heard = play.under(|plan| plan.realtime_delays.refused_join_ms = Some(100)).run().await;
    let order: Vec<String> = heard["a"]
        .iter()
        .map(|heard| match heard {
            Heard::Frame(frame) => frame["topic"].as_str().unwrap().to_owned(),
            other => panic!("{other:?}"),
        })
        .collect();
    let refused = ["realtime:fj0", "realtime:fj1", "realtime:fj2"];
    assert_eq!(order[1..4], refused, "the refusals come one after the other");
    assert_eq!(order[4..6], ["phoenix", "realtime:fj-good"], "then what waited behind them, broadcasts last");
}

#[tokio::test]
async fn a_socket_without_heartbeats_is_closed() {
    let stack = stack().await;
    let play = Play::new(&stack, PLAYED_WITH_SETTINGS[1], Pace::Lockstep);
    play.under(|plan| plan.realtime_delays.idle_ms = Some(1000)).run().await;
}

#[tokio::test]
async fn channels_and_users_are_limited() {
    let stack = stack().await;
    let play = Play::new(&stack, PLAYED_WITH_SETTINGS[2], Pace::Lockstep);
    let lower = |plan: &mut antops::stack::FaultPlan| {
        plan.limits.channels = Some(3);
        plan.limits.users = Some(2);
    };
    play.under(lower).run().await;
}

#[test]
fn every_recording_is_played_or_has_a_reason() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/realtime");
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let recordings: BTreeSet<String> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let left_out = NOT_PLAYED.iter().map(|(name, reason, instead)| {
        assert!(!reason.is_empty() && instead.contains("::"), "{name} needs a reason and a test in its place");
        *name
    });
    let known = PLAYED.iter().copied().chain(PLAYED_WITH_SETTINGS).chain(left_out).map(str::to_owned).collect();
    assert_eq!(recordings, known);
}
