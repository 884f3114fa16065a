//! `antops demo`: everything against a private local stack with a living company in it.
//!
//! Touches nothing of the person's own: no profile, no session, no config is read or written. The stack ends with the screen, and a
//! watchdog ends it when this process is killed. A small private file says where it runs, so that a second terminal can join as somebody else.

use super::engine::{self, Consent};
use super::open::{self, Play};
use super::project::Project;
use super::{Code, Scene, Trouble, threads};
use crate::config::{Config, Environment, File, Profile, TokenStore};
use crate::ports::{SignIn, SignedIn};
use crate::stack::{DEMO_EMAIL, DEMO_PASSWORD, Options, Pace, Seed, Server, Stack};
use clap::Args;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How to play the demo.
#[derive(Args, Debug)]
pub(crate) struct DemoArgs {
    /// Join the running demo as this colleague, for example omar
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
    /// Keep the company in this directory, and go on from there the next time
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    keep: Option<PathBuf>,
    /// The port on 127.0.0.1; 0 takes any that is free
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Install PostgreSQL without asking if there is none
    #[arg(long)]
    yes: bool,
}

/// Where a demo runs.
#[derive(Serialize, Deserialize, Debug)]
struct Running {
    url: String,
    key: String,
    pid: i32,
}

/// What the screen begins with.
const DEMO: &str = "This is a demo on this machine; nothing in it is real. To connect your own project: antops config init, then antops";
/// The same for somebody who came to join and found nobody.
const ALONE: &str = "No demo was running, so this is a new one. Whoever comes next joins it with antops demo --as NAME";

/// Plays the demo until the screen is left.
pub(super) fn demo(scene: &Scene<'_>, wanted: &DemoArgs) -> Result<ExitCode, Trouble> {
    open::check_terminal()?;
    // Looks and keys from the flags alone: the person's file stays closed.
    let config = Config::from_layers(File::default(), &Environment::default(), &scene.flags.said(), super::judge_key)?;
    open::start_log(&config)?;
    let email = wanted.name.as_ref().map_or(DEMO_EMAIL.to_owned(), |name| address(name));
    let record = scene.places.runtime.join("antops-demo.json");
    let threads = threads()?;
    check_name(wanted.name.as_deref(), &email)?;
    let other = find(&record);
    let stands_alone = other.is_none();
    let joined = other.filter(|_| wanted.name.is_some());
    let is_ours = joined.is_none();
    // Outlives the threads: a write that is still under way when the screen closes would bring it back.
    let home = tempfile::Builder::new().prefix("antops-demo-").tempdir()?;
    // What is kept of the company is of little use without what one wrote in it.
    let kept_home = wanted.keep.as_ref().map(|directory| directory.join("client"));
    let home_path = kept_home.as_deref().unwrap_or(home.path());
    let played = threads.block_on(async {
        if let Some(running) = joined {
            return Box::pin(play(scene, &config, &running, &email, DEMO, home_path)).await.map(|()| ExitCode::SUCCESS);
        }
        let consent = if wanted.yes { Consent::Given } else { Consent::Ask };
        let ensured = tokio::task::block_in_place(|| engine::ensure(consent));
        if let Some(code) = ensured.map_err(|error| trouble(&error))? {
            return Ok(code);
        }
        writeln!(std::io::stderr(), "Starting a private PostgreSQL with the demo company…")?;
        let server = wanted.keep.clone().map_or(Server::Private, Server::Kept);
        let options =
            Options { port: wanted.port, seed: Seed::Demo, server, life: Some(Pace::default()), ..Options::default() };
        let stack = Stack::start(options).await.map_err(|error| trouble(&error.into()))?;
        let running = Running {
            url: stack.url(),
            key: stack.keys().publishable().to_owned(),
            pid: rustix::process::getpid().as_raw_nonzero().get(),
        };
        // Whoever joins, joins the first demo; a second one beside it leaves the record alone.
        let kept = stands_alone.then(|| keep(&record, &running));
        if let Some(Err(error)) = &kept {
            tracing::warn!(%error, "nobody can join this demo");
        }
        let notice = if wanted.name.is_some() { ALONE } else { DEMO };
        let played = Box::pin(play(scene, &config, &running, &email, notice, home_path)).await;
        if let Some(Ok(())) = kept {
            drop(std::fs::remove_file(&record));
        }
        stack.stop().await.map_err(|error| trouble(&error.into()))?;
        played.map(|()| ExitCode::SUCCESS)
    });
    threads.shutdown_timeout(std::time::Duration::from_millis(200));
    drop(home);
    if played.is_ok() && is_ours && wanted.keep.is_none() {
        writeln!(
            std::io::stderr(),
            "The demo is over, for those who joined too. antops demo --keep DIR keeps the company for the next time."
        )?;
    }
    played
}

