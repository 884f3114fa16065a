//! Accounts: how one reads, how its owner changes it, how a new one comes to be.
//!
//! Invariant: what is never set is absent from an account's JSON, not null, as Go leaves out empty fields.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use deadpool_postgres::GenericClient;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::body::Body;
use super::caller::Caller;
use super::refusal::Refusal;
use super::session::{self, Scope};
use crate::stack::Shared;

/// The cost of new passwords' hashes, GoTrue's own.
const COST: u32 = 10;
/// The fewest characters of a password.
const SHORTEST: usize = 6;

const READ: &str = "
select jsonb_strip_nulls(jsonb_build_object(
         'email_confirmed_at', stack_auth.stamp(u.email_confirmed_at),
         'confirmed_at', stack_auth.stamp(u.email_confirmed_at),
         'confirmation_sent_at', stack_auth.stamp(u.confirmation_sent_at),
         'recovery_sent_at', stack_auth.stamp(u.recovery_sent_at),
         'last_sign_in_at', stack_auth.stamp(u.last_sign_in_at),
         'banned_until', stack_auth.stamp(u.banned_until),
         'factors', (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                              'id', f.id, 'created_at', stack_auth.stamp(f.created_at),
                              'updated_at', stack_auth.stamp(f.updated_at), 'status', f.status,
                              'friendly_name', nullif(f.friendly_name, ''), 'factor_type', f.factor_type)) order by f.created_at)
                     from auth.mfa_factors f where f.user_id = u.id)))
    || jsonb_build_object(
         'id', u.id, 'aud', u.aud, 'role', u.role, 'email', coalesce(u.email, ''), 'phone', '',
         'app_metadata', u.raw_app_meta_data, 'user_metadata', u.raw_user_meta_data,
         'created_at', stack_auth.stamp(u.created_at), 'updated_at', stack_auth.stamp(u.updated_at), 'is_anonymous', false,
         'identities', (select coalesce(jsonb_agg(jsonb_build_object(
                                 'identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'identity_data', i.identity_data,
                                 'provider', i.provider, 'last_sign_in_at', stack_auth.stamp(i.last_sign_in_at),
                                 'created_at', stack_auth.stamp(i.created_at), 'updated_at', stack_auth.stamp(i.updated_at),
                                 'email', lower(i.identity_data ->> 'email')) order by i.created_at), '[]')
                        from auth.identities i where i.user_id = u.id))
from auth.users u where u.id = $1";

/// The account as every answer shows it.
pub(super) async fn read(client: &impl GenericClient, user: Uuid) -> Result<Value, Refusal> {
    Ok(client.query_one(READ, &[&user]).await?.get(0))
}

/// `GET /user`
pub(super) async fn show(State(shared): State<Shared>, caller: Caller) -> Result<Json<Value>, Refusal> {
    let client = shared.db.admin().await?;
    read(&client, caller.user).await.map(Json)
}

#[derive(Deserialize)]
pub(super) struct Changes {
    email: Option<String>,
    password: Option<String>,
    data: Option<Map<String, Value>>,
}

/// `PUT /user`
pub(super) async fn change(
    State(shared): State<Shared>,
    caller: Caller,
    Body(changes): Body<Changes>,
) -> Result<Json<Value>, Refusal> {
    let mut client = shared.db.admin().await?;
    let transaction = client.transaction().await?;
    let user = caller.user;
    let query = "select encrypted_password, email,
                        exists (select from auth.mfa_factors where user_id = u.id and status = 'verified')
                 from auth.users u where id = $1 for update";
    let row = transaction.query_one(query, &[&user]).await?;
    let email = changes
        .email
        .map(|email| normal(&email))
        .filter(|email| !email.is_empty() && *email != row.get::<_, String>(1));
    if (email.is_some() || changes.password.is_some()) && row.get(2) && !caller.second_level {
        let message = "AAL2 session is required to update email or password when MFA is enabled.";
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "insufficient_aal", message));
    }
    if let Some(password) = changes.password {
        check_strength(&password)?;
        if matches(password.clone(), row.get(0)).await? {
            let message = "New password should be different from the old password.";
            return Err(Refusal::unprocessable("same_password", message));
        }
        let hash = hash(password).await?;
        let update = "update auth.users set encrypted_password = $2 where id = $1";
        transaction.execute(update, &[&user, &hash]).await?;
        session::end(&transaction, user, caller.session, Scope::Others).await?;
    }
    if let Some(email) = email {
        check_address(&email)?;
        if find(&transaction, &email).await?.is_some() {
            let message = "A user with this email address has already been registered";
            return Err(Refusal::unprocessable("email_exists", message));
        }
        transaction.execute("update auth.users set email = $2 where id = $1", &[&user, &email]).await?;
        transaction
            .execute(
                "update auth.identities set identity_data = identity_data || jsonb_build_object('email', $2::text), updated_at = now()
                 where user_id = $1 and provider = 'email'",
                &[&user, &email],
            )
            .await?;
    }
    if let Some(data) = changes.data {
        // A null removes its key.
        let (gone, kept): (Map<_, _>, Map<_, _>) = data.into_iter().partition(|(_, value)| value.is_null());
        let gone: Vec<String> = gone.into_iter().map(|(key, _)| key).collect();
        let update = "update auth.users set raw_user_meta_data = (raw_user_meta_data || $2) - $3::text[] where id = $1";
        transaction.execute(update, &[&user, &Value::Object(kept), &gone]).await?;
    }
    transaction.execute("update auth.users set updated_at = now() where id = $1", &[&user]).await?;
    let account = read(&transaction, user).await?;
    transaction.commit().await?;
    Ok(Json(account))
}

