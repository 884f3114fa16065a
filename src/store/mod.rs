//! What survives the process: the session's refresh token, and the rows, drafts and unsent deeds of each person.
//!
//! Callers give the directory; nothing here knows the environment. All files are private (0700, 0600), owned by us and replaced whole, so
//! that a crash leaves the old one or the new one. What cannot be read is set aside and told, never a reason not to start.
//! Start with [`Shelf`] for rows, drafts and deeds, with [`SessionVault`] for the token.

mod disk;
mod folder;
mod session;

pub use disk::Shelf;
pub use session::{Keep, SessionVault, is_in_file, prepare_session_keyring};

use crate::ports::{Disk, Vault};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// The rows, drafts and deeds of a profile, below its directory.
pub fn disk(directory: &Path) -> io::Result<Arc<dyn Disk>> {
    Ok(Arc::new(Shelf::open(directory)?))
}

/// The session of a profile. `name` tells profiles apart in key stores; the lock, and the file if that is chosen, are in `directory`.
pub fn vault(keep: Keep, name: &str, directory: &Path) -> io::Result<Arc<dyn Vault>> {
    Ok(Arc::new(SessionVault::open(keep, name, directory)?))
}

/// Forgets the session of a profile in every place one can be kept, for one that was signed in to another place than is looked at now.
pub async fn clear_everywhere(name: &str, directory: &Path) -> io::Result<()> {
    SessionVault::open(Keep::File, name, directory)?.clear_everywhere().await
}
