//! The embedded stack replayed against recordings of the real servers: every case must be answered as they answered it.
//!
//! `replay` sends the cases of a topic, `normal` replaces what cannot be the same twice, `compare` finds what differs. The
//! recordings in `tests/wire` are the truth: a golden file is never edited to make a difference go away.

mod compare;
mod normal;
mod replay;
mod tokens;

/// Differences that are known and stay: topic, case, path, and why.
const ACCEPTED: &[(&str, &str, &str, &str)] = &[];

async fn answers_as_recorded(topic: &str) {
    let found = replay::Replay::of(topic).await.run().await;
    let unexpected: Vec<_> = found.iter().filter(|difference| !is_accepted(topic, difference)).collect();
    let shown: Vec<_> = unexpected.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{} differences in {topic}:\n{}", shown.len(), shown.join("\n"));
}

fn is_accepted(topic: &str, difference: &compare::Difference) -> bool {
    ACCEPTED.iter().any(|(its_topic, case, path, _)| {
        *its_topic == topic && *case == difference.case && difference.path.starts_with(path)
    })
}

#[tokio::test]
async fn second_factors_are_answered_as_recorded() {
    answers_as_recorded("auth-mfa").await;
}

#[tokio::test]
async fn one_time_codes_are_refused_as_recorded() {
    answers_as_recorded("auth-otp-errors").await;
}

#[tokio::test]
async fn passwords_are_answered_as_recorded() {
    answers_as_recorded("auth-password").await;
}

#[tokio::test]
async fn refresh_tokens_are_answered_as_recorded() {
    answers_as_recorded("auth-refresh").await;
}

#[tokio::test]
async fn the_user_and_sign_out_are_answered_as_recorded() {
    answers_as_recorded("auth-user-logout").await;
}

#[tokio::test]
async fn counts_ranges_and_paging_are_answered_as_recorded() {
    answers_as_recorded("counts-ranges-paging").await;
}

#[tokio::test]
async fn errors_are_answered_as_recorded() {
    answers_as_recorded("errors").await;
}

#[tokio::test]
async fn filters_and_quoting_are_answered_as_recorded() {
    answers_as_recorded("filters-quoting").await;
}

#[tokio::test]
async fn inserts_are_answered_as_recorded() {
    answers_as_recorded("inserts").await;
}

#[tokio::test]
async fn patches_and_preconditions_are_answered_as_recorded() {
    answers_as_recorded("patches-preconditions").await;
}

#[tokio::test]
async fn reads_and_embeds_are_answered_as_recorded() {
    answers_as_recorded("reads-embeds").await;
}

#[tokio::test]
async fn row_level_security_by_role_is_answered_as_recorded() {
    answers_as_recorded("rls-by-role").await;
}

#[tokio::test]
async fn functions_are_answered_as_recorded() {
    answers_as_recorded("rpc").await;
}

#[tokio::test]
async fn upserts_and_deletes_are_answered_as_recorded() {
    answers_as_recorded("upserts-deletes").await;
}
