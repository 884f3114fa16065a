//! What every conversation needs: a stack with the recordings' rows, its tokens, and rows to write.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use antops::stack::{FaultPlan, Options, RealtimeDelays, Seed, Server, Stack};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};

/// A stack with the recordings' rows, delays short.
pub(super) async fn stack() -> Stack {
    stack_on(Server::Shared).await
}

/// The same on a database server that others do not share, if so asked.
pub(super) async fn stack_on(server: Server) -> Stack {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/realtime/fixture");
    let stack = Stack::start(Options { seed: Seed::Fixture(directory), server, ..Options::default() }).await.unwrap();
    stack.faults().set(plan());
    stack
}

/// Nothing goes wrong, and quickly.
pub(super) fn plan() -> FaultPlan {
    let delays = RealtimeDelays { subscribe_ms: Some(10), resubscribe_ms: Some(50), ..RealtimeDelays::default() };
    FaultPlan { realtime_delays: delays, ..FaultPlan::default() }
}

/// Runs SQL as an administrator.
pub(super) async fn sql(stack: &Stack, text: &str) {
    stack.database().admin().await.unwrap().batch_execute(text).await.unwrap();
}

/// The token or key a recording's placeholder stands for.
pub(super) fn token(stack: &Stack, placeholder: &str) -> String {
    let now = i64::try_from(unix_seconds()).unwrap();
    let member = |claims: Value| {
        let mut all =
            json!({"aud": "authenticated", "role": "authenticated", "sub": "a11ce000-0000-4000-8000-000000000001"});
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        all
    };
    let sign = |claims: Value| stack.keys().sign(&claims).unwrap();
    let forged = |claims: &Value| {
        let key = EncodingKey::from_secret(b"another secret, which is long enough as well");
        jsonwebtoken::encode(&Header::default(), claims, &key).unwrap()
    };
    match placeholder {
        "anon key" => stack.keys().anon().to_owned(),
        "service key" => stack.keys().service().to_owned(),
        "anon key signed with another secret" => forged(&json!({"role": "anon", "exp": now + 3600})),
        "expired anon key" => sign(json!({"role": "anon", "exp": now - 60})),
        "key without exp" => sign(json!({"role": "anon"})),
        "key without role" => sign(json!({"exp": now + 3600})),
        "jwt of member" => sign(member(json!({"exp": now + 3600}))),
        "new jwt of member" => sign(member(json!({"exp": now + 3700}))),
        "jwt of member, expires soon" => sign(member(json!({"exp": now + 2}))),
        "expired jwt of member" => sign(member(json!({"exp": now - 60}))),
        "jwt of member signed with another secret" => forged(&member(json!({"exp": now + 3600}))),
        "jwt of member without exp" => sign(member(json!({}))),
        "jwt without role" => sign(json!({"exp": now + 3600, "sub": "a11ce000-0000-4000-8000-000000000001"})),
        "jwt of member with exp as string" => sign(member(json!({"exp": (now + 3600).to_string()}))),
        "jwt of user of another organization" => sign(json!({
            "aud": "authenticated", "role": "authenticated", "exp": now + 3600,
            "sub": "b0b00000-0000-4000-8000-000000000001"
        })),
        other => panic!("the recordings have a new placeholder: {other}"),
    }
}

#[expect(clippy::disallowed_methods, reason = "tokens are measured against the stack's own clock")]
fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A comment of the member on organization A's incident, as SQL.
pub(super) fn comment(id: &str, content: &str) -> String {
    format!(
        "insert into comments(id,organization_id,content,author_id,incident_id) values ('{id}',\
         'aaaaaaaa-0000-4000-8000-000000000001','{content}','a11ce000-0000-4000-8000-000000000001',\
         '11111111-0000-4000-8000-000000000001')"
    )
}
