//! Rows into a database and back: accounts, a fixture's SQL, and the copy of both that a reset restores.
//!
//! Everything here runs with triggers and foreign keys off (`session_replication_role = replica`): a seed says what it means,
//! sign-up triggers must not add to it, and a reset is no news to Realtime.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::DbError;
use crate::stack::fixture::{Account, Fixture};

/// Weak on purpose: a seed's passwords are public, and every test signs in.
const COST: u32 = 4;

/// How often a reset may lose against other requests.
const ATTEMPTS: u32 = 5;

/// Copies every table of `public` and `auth` into the schema `stack_seed`, empties and refills from there.
const REMEMBER: &str = "
create schema stack_seed;
do $$
declare
  t record;
begin
  for t in select schemaname, tablename from pg_tables where schemaname in ('public', 'auth') loop
    execute format('create table stack_seed.%I as table %I.%I', t.schemaname || '.' || t.tablename, t.schemaname, t.tablename);
  end loop;
end
$$;
create function stack_seed.restore() returns void language plpgsql as $$
declare
  t record;
  columns text;
begin
  perform set_config('session_replication_role', 'replica', true);
  execute (select 'truncate ' || string_agg(format('%I.%I', schemaname, tablename), ', ') || ' restart identity'
             from pg_tables where schemaname in ('public', 'auth'));
  for t in select p.schemaname, p.tablename from pg_tables p where p.schemaname in ('public', 'auth')
              and to_regclass(format('stack_seed.%I', p.schemaname || '.' || p.tablename)) is not null loop
    select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
     where attrelid = format('%I.%I', t.schemaname, t.tablename)::regclass
       and attnum > 0 and not attisdropped and attgenerated = '';
    execute format('insert into %I.%I (%s) select %s from stack_seed.%I',
                   t.schemaname, t.tablename, columns, columns, t.schemaname || '.' || t.tablename);
  end loop;
end
$$;
";

/// Accounts first, then the fixture's own statements, and the statistics that estimated counts rest on.
pub(super) async fn fixture(client: &Client, seed: &Fixture) -> Result<(), DbError> {
    let replica = "set session_replication_role = replica";
    client.batch_execute(replica).await.map_err(DbError::sql("loading accounts"))?;
    for user in &seed.users {
        let hash = bcrypt::hash(&user.password, COST)?;
        let created = &user.created_at;
        let meta = serde_json::Value::Object(user.raw_user_meta_data.clone());
        client
            .execute(
                "insert into auth.users (id, email, encrypted_password, email_confirmed_at, raw_user_meta_data, created_at, updated_at)
                 values ($1, $2, $3, $4::text::timestamptz, $5, $4::text::timestamptz, $4::text::timestamptz)",
                &[&user.id, &user.email, &hash, created, &meta],
            )
            .await
            .map_err(DbError::sql("loading accounts"))?;
        client
            .execute(
                "insert into auth.identities (user_id, provider_id, provider, identity_data, last_sign_in_at, created_at, updated_at)
                 values ($1, $1::uuid::text, 'email',
                         jsonb_build_object('sub', $1::uuid::text, 'email', $2::text, 'email_verified', false, 'phone_verified', false),
                         $3::text::timestamptz, $3::text::timestamptz, $3::text::timestamptz)",
                &[&user.id, &user.email, created],
            )
            .await
            .map_err(DbError::sql("loading accounts"))?;
    }
    client.batch_execute(&seed.sql).await.map_err(DbError::sql("loading the seed"))?;
    client.batch_execute("reset session_replication_role").await.map_err(DbError::sql("loading the seed"))
}

/// Keeps a copy of all rows as they are now, for [`restore`].
pub(super) async fn remember(client: &Client) -> Result<(), DbError> {
    client.batch_execute(REMEMBER).await.map_err(DbError::sql("keeping a copy of the seed"))
}

/// All rows as they were when [`remember`] ran. Whoever is in the middle of a request may hold a table we wait for and wait for
/// one we hold; the server then picks a victim, and if it is us we begin again.
pub(super) async fn restore(client: &Client) -> Result<(), DbError> {
    for _ in 0..ATTEMPTS {
        match client.batch_execute("select stack_seed.restore()").await {
            Err(error) if error.code() == Some(&SqlState::T_R_DEADLOCK_DETECTED) => {}
            outcome => return outcome.map_err(DbError::sql("resetting the database")),
        }
    }
    Err(DbError::Engine("resetting the database: other requests kept getting in the way".to_owned()))
}

/// The seed's accounts with what their profiles say.
pub(super) async fn accounts(client: &Client, seed: &Fixture) -> Result<Vec<Account>, DbError> {
    let mut accounts = Vec::new();
    for user in &seed.users {
        let row = client
            .query_opt(
                "select p.role::text, o.name from public.profiles p
                 left join public.organizations o on o.id = p.organization_id where p.id = $1",
                &[&user.id],
            )
            .await
            .map_err(DbError::sql("reading accounts"))?;
        accounts.push(Account {
            id: user.id,
            email: user.email.clone(),
            password: user.password.clone(),
            role: row.as_ref().and_then(|row| row.get(0)),
            organization: row.as_ref().and_then(|row| row.get(1)),
        });
    }
    Ok(accounts)
}
