//! What the loop works with: the ports of a project, and those of the machine.

use crate::domain::safe::Safe;
use crate::ports::{Backend, Clock, Disk, Host, Live, Pending};
use secrecy::SecretString;
use std::sync::Arc;

/// The ports of one project.
#[derive(Clone)]
pub struct Connection {
    /// Sign-in, reads, writes.
    pub backend: Arc<dyn Backend>,
    /// Realtime.
    pub live: Arc<dyn Live>,
    /// What it keeps on this machine.
    pub disk: Arc<dyn Disk>,
}

/// A project that was found, and the name of the profile it is from now on.
pub struct Found {
    /// The name, for the header.
    pub profile: Safe,
    /// Its ports.
    pub connection: Connection,
}

/// Finds projects by address and key, for the first-run wizard.
pub trait Projects: Send + Sync + 'static {
    /// Looks whether a project answers at this address and takes this key. If so, it is written down as the profile to open from now on.
    fn check(&self, url: String, key: SecretString) -> Pending<'_, Result<Found, Safe>>;
}

/// Everything outside the machine.
pub struct World {
    /// The project, once one is known.
    pub connection: Option<Connection>,
    /// How to find one.
    pub projects: Arc<dyn Projects>,
    /// The machine we run on.
    pub host: Arc<dyn Host>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}
