//! From a profile to its ports: the one place where adapters are made.

use super::{Code, Scene, Trouble};
use crate::config::{
    Chosen, Config, Environment, File, Kind, Mistake, Mistakes, NewProfile, Places, Profile, TokenStore, keep_profile,
};
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use crate::ports::{Clock, Live, Pending, Vault};
use crate::runtime::{Connection, Found, Projects, SystemClock};
use crate::share::Shared;
use crate::store::{self, Keep};
use crate::supabase::{ProjectKey, Settings, Supabase, Timeouts, project_address};
use secrecy::{ExposeSecret, SecretString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An open project.
pub(super) struct Project {
    /// Its ports.
    pub(super) connection: Connection,
    supabase: Supabase,
    vault: Arc<dyn Vault>,
    /// What its session is called in key stores.
    name: String,
    /// Where its files are.
    directory: PathBuf,
}

impl Project {
    /// Opens a profile, with its session and its files where this person's are.
    pub(super) fn open(profile: &Profile, places: &Places) -> Result<Self, Trouble> {
        Self::open_in(profile, &places.state, Some(&places.runtime))
    }

    /// Opens a profile whose files are below a directory. Where another one is given, its connection is shared with whoever uses it, too.
    pub(super) fn open_in(profile: &Profile, state: &Path, shared: Option<&Path>) -> Result<Self, Trouble> {
        let address = project_address(&profile.url)
            .map_err(|error| Trouble::new(Code::Config, format!("profile {}: {error}", profile.name)))?;
        Self::open_at(profile, state.join(folder(&profile.name, &address)), shared)
    }

    /// Opens a profile whose files are in a directory of their own, wherever its project answers today.
    pub(super) fn open_at(profile: &Profile, directory: PathBuf, shared: Option<&Path>) -> Result<Self, Trouble> {
        let config =
            |error: &dyn std::error::Error| Trouble::new(Code::Config, format!("profile {}: {error}", profile.name));
        let settings = Settings {
            url: profile.url.clone(),
            key: ProjectKey::parse(profile.key.expose_secret()).map_err(|error| config(&error))?,
            ca_file: profile.ca_file.clone(),
            timeouts: Timeouts::default(),
        };
        let disk = |error: &std::io::Error| unusable(&directory, error);
        let vault = store::vault(keep(profile.token_store), &profile.name, &directory).map_err(|error| disk(&error))?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let supabase = Supabase::new(&settings, Arc::clone(&vault), clock).map_err(|error| config(&error))?;
        let disk = store::disk(&directory).map_err(|error| disk(&error))?;
        let live: Arc<dyn Live> = match (shared, project_address(&profile.url)) {
            (Some(sockets), Ok(address)) => {
                let own = Arc::new(supabase.clone());
                let live = Shared::new(Arc::<Supabase>::clone(&own), own, sockets.to_owned(), address);
                supabase.borrow_from(Arc::new(live.clone()));
                Arc::new(live)
            }
            _ => Arc::new(supabase.clone()),
        };
        let connection = Connection { backend: Arc::new(supabase.clone()), live, disk };
        Ok(Self { connection, supabase, vault, name: profile.name.clone(), directory })
    }

    /// That its files cannot be used.
    pub(super) fn unusable(&self, error: &std::io::Error) -> Trouble {
        unusable(&self.directory, error)
    }

    /// Whose session is kept, if one is.
    pub(super) async fn whose(&self) -> Option<ProfileId> {
        self.vault.load().await.ok().flatten().map(|session| session.user)
    }

    /// Forgets the session wherever one may have been put, whatever the settings say now.
    pub(super) async fn forget_session(&self) -> std::io::Result<()> {
        store::clear_everywhere(&self.name, &self.directory).await
    }

    /// Whether a session lies in its file, wherever the settings say to look.
    pub(super) fn has_session_file(&self) -> bool {
        store::is_in_file(&self.directory)
    }

    /// Where the session is kept, in words.
    pub(super) fn where_kept(&self) -> Safe {
        self.vault.where_kept()
    }
}

fn unusable(directory: &Path, error: &std::io::Error) -> Trouble {
    Trouble::new(Code::CannotCreate, format!("{} cannot be used: {error}", directory.display()))
}

/// The name of a profile's directory. A profile that is pointed at another project gets another one: rows shown and deeds sent there would
/// be those of the first.
fn folder(profile: &str, address: &str) -> String {
    // FNV-1a, 32 bits: to tell a handful of addresses apart, the same in every version of antops.
    let mark = address.bytes().fold(0x811c_9dc5_u32, |mark, byte| (mark ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{profile}-{mark:08x}")
}

/// Where the adapter is to keep the session.
fn keep(wanted: TokenStore) -> Keep {
    match wanted {
        TokenStore::Auto => Keep::Auto,
        TokenStore::Keyring => Keep::Keyring,
        TokenStore::Keyutils => Keep::Keyutils,
        TokenStore::Memory => Keep::Memory,
        TokenStore::File => Keep::File,
    }
}

/// Finds projects for the first-run wizard and writes them into the config.
pub(super) struct Finder {
    places: Places,
    environment: Environment,
    /// What the command line said, by setting.
    said: Vec<(&'static str, String)>,
}

impl Finder {
    /// For this person's places. What environment and command line say about certificates or the session holds here, too.
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        Self { places: scene.places.clone(), environment: scene.environment.clone(), said: scene.flags.said() }
    }

    async fn find(&self, url: String, key: SecretString) -> Result<Found, Safe> {
        let url = Kind::Address.read(url.trim()).map_err(|why| Safe::line(&format!("The address {why}")))?.to_string();
        let key = key.expose_secret().trim().to_owned();
        super::judge_key(&key).map_err(|why| Safe::line(&why))?;
        let profile = self.profile(&url, &key).map_err(|mistakes| Safe::line(&mistakes.to_string()))?;
        let project = Project::open(&profile, &self.places).map_err(|trouble| Safe::line(&trouble.sentence))?;
        project.supabase.probe().await.map_err(|fault| Safe::line(&fault.to_string()))?;
        let new = NewProfile { name: profile.name.clone(), url, key, email: None };
        let path = self.places.config.clone();
        let written = tokio::task::spawn_blocking(move || keep_profile(&path, &new)).await;
        match written {
            Ok(Ok(())) => Ok(Found { profile: Safe::line(&profile.name), connection: project.connection }),
            Ok(Err(mistake)) => Err(Safe::line(&mistake.to_string())),
            Err(error) => Err(Safe::line(&format!("The config was not written: {error}"))),
        }
    }

    /// The profile that the new project makes, under everything else that was said.
    fn profile(&self, url: &str, key: &str) -> Result<Profile, Mistakes> {
        let mut said = self.said.clone();
        said.retain(|(name, _)| !matches!(*name, "default_profile" | "url" | "key"));
        let name = NewProfile::name_for(url);
        said.extend([("default_profile", name), ("url", url.to_owned()), ("key", key.to_owned())]);
        let config = Config::from_layers(File::default(), &self.environment, &said, super::judge_key)?;
        match config.choose()? {
            Chosen::Profile(profile) => Ok(*profile),
            Chosen::Nothing => Err(Mistake { place: None, sentence: "no project was named".into() }.into()),
        }
    }
}

impl Projects for Finder {
    fn check(&self, url: String, key: SecretString) -> Pending<'_, Result<Found, Safe>> {
        Box::pin(self.find(url, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::KeptDraft;

    fn open(url: &str, state: &Path) -> Project {
        let profile = Profile {
            name: "work".to_owned(),
            url: url.to_owned(),
            key: SecretString::from("sb_publishable_x"),
            email: None,
            production: false,
            read_only: false,
            run_due_changes: false,
            ca_file: None,
            token_store: TokenStore::Memory,
        };
        Project::open_in(&profile, state, None).expect("a project")
    }

    #[test]
    fn what_is_kept_for_one_project_is_not_there_for_another_under_the_same_name() {
        let state = tempfile::tempdir().expect("a directory");
        let who = ProfileId(uuid::Uuid::from_u128(1));
        let kept = open("http://127.0.0.1:1", state.path()).connection.disk;
        kept.attach(who).expect("attached");
        kept.save_draft(&KeptDraft::new("comment", "for the first")).expect("saved");
        let other = open("http://127.0.0.1:2", state.path()).connection.disk;
        assert_eq!(other.load_drafts(), []);
        other.attach(who).expect("attached");
        assert_eq!(other.load_drafts(), []);
        assert_eq!(open("http://127.0.0.1:1/", state.path()).connection.disk.load_drafts().len(), 1);
    }
}
