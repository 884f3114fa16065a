//! Second factors: time-based codes (TOTP), from enrolment over challenge and verification to removal.
//!
//! Verifying raises the caller's own session to the second level and ends the account's sessions that are still on the first.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use totp_rs::{Algorithm, TOTP};
use uuid::Uuid;

use super::body::Body;
use super::caller::Caller;
use super::refusal::Refusal;
use super::session;
use crate::stack::connection::Wire;
use crate::stack::{Shared, clock};

/// Seconds a challenge holds.
const CHALLENGE: i64 = 300;
/// Factors an account may have.
const MOST: i64 = 10;
/// Whom an authenticator app names as the issuer.
const ISSUER: &str = "127.0.0.1";

#[derive(Deserialize)]
pub(super) struct Enrolment {
    #[serde(default)]
    factor_type: String,
    #[serde(default)]
    friendly_name: String,
    #[serde(default)]
    issuer: String,
}

/// `POST /factors`: the only answer that shows the secret.
pub(super) async fn enroll(
    State(shared): State<Shared>,
    caller: Caller,
    Body(wanted): Body<Enrolment>,
) -> Result<Json<Value>, Refusal> {
    if wanted.factor_type != "totp" {
        return Err(Refusal::invalid("factor_type needs to be TOTP"));
    }
    let client = shared.db.admin().await?;
    let query = "select u.email, count(f.*), coalesce(bool_or(f.status = 'verified'), false),
                        coalesce(bool_or(f.friendly_name = $2 and $2 <> ''), false)
                 from auth.users u left join auth.mfa_factors f on f.user_id = u.id where u.id = $1 group by u.email";
    let row = client.query_one(query, &[&caller.user, &wanted.friendly_name]).await?;
    if row.get::<_, i64>(1) >= MOST {
        let message = "Maximum number of verified factors reached, unenroll to continue";
        return Err(Refusal::forbidden("too_many_enrolled_mfa_factors", message));
    }
    if row.get(2) && !caller.second_level {
        return Err(Refusal::forbidden("insufficient_aal", "AAL2 required to enroll a new factor"));
    }
    if row.get(3) {
        let message =
            format!("A factor with the friendly name {:?} for this user likely already exists", wanted.friendly_name);
        return Err(Refusal::unprocessable("mfa_factor_name_conflict", message));
    }
    let secret = data_encoding::BASE32_NOPAD.encode(&rand::random::<[u8; 20]>());
    let factor: Uuid = client
        .query_one(
            "insert into auth.mfa_factors (user_id, friendly_name, factor_type, status, secret)
             values ($1, $2, 'totp', 'unverified', $3) returning id",
            &[&caller.user, &wanted.friendly_name, &secret],
        )
        .await?
        .get(0);
    let email: String = row.get(0);
    let issuer = if wanted.issuer.is_empty() { ISSUER } else { &wanted.issuer };
    let uri = format!(
        "otpauth://totp/{0}:{1}?algorithm=SHA1&digits=6&issuer={0}&period=30&secret={secret}",
        percent(issuer),
        percent(&email)
    );
    let picture = picture(&uri);
    let totp = json!({"qr_code": picture, "secret": secret, "uri": uri});
    Ok(Json(json!({"id": factor, "type": "totp", "friendly_name": wanted.friendly_name, "totp": totp})))
}

