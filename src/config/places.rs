//! Where antops keeps things on this machine: XDG directories and their cousins.

use super::{Environment, Mistake};
use directories::ProjectDirs;
use std::path::PathBuf;

/// The directories of one person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Places {
    /// The config file.
    pub config: PathBuf,
    /// What survives the process: cache of rows, drafts, unsent deeds, locks.
    pub state: PathBuf,
    /// What ends with the login session, on memory where the system has such a place.
    pub runtime: PathBuf,
}

impl Places {
    /// Those of the person who started antops. `ANTOPS_CONFIG` and `flag` name another config file, the flag winning.
    pub fn find(environment: &Environment, flag: Option<PathBuf>) -> Result<Self, Mistake> {
        let dirs = ProjectDirs::from("", "", "antops").ok_or_else(|| Mistake {
            place: None,
            sentence: "no home directory is known: set HOME, or XDG_CONFIG_HOME and XDG_STATE_HOME".into(),
        })?;
        let named = flag.or_else(|| environment.get("ANTOPS_CONFIG").map(PathBuf::from));
        let state = dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned();
        Ok(Self {
            config: named.unwrap_or_else(|| dirs.config_dir().join("config.toml")),
            runtime: dirs.runtime_dir().map_or_else(|| state.join("run"), ToOwned::to_owned),
            state,
        })
    }
}
