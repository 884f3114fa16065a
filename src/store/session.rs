//! The session between starts: one refresh token, in the safest place this machine offers.
//!
//! The desktop's key store, else the Linux kernel's, else memory; a file only where somebody chose that. Key stores block, hang without a
//! desktop, and say yes before they refuse: every call runs on a thread of its own with a limit, and a place counts only after a real
//! write came back. The lock between processes is a file beside, held for as long as its guard lives.

mod places;

pub use places::{is_in_file, prepare_session_keyring};

use super::folder::{self, Folder};
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use crate::ports::{Pending, StoredSession, Vault, VaultTurn};
use places::Place;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::OnceCell;

const LOCK: &str = "session.lock";
/// What the text is written as.
const VERSION: u64 = 1;
/// How long another process may take to renew: its request, and some.
const LONGEST_TURN: Duration = Duration::from_secs(45);
/// Between attempts to get the lock.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// Where a session may be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Keep {
    /// The first of key store, kernel and memory that works.
    #[default]
    Auto,
    /// The key store of the desktop or operating system, or nowhere.
    Keyring,
    /// The Linux kernel's key store, or nowhere.
    Keyutils,
    /// Nowhere: it ends with the process.
    Memory,
    /// A file that only its owner can read, unencrypted. By explicit choice alone.
    File,
}

impl Keep {
    /// From the word in the settings.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "auto" => Some(Self::Auto),
            "keyring" => Some(Self::Keyring),
            "keyutils" => Some(Self::Keyutils),
            "memory" => Some(Self::Memory),
            "file" => Some(Self::File),
            _ => None,
        }
    }
}

/// Keeps the session of one profile.
pub struct SessionVault {
    keep: Keep,
    name: String,
    folder: Folder,
    place: OnceCell<Place>,
    memory: Mutex<Option<StoredSession>>,
}

impl SessionVault {
    /// Opens the directory; which key store answers is found out at the first use. `name` is that of the profile.
    pub fn open(keep: Keep, name: &str, directory: &Path) -> io::Result<Self> {
        let folder = Folder::open(directory)?;
        // The key store is one for all of a person's directories, the lock is not: the entry belongs to the lock.
        let name = format!("{name} in {}", directory.display());
        Ok(Self { keep, name, folder, place: OnceCell::new(), memory: Mutex::default() })
    }

    /// Forgets the session in every place there is.
    pub async fn clear_everywhere(&self) -> io::Result<()> {
        Place::clear_all(&self.name, &self.folder).await
    }

    /// The place, looked for once.
    async fn place(&self) -> io::Result<&Place> {
        self.place.get_or_try_init(|| Place::find(self.keep, &self.name, &self.folder)).await
    }
}

impl Vault for SessionVault {
    fn load(&self) -> Pending<'_, io::Result<Option<StoredSession>>> {
        Box::pin(async {
            let text = match self.place().await? {
                Place::Memory { .. } => return Ok(self.memory.lock().unwrap_or_else(PoisonError::into_inner).clone()),
                place => place.load().await?,
            };
            let Some(text) = text else { return Ok(None) };
            if let Some(session) = read(&text) {
                return Ok(Some(session));
            }
            tracing::warn!("what is stored as a session is none; signing in again replaces it");
            Ok(None)
        })
    }

    fn save(&self, session: StoredSession) -> Pending<'_, io::Result<()>> {
        Box::pin(async {
            match self.place().await? {
                Place::Memory { .. } => {
                    *self.memory.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
                    Ok(())
                }
                place => place.save(write(&session)).await,
            }
        })
    }

    fn clear(&self) -> Pending<'_, io::Result<()>> {
        Box::pin(async {
            match self.place().await? {
                Place::Memory { .. } => {
                    *self.memory.lock().unwrap_or_else(PoisonError::into_inner) = None;
                }
                place => place.clear().await?,
            }
            // One left from when a file was chosen would lie there in the clear, and nobody would look.
            Place::File(self.folder.clone()).clear().await
        })
    }

    fn turn(&self) -> Pending<'_, io::Result<VaultTurn>> {
        Box::pin(async {
            // Not a waiting `lock`: that would hold a thread for as long as another process hangs.
            let file = folder::lock_file(&self.folder.path(LOCK))?;
            let start = Instant::now();
            loop {
                match file.try_lock() {
                    Ok(()) => return Ok(Box::new(file) as VaultTurn),
                    Err(TryLockError::Error(error)) => return Err(error),
                    Err(TryLockError::WouldBlock) if start.elapsed() > LONGEST_TURN => {
                        return Err(io::Error::new(
                            io::ErrorKind::TimedOut,
                            "another antops holds the session and does not let go",
                        ));
                    }
                    Err(TryLockError::WouldBlock) => tokio::time::sleep(ASK_AGAIN).await,
                }
            }
        })
    }

    fn where_kept(&self) -> Safe {
        self.place.get().map_or_else(|| "nowhere yet: nothing was stored or looked for".into(), Place::sentence)
    }
}

fn write(session: &StoredSession) -> SecretString {
    let text = json!({
        "version": VERSION,
        "refresh_token": session.refresh_token.expose_secret(),
        "project": session.project,
        "user": session.user,
        "email": session.email,
    });
    text.to_string().into()
}

fn read(text: &SecretString) -> Option<StoredSession> {
    let value: Value = serde_json::from_str(text.expose_secret()).ok()?;
    let part = |name: &str| value.get(name).and_then(Value::as_str);
    if value.get("version").and_then(Value::as_u64) != Some(VERSION) {
        return None;
    }
    Some(StoredSession {
        refresh_token: part("refresh_token").filter(|token| !token.is_empty())?.into(),
        project: part("project")?.to_owned(),
        user: ProfileId(part("user")?.parse().ok()?),
        email: Safe::line(part("email").unwrap_or_default()),
    })
}

#[cfg(test)]
mod tests;