/// The address as text in an image. Real servers draw a QR code; no client of a local stack points a camera at it.
fn picture(uri: &str) -> String {
    let text = uri.replace('&', "&amp;");
    format!(
        "data:image/svg+xml;utf-8,<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"40\">\
         <text x=\"8\" y=\"24\">{text}</text></svg>"
    )
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

struct Factor {
    id: Uuid,
    verified: bool,
    secret: String,
}

/// The caller's own factor of this id.
async fn find(shared: &Shared, caller: &Caller, id: &str) -> Result<Factor, Refusal> {
    let missing = |code: &str, message: &str| Refusal::new(StatusCode::NOT_FOUND, code, message);
    let Ok(id) = Uuid::parse_str(id) else {
        return Err(missing("validation_failed", "factor_id must be an UUID"));
    };
    let query = "select status = 'verified', secret from auth.mfa_factors where id = $1 and user_id = $2";
    let client = shared.db.admin().await?;
    match client.query_opt(query, &[&id, &caller.user]).await? {
        Some(row) => Ok(Factor { id, verified: row.get(0), secret: row.get(1) }),
        None => Err(missing("mfa_factor_not_found", "Factor not found")),
    }
}

/// `POST /factors/{id}/challenge`
pub(super) async fn challenge(
    State(shared): State<Shared>,
    caller: Caller,
    ConnectInfo(wire): ConnectInfo<Wire>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let factor = find(&shared, &caller, &id).await?;
    let client = shared.db.admin().await?;
    let insert = "insert into auth.mfa_challenges (factor_id, ip_address) values ($1, $2) returning id";
    let challenge: Uuid = client.query_one(insert, &[&factor.id, &wire.peer.ip().to_string()]).await?.get(0);
    Ok(Json(json!({"id": challenge, "expires_at": clock::unix_seconds() + CHALLENGE})))
}

#[derive(Deserialize)]
pub(super) struct Proof {
    #[serde(default)]
    challenge_id: String,
    #[serde(default)]
    code: String,
}

/// `POST /factors/{id}/verify`: the caller's session, on the second level.
pub(super) async fn verify(
    State(shared): State<Shared>,
    caller: Caller,
    ConnectInfo(wire): ConnectInfo<Wire>,
    Path(id): Path<String>,
    Body(proof): Body<Proof>,
) -> Result<Json<Value>, Refusal> {
    let factor = find(&shared, &caller, &id).await?;
    let Some(session) = caller.session else {
        return Err(Refusal::forbidden("session_not_found", "Session from session_id claim in JWT does not exist"));
    };
    check_challenge(&shared, &factor, &proof.challenge_id, &wire).await?;
    if !accepts(&factor.secret, &proof.code)? {
        return Err(Refusal::unprocessable("mfa_verification_failed", "Invalid TOTP code entered"));
    }
    let mut client = shared.db.admin().await?;
    let transaction = client.transaction().await?;
    let verify = "update auth.mfa_factors set status = 'verified', updated_at = now() where id = $1";
    transaction.execute(verify, &[&factor.id]).await?;
    // A challenge is answered once; factors that were never finished go with it.
    transaction.execute("delete from auth.mfa_challenges where factor_id = $1", &[&factor.id]).await?;
    let unfinished = "delete from auth.mfa_factors where user_id = $1 and status = 'unverified'";
    transaction.execute(unfinished, &[&caller.user]).await?;
    let raise = "update auth.sessions set aal = 'aal2', factor_id = $2, updated_at = now() where id = $1";
    transaction.execute(raise, &[&session, &factor.id]).await?;
    let lesser = "delete from auth.sessions where user_id = $1 and aal = 'aal1'";
    transaction.execute(lesser, &[&caller.user]).await?;
    session::add_method(&transaction, session, "totp").await?;
    let answer = session::rotate(&shared, &transaction, caller.user, session).await?;
    transaction.commit().await?;
    Ok(Json(answer))
}

async fn check_challenge(shared: &Shared, factor: &Factor, id: &str, wire: &Wire) -> Result<(), Refusal> {
    let missing = || {
        Refusal::new(
            StatusCode::NOT_FOUND,
            "mfa_factor_not_found",
            "MFA factor with the provided challenge ID not found",
        )
    };
    let id = Uuid::parse_str(id).map_err(|_| missing())?;
    let client = shared.db.admin().await?;
    let query = "select extract(epoch from now() - created_at)::float8 > $3, ip_address
                 from auth.mfa_challenges where id = $1 and factor_id = $2";
    #[expect(clippy::cast_precision_loss, reason = "three hundred is exact")]
    let lifetime = CHALLENGE as f64;
    let row = client.query_opt(query, &[&id, &factor.id, &lifetime]).await?.ok_or_else(missing)?;
    if row.get::<_, &str>(1) != wire.peer.ip().to_string() {
        return Err(Refusal::unprocessable("mfa_ip_address_mismatch", "Challenge and verify IP addresses mismatch"));
    }
    if row.get(0) {
        client.execute("delete from auth.mfa_challenges where id = $1", &[&id]).await?;
        let message =
            format!("MFA challenge {id} has expired, verify against another challenge or create a new challenge.");
        return Err(Refusal::unprocessable("mfa_challenge_expired", message));
    }
    Ok(())
}

/// Whether a code is right now, give or take one period of thirty seconds.
fn accepts(secret: &str, code: &str) -> Result<bool, Refusal> {
    let key = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).map_err(|_| Refusal::failure("bad TOTP secret"))?;
    let totp = TOTP::new(Algorithm::SHA1, 6, 1, 30, key).map_err(|_| Refusal::failure("bad TOTP secret"))?;
    let now = u64::try_from(clock::unix_seconds()).unwrap_or_default();
    Ok(totp.check(code, now))
}

/// `DELETE /factors/{id}`
pub(super) async fn unenroll(
    State(shared): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let factor = find(&shared, &caller, &id).await?;
    if factor.verified && !caller.second_level {
        return Err(Refusal::unprocessable("insufficient_aal", "AAL2 required to unenroll verified factor"));
    }
    let mut client = shared.db.admin().await?;
    let transaction = client.transaction().await?;
    transaction.execute("delete from auth.mfa_factors where id = $1", &[&factor.id]).await?;
    let lower = "update auth.sessions set aal = 'aal1', factor_id = null where factor_id = $1";
    transaction.execute(lower, &[&factor.id]).await?;
    transaction.commit().await?;
    Ok(Json(json!({"id": factor.id})))
}
