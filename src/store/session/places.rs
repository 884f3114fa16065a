//! The places a session can be kept in, and finding the one that works.

use super::Keep;
use crate::domain::safe::Safe;
use crate::store::folder::Folder;
use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const SERVICE: &str = "antops";
const FILE: &str = "session.json";
/// A key store on a host without a desktop may never answer.
const LIMIT: Duration = Duration::from_secs(3);

/// Whether a session lies in the file of a directory.
#[must_use]
pub fn is_in_file(directory: &Path) -> bool {
    directory.join(FILE).is_file()
}

/// Where the session is kept.
pub(super) enum Place {
    /// The key store of the desktop or operating system.
    Native(Arc<Entry>),
    /// The kernel's.
    Kernel(Arc<Entry>),
    /// A file.
    File(Folder),
    /// The vault itself.
    Memory {
        /// Why no key store would do; nothing where memory was chosen.
        because: Option<String>,
    },
}

impl Place {
    /// Finds the place that was asked for.
    pub(super) async fn find(keep: Keep, name: &str, folder: &Folder) -> io::Result<Self> {
        match keep {
            Keep::Memory => Ok(Self::Memory { because: None }),
            Keep::File => Ok(Self::File(folder.clone())),
            Keep::Keyring => native(name).await.map(Self::Native),
            Keep::Keyutils => kernel(name).await.map(Self::Kernel),
            Keep::Auto => {
                let desktop = match native(name).await {
                    Ok(entry) => return Ok(Self::Native(entry)),
                    Err(error) => error,
                };
                let system = match kernel(name).await {
                    Ok(entry) => return Ok(Self::Kernel(entry)),
                    Err(error) => error,
                };
                tracing::info!(%desktop, kernel = %system, "no key store works; the session stays in memory");
                Ok(Self::Memory { because: Some(format!("{desktop}; {system}")) })
            }
        }
    }

    /// Where that is, for `whoami`.
    pub(super) fn sentence(&self) -> Safe {
        Safe::line(&match self {
            Self::Native(_) => "in the key store of the desktop".to_owned(),
            Self::Kernel(_) => "in the key store of the Linux kernel, until a restart or three days unused".to_owned(),
            Self::File(folder) => {
                format!("in the file {}, readable by you alone and not encrypted", folder.path(FILE).display())
            }
            Self::Memory { because: None } => "in memory, until antops ends".to_owned(),
            Self::Memory { because: Some(why) } => {
                format!("in memory, until antops ends: no key store works here ({why})")
            }
        })
    }

    pub(super) async fn load(&self) -> io::Result<Option<SecretString>> {
        match self {
            Self::Native(entry) | Self::Kernel(entry) => {
                let entry = Arc::clone(entry);
                in_time(move || match entry.get_password() {
                    Ok(text) => Ok(Some(SecretString::from(text))),
                    Err(Error::NoEntry) => Ok(None),
                    Err(error) => Err(error),
                })
                .await
            }
            Self::File(folder) => {
                let folder = folder.clone();
                let text = blocking(move || folder.read(FILE)).await?;
                Ok(text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned().into()))
            }
            Self::Memory { .. } => Ok(None),
        }
    }

    pub(super) async fn save(&self, text: SecretString) -> io::Result<()> {
        match self {
            Self::Native(entry) | Self::Kernel(entry) => {
                let entry = Arc::clone(entry);
                in_time(move || entry.set_password(text.expose_secret())).await
            }
            Self::File(folder) => {
                let folder = folder.clone();
                blocking(move || folder.write(FILE, text.expose_secret().as_bytes())).await
            }
            Self::Memory { .. } => Ok(()),
        }
    }

    /// Forgets the session in all of them. A key store that takes no probe has kept nothing either, and is left out.
    pub(super) async fn clear_all(name: &str, folder: &Folder) -> io::Result<()> {
        let mut cleared = Self::File(folder.clone()).clear().await;
        for place in [native(name).await.map(Self::Native), kernel(name).await.map(Self::Kernel)].into_iter().flatten()
        {
            cleared = cleared.and(place.clear().await);
        }
        cleared
    }

    pub(super) async fn clear(&self) -> io::Result<()> {
        match self {
            Self::Native(entry) | Self::Kernel(entry) => {
                let entry = Arc::clone(entry);
                in_time(move || match entry.delete_credential() {
                    Ok(()) | Err(Error::NoEntry) => Ok(()),
                    Err(error) => Err(error),
                })
                .await
            }
            Self::File(folder) => {
                let folder = folder.clone();
                blocking(move || folder.remove(FILE)).await
            }
            Self::Memory { .. } => Ok(()),
        }
    }
}

/// Gives the process a session keyring of the kernel, which one started outside a login may lack. Without it the kernel's key store takes
/// nothing. To be called first in a synchronous `main`: threads that exist already would not have it. Harmless where it is there.
pub fn prepare_session_keyring() {
    #[cfg(target_os = "linux")]
    {
        use linux_keyutils::{KeyRing, KeyRingIdentifier};
        if let Err(error) = KeyRing::from_special_id(KeyRingIdentifier::Session, true) {
            tracing::debug!(%error, "no session keyring");
        }
    }
}

async fn native(name: &str) -> io::Result<Arc<Entry>> {
    let name = name.to_owned();
    in_time(move || {
        // The first call connects, once for the process.
        if let Err(error) = keyring::Entry::store_status() {
            return Err(Error::PlatformFailure(error.to_string().into()));
        }
        let make = |user: &str| keyring::Entry::new(SERVICE, user).map(|entry| entry.inner);
        probe(&make("probe")?)?;
        make(&name).map(Arc::new)
    })
    .await
    .map_err(|error| io::Error::new(error.kind(), format!("the desktop's key store: {error}")))
}

#[cfg(target_os = "linux")]
async fn kernel(name: &str) -> io::Result<Arc<Entry>> {
    use keyring_core::api::CredentialStoreApi as _;
    let name = name.to_owned();
    in_time(move || {
        let store = linux_keyutils_keyring_store::Store::new()?;
        probe(&store.build(SERVICE, "probe", None)?)?;
        store.build(SERVICE, &name, None).map(Arc::new)
    })
    .await
    .map_err(|error| io::Error::new(error.kind(), format!("the kernel's key store: {error}")))
}

#[cfg(not(target_os = "linux"))]
async fn kernel(_: &str) -> io::Result<Arc<Entry>> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "the kernel's key store: there is none on this system"))
}

/// Whether a place keeps what it is given: some say yes to everything but a write.
fn probe(entry: &Entry) -> keyring_core::Result<()> {
    let text = std::process::id().to_string();
    entry.set_password(&text)?;
    // Another process may probe at the same time: that something comes back is enough.
    entry.get_password()?;
    match entry.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Runs a call to a key store on a thread that may hang without us.
async fn in_time<T: Send + 'static>(call: impl FnOnce() -> keyring_core::Result<T> + Send + 'static) -> io::Result<T> {
    match tokio::time::timeout(LIMIT, tokio::task::spawn_blocking(call)).await {
        Ok(Ok(Ok(value))) => Ok(value),
        Ok(Ok(Err(error))) => Err(io::Error::other(error.to_string())),
        Ok(Err(error)) => Err(io::Error::other(error.to_string())),
        Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "it does not answer")),
    }
}

async fn blocking<T: Send + 'static>(call: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(call).await.unwrap_or_else(|error| Err(io::Error::other(error.to_string())))
}
