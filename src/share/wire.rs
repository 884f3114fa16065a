//! What antops say to each other: JSON, a line each. Both ends are the same program, but not always of the same day: a version that is not
//! ours is answered with a word and nothing else.

use crate::domain::live::LiveEvent;
use crate::domain::presence::Showing;
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use crate::ports::Lent;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Goes up whenever an older antops would misread a newer one.
pub(super) const VERSION: u32 = 2;
/// How often the owner says that it is there.
pub(super) const STILL: Duration = Duration::from_secs(10);
/// A guest that hears nothing for so long has no owner, whatever the system says: it may have been stopped.
pub(super) const SILENT: Duration = Duration::from_secs(35);
/// A row is a megabyte at most, and JSON may double it.
const MOST: u64 = 8 << 20;

/// What a guest says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FromGuest {
    /// The first line: who, and what for.
    Hello { version: u32, who: ProfileId, wants: Wants },
    /// Where this guest is, for colleagues.
    Showing(Vec<Showing>),
}

/// What a guest comes for.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wants {
    /// Everything that happens, until it leaves.
    Events,
    /// A session, once.
    Session { refused: Option<String> },
}

/// What the owner says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FromOwner {
    /// The guest may stay.
    Welcome,
    /// It may not.
    NotWelcome { why: Safe },
    /// Something happened.
    Event(LiveEvent),
    /// Nothing did, and the owner is there.
    Still,
    /// A session, if one can be lent.
    Session(Option<Loan>),
}

/// A session on its way.
#[derive(Serialize, Deserialize)]
pub(super) struct Loan {
    who: ProfileId,
    email: Safe,
    access: String,
    left_ms: u64,
}

impl From<Lent> for Loan {
    fn from(lent: Lent) -> Self {
        let left_ms = u64::try_from(lent.left.as_millis()).unwrap_or(0);
        Self { who: lent.who, email: lent.email, access: lent.access.expose_secret().to_owned(), left_ms }
    }
}

impl From<Loan> for Lent {
    fn from(loan: Loan) -> Self {
        let access = SecretString::from(loan.access);
        Self { who: loan.who, email: loan.email, access, left: Duration::from_millis(loan.left_ms) }
    }
}

/// Says something.
pub(super) async fn say<T: Serialize>(to: &mut (impl AsyncWrite + Unpin), what: &T) -> io::Result<()> {
    let mut line = serde_json::to_vec(what)?;
    line.push(b'\n');
    to.write_all(&line).await
}

/// Hears the next thing; nothing at the end, or where what came cannot be understood.
pub(super) async fn hear<T: DeserializeOwned>(from: &mut (impl AsyncBufRead + Unpin)) -> Option<T> {
    let mut line = Vec::new();
    let read = from.take(MOST).read_until(b'\n', &mut line).await.ok()?;
    if read == 0 || line.last() != Some(&b'\n') {
        return None;
    }
    serde_json::from_slice(&line).ok()
}
