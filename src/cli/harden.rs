//! What this process refuses to do with the secrets in its memory: leave them in a core dump, or show them to another process.

/// Turns core dumps off. Where the system does not let us, the program still works; the person cannot do anything about it either.
pub(super) fn keep_memory_private() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::debug!(%error, "core dumps stay as they are");
        }
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::debug!(%error, "the process stays dumpable");
        }
    }
}
