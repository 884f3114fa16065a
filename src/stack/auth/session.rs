//! Sessions: their birth, their access tokens, the rotation of their refresh tokens, and their end.
//!
//! Invariant: at most one refresh token of a session is not revoked, and it is the newest. A revoked one still answers when it is
//! the parent of that one (the client lost our answer) or within ten seconds of its revocation (two clients raced); any other
//! use ends the family.

use deadpool_postgres::GenericClient;
use serde_json::{Value, json};
use uuid::Uuid;

use super::refusal::Refusal;
use super::user;
use crate::stack::{Shared, clock};

/// Seconds during which a revoked token may be used again.
const REUSE_INTERVAL: f64 = 10.0;
/// Seconds an access token holds.
const LIFETIME: i64 = 3600;

/// Begins a session and answers it. `method` says how: `password`, `otp`.
pub(super) async fn begin(
    shared: &Shared,
    client: &impl GenericClient,
    user: Uuid,
    method: &str,
) -> Result<Value, Refusal> {
    let session: Uuid =
        client.query_one("insert into auth.sessions (user_id) values ($1) returning id", &[&user]).await?.get(0);
    client.execute("update auth.users set last_sign_in_at = now(), updated_at = now() where id = $1", &[&user]).await?;
    add_method(client, session, method).await?;
    let refresh = issue(client, user, session, None).await?;
    answer(shared, client, user, session, &refresh).await
}

/// Notes that a session was proved by this method now.
pub(super) async fn add_method(client: &impl GenericClient, session: Uuid, method: &str) -> Result<(), Refusal> {
    client
        .execute(
            "insert into auth.mfa_amr_claims (session_id, authentication_method) values ($1, $2)
             on conflict (session_id, authentication_method) do update set updated_at = now()",
            &[&session, &method],
        )
        .await?;
    Ok(())
}

/// Exchanges a refresh token; `Ok(Err(_))` is a refusal whose effects (the family's end) are to be kept.
pub(super) async fn refresh(
    shared: &Shared,
    client: &impl GenericClient,
    token: &str,
) -> Result<Result<Value, Refusal>, Refusal> {
    let query = "select t.id, t.user_id, t.session_id, t.revoked,
                        extract(epoch from clock_timestamp() - t.updated_at)::float8,
                        coalesce(u.banned_until > now(), false)
                 from auth.refresh_tokens t join auth.users u on u.id = t.user_id
                 join auth.sessions s on s.id = t.session_id
                 where t.token = $1 for update of s";
    let Some(row) = client.query_opt(query, &[&token]).await? else {
        let message = "Invalid Refresh Token: Refresh Token Not Found";
        return Ok(Err(Refusal::oauth("invalid_grant", "refresh_token_not_found", message)));
    };
    let (id, user, session): (i64, Uuid, Uuid) = (row.get(0), row.get(1), row.get(2));
    if row.get(5) {
        return Ok(Err(Refusal::oauth("invalid_grant", "user_banned", "Invalid Refresh Token: User Banned")));
    }
    let active = client
        .query_opt(
            "select token, parent from auth.refresh_tokens where session_id = $1 and not revoked order by id desc limit 1",
            &[&session],
        )
        .await?;
    // Read again under the lock: whoever raced us may have revoked it meanwhile.
    let revoked: bool = client.query_one("select revoked from auth.refresh_tokens where id = $1", &[&id]).await?.get(0);
    if revoked {
        let child = active.filter(|row| row.get::<_, Option<&str>>(1) == Some(token));
        if let Some(child) = child {
            let current: String = child.get(0);
            return answer(shared, client, user, session, &current).await.map(Ok);
        }
        let age: f64 = row.get(4);
        if row.get::<_, bool>(3) && age > REUSE_INTERVAL {
            revoke(client, session).await?;
            let message = "Invalid Refresh Token: Already Used";
            return Ok(Err(Refusal::oauth("invalid_grant", "refresh_token_already_used", message)));
        }
    }
    client.execute("update auth.sessions set updated_at = now() where id = $1", &[&session]).await?;
    let next = issue(client, user, session, Some(token)).await?;
    answer(shared, client, user, session, &next).await.map(Ok)
}