/// Signs in and opens the screen.
async fn play(
    scene: &Scene<'_>,
    config: &Config,
    running: &Running,
    email: &str,
    notice: &str,
    home: &Path,
) -> Result<(), Trouble> {
    let profile = Profile {
        name: "demo".to_owned(),
        url: running.url.clone(),
        key: SecretString::from(running.key.clone()),
        email: Some(email.to_owned()),
        production: false,
        read_only: scene.flags.read_only,
        run_due_changes: false,
        ca_file: None,
        token_store: TokenStore::Memory,
    };
    // A demo leaves nothing behind, no socket either: whoever joins has a connection of their own.
    let project = Project::open_at(&profile, home.to_path_buf(), None)?;
    let password = SecretString::from(DEMO_PASSWORD.to_owned());
    let stands = project.connection.backend.sign_in(SignIn::Password { email: email.to_owned(), password }).await;
    match stands {
        Ok(SignedIn::Ready) => {}
        Ok(_) => return Err(Trouble::new(Code::Software, format!("the demo did not let {email} in"))),
        Err(fault) => return Err(Trouble::new(Code::Missing, format!("{email} cannot sign in to the demo: {fault}"))),
    }
    let play = Play {
        settings: open::settings(config, Some(&profile))?,
        connection: Some(project.connection),
        profile: Some(profile),
        notice: Some(notice.into()),
    };
    play.run(scene).await
}

/// Whether there is such a colleague, before anything is started.
fn check_name(name: Option<&str>, email: &str) -> Result<(), Trouble> {
    let people: Vec<String> = crate::stack::demo().users.into_iter().map(|user| user.email).collect();
    let Some(name) = name.filter(|_| !people.iter().any(|known| known == email)) else { return Ok(()) };
    let own = DEMO_EMAIL.split_once('@').map_or("", |(_, domain)| domain);
    let names: Vec<&str> = people
        .iter()
        .filter_map(|known| known.split_once('@'))
        .filter(|(_, at)| *at == own)
        .map(|(name, _)| name)
        .collect();
    Err(Trouble::new(Code::Missing, format!("nobody in the demo is called {name}; there are {}", names.join(", "))))
}

/// The address of a colleague by name.
fn address(name: &str) -> String {
    let domain = DEMO_EMAIL.split_once('@').map_or("", |(_, domain)| domain);
    if name.contains('@') { name.to_owned() } else { format!("{}@{domain}", name.to_lowercase()) }
}

/// The demo that is running, if one is.
fn find(record: &Path) -> Option<Running> {
    let running: Running = serde_json::from_slice(&std::fs::read(record).ok()?).ok()?;
    let pid = rustix::process::Pid::from_raw(running.pid)?;
    rustix::process::test_kill_process(pid).is_ok().then_some(running)
}

/// Writes down where the demo runs, for its owner alone.
fn keep(record: &PathBuf, running: &Running) -> std::io::Result<()> {
    let directory = record.parent().unwrap_or(Path::new("."));
    crate::config::make_private(directory)?;
    let mut file = tempfile::Builder::new().prefix("antops-demo").tempfile_in(directory)?;
    file.write_all(&serde_json::to_vec(running)?)?;
    file.persist(record)?;
    Ok(())
}

fn trouble(error: &anyhow::Error) -> Trouble {
    Trouble::new(Code::Unreachable, format!("the demo cannot run: {error:#}"))
}