#[derive(Deserialize)]
pub(super) struct SignUp {
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    data: Map<String, Value>,
}

/// `POST /signup`: addresses are confirmed at once, so success is a session.
pub(super) async fn sign_up(State(shared): State<Shared>, Body(wanted): Body<SignUp>) -> Result<Json<Value>, Refusal> {
    let email = normal(&wanted.email);
    if email.is_empty() && wanted.phone.is_empty() {
        return Err(Refusal::unprocessable("anonymous_provider_disabled", "Anonymous sign-ins are disabled"));
    }
    if wanted.password.is_empty() {
        return Err(Refusal::invalid("Signup requires a valid password"));
    }
    check_strength(&wanted.password)?;
    if email.is_empty() {
        return Err(Refusal::bad_request("phone_provider_disabled", "Phone signups are disabled"));
    }
    check_address(&email)?;
    let mut client = shared.db.admin().await?;
    let transaction = client.transaction().await?;
    if find(&transaction, &email).await?.is_some() {
        return Err(Refusal::unprocessable("user_already_exists", "User already registered"));
    }
    let hash = hash(wanted.password).await?;
    let user = create(&transaction, &email, Some(&hash), wanted.data).await?;
    let answer = session::begin(&shared, &transaction, user, "password").await?;
    transaction.commit().await?;
    Ok(Json(answer))
}

/// A new, confirmed account with its `email` identity.
pub(super) async fn create(
    client: &impl GenericClient,
    email: &str,
    hash: Option<&str>,
    data: Map<String, Value>,
) -> Result<Uuid, Refusal> {
    let user = Uuid::new_v4();
    let identity = json!({"sub": user, "email": email, "email_verified": false, "phone_verified": false});
    let mut metadata = data;
    if let Value::Object(known) = identity.clone() {
        metadata.extend(known);
    }
    client
        .execute(
            "insert into auth.users (id, email, encrypted_password, email_confirmed_at, raw_user_meta_data)
             values ($1, $2, $3, now(), $4)",
            &[&user, &email, &hash, &Value::Object(metadata)],
        )
        .await?;
    client
        .execute(
            "insert into auth.identities (user_id, provider_id, provider, identity_data, last_sign_in_at)
             values ($1, $1::uuid::text, 'email', $2, now())",
            &[&user, &identity],
        )
        .await?;
    Ok(user)
}

/// The account of an address in its normal form.
pub(super) async fn find(client: &impl GenericClient, email: &str) -> Result<Option<Uuid>, Refusal> {
    let row = client.query_opt("select id from auth.users where email = $1", &[&email]).await?;
    Ok(row.map(|row| row.get(0)))
}

/// Addresses compare in lower case.
pub(super) fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

/// An address must at least look like one.
pub(super) fn check_address(email: &str) -> Result<(), Refusal> {
    let well_formed = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !email.contains(char::is_whitespace)
    });
    if well_formed { Ok(()) } else { Err(Refusal::invalid("Unable to validate email address: invalid format")) }
}

fn check_strength(password: &str) -> Result<(), Refusal> {
    if password.chars().count() < SHORTEST {
        return Err(Refusal::weak_password(&format!("Password should be at least {SHORTEST} characters.")));
    }
    Ok(())
}

/// Hashing takes long on purpose, so it must not hold up the sockets.
async fn hash(password: String) -> Result<String, Refusal> {
    match tokio::task::spawn_blocking(move || bcrypt::hash(password, COST)).await {
        Ok(Ok(hash)) => Ok(hash),
        Ok(Err(error)) => Err(Refusal::unprocessable("weak_password", error.to_string())),
        Err(_) => Err(Refusal::failure("Hashing the password was interrupted")),
    }
}

/// Whether a password is the one that was hashed; an account without a password has none that matches.
pub(super) async fn matches(password: String, hash: Option<String>) -> Result<bool, Refusal> {
    let Some(hash) = hash else { return Ok(false) };
    match tokio::task::spawn_blocking(move || bcrypt::verify(password, &hash)).await {
        Ok(Ok(same)) => Ok(same),
        Ok(Err(_)) | Err(_) => Err(Refusal::failure("Checking the password failed")),
    }
}