/// The successor of a session's present token, after the session itself changed.
pub(super) async fn rotate(
    shared: &Shared,
    client: &impl GenericClient,
    user: Uuid,
    session: Uuid,
) -> Result<Value, Refusal> {
    let active = client
        .query_opt(
            "select token from auth.refresh_tokens where session_id = $1 order by revoked, id desc limit 1",
            &[&session],
        )
        .await?;
    let parent: Option<String> = active.map(|row| row.get(0));
    let next = issue(client, user, session, parent.as_deref()).await?;
    answer(shared, client, user, session, &next).await
}

/// Which sessions a sign-out ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The caller's own.
    Local,
    /// All but the caller's.
    Others,
    /// All.
    Global,
}

/// Ends sessions of an account, and with them their refresh tokens.
pub(super) async fn end(
    client: &impl GenericClient,
    user: Uuid,
    session: Option<Uuid>,
    scope: Scope,
) -> Result<(), Refusal> {
    let condition = match scope {
        Scope::Local => "id = $2",
        Scope::Others => "id is distinct from $2",
        Scope::Global => "($2::uuid is null or true)",
    };
    client
        .execute(&format!("delete from auth.sessions where user_id = $1 and {condition}"), &[&user, &session])
        .await?;
    Ok(())
}

async fn revoke(client: &impl GenericClient, session: Uuid) -> Result<(), Refusal> {
    client
        .execute(
            "update auth.refresh_tokens set revoked = true, updated_at = clock_timestamp()
             where session_id = $1 and not revoked",
            &[&session],
        )
        .await?;
    Ok(())
}

/// A new refresh token; every other of its session is revoked.
async fn issue(
    client: &impl GenericClient,
    user: Uuid,
    session: Uuid,
    parent: Option<&str>,
) -> Result<String, Refusal> {
    revoke(client, session).await?;
    let token = data_encoding::BASE64URL_NOPAD.encode(&rand::random::<[u8; 16]>());
    client
        .execute(
            "insert into auth.refresh_tokens (token, user_id, session_id, parent) values ($1, $2, $3, $4)",
            &[&token, &user, &session, &parent],
        )
        .await?;
    Ok(token)
}

/// The body of every answer that carries a session.
async fn answer(
    shared: &Shared,
    client: &impl GenericClient,
    user: Uuid,
    session: Uuid,
    refresh: &str,
) -> Result<Value, Refusal> {
    let account = user::read(client, user).await?;
    let row = client
        .query_one(
            "select s.aal, (select jsonb_agg(jsonb_build_object('method', authentication_method,
                                  'timestamp', extract(epoch from updated_at)::bigint) order by updated_at desc)
                           from auth.mfa_amr_claims where session_id = s.id)
             from auth.sessions s where s.id = $1",
            &[&session],
        )
        .await?;
    let lifetime = shared.faults.plan().token_lifetime.unwrap_or(LIFETIME);
    let now = clock::unix_seconds();
    let claims = json!({
        "aud": account["aud"],
        "exp": now + lifetime,
        "iat": now,
        "sub": user,
        "email": account["email"],
        "phone": account["phone"],
        "app_metadata": account["app_metadata"],
        "user_metadata": account["user_metadata"],
        "role": account["role"],
        "aal": row.get::<_, String>(0),
        "amr": row.get::<_, Option<Value>>(1).unwrap_or_else(|| json!([])),
        "session_id": session,
        "is_anonymous": false,
    });
    let access = shared.keys.sign(&claims).map_err(|error| {
        tracing::warn!(%error, "signing an access token");
        Refusal::failure("error generating jwt token")
    })?;
    Ok(json!({
        "access_token": access,
        "token_type": "bearer",
        "expires_in": lifetime,
        "expires_at": now + lifetime,
        "refresh_token": refresh,
        "user": account,
    }))
}
