//! What a database begins with: accounts, and SQL for the schema `public`.
//!
//! A fixture is read from a directory (`users.json`, `seed.sql`) or made by a seed. It knows nothing of databases; `db` loads it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::StackError;

/// Accounts and rows to start with.
#[derive(Debug, Clone, Default)]
pub struct Fixture {
    /// The accounts, loaded first, confirmed, with one `email` identity each.
    pub users: Vec<SeedUser>,
    /// Statements for the schema `public`, run as superuser with the trigger on `auth.users` off.
    pub sql: String,
}

/// One account of a fixture.
#[derive(Debug, Clone, Deserialize)]
pub struct SeedUser {
    /// The id in `auth.users` and in `profiles`.
    pub id: Uuid,
    /// The address to sign in with.
    pub email: String,
    /// The password in clear; only its bcrypt hash is stored.
    pub password: String,
    /// All times of the account, RFC 3339.
    pub created_at: String,
    /// `user_metadata` of the account.
    #[serde(default)]
    pub raw_user_meta_data: Map<String, Value>,
}

/// An account that a running stack was seeded with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The id in `auth.users`.
    #[serde(skip)]
    pub id: Uuid,
    /// The address to sign in with.
    pub email: String,
    /// The password in clear.
    pub password: String,
    /// The role of the account's profile; absent without a profile.
    pub role: Option<String>,
    /// The name of the profile's organization; absent without one.
    pub organization: Option<String>,
}

impl Fixture {
    /// Reads `users.json` (an object: name to account) and `seed.sql` from a directory.
    pub fn read(directory: &Path) -> Result<Self, StackError> {
        let read = |name: &str| {
            let path = directory.join(name);
            std::fs::read_to_string(&path).map_err(|error| StackError::Fixture(format!("{}: {error}", path.display())))
        };
        let users: BTreeMap<String, SeedUser> = serde_json::from_str(&read("users.json")?)
            .map_err(|error| StackError::Fixture(format!("{}: {error}", directory.join("users.json").display())))?;
        Ok(Self { users: users.into_values().collect(), sql: read("seed.sql")? })
    }
}
