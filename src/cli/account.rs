//! `antops login`, `logout` and `whoami`.

use super::arguments::Login;
use super::project::Project;
use super::{Code, Scene, Trouble, ask, threads};
use crate::config::{Profile, TokenStore, keep_token_store};
use crate::domain::fault::Fault;
use crate::domain::member::Me;
use crate::domain::request::{Answer, Query};
use crate::ports::{Backend, SignIn, SignedIn};
use crate::runtime::Connection;
use secrecy::SecretString;
use std::io::Write as _;
use std::time::Duration;

/// How long threads that are still waiting may take to notice the end.
const FAREWELL: Duration = Duration::from_millis(20);

/// Signs in and keeps the session.
pub(super) fn login(scene: &mut Scene<'_>, wanted: &Login) -> Result<(), Trouble> {
    let mut profile = scene.profile()?;
    let asked = wanted.token_store.as_deref().and_then(TokenStore::from_word);
    let chosen = asked.filter(|store| *store != profile.token_store);
    profile.token_store = chosen.unwrap_or(profile.token_store);
    let project = Project::open(&profile, &scene.places)?;
    let email = match wanted.email.clone().or_else(|| profile.email.clone()) {
        Some(email) => email,
        None => ask::line("E-mail address", "Name it with --email.")?,
    };
    // Asked before anything is sent: a question cannot be answered while the network is waited for.
    let password = match (wanted.code, wanted.password_stdin) {
        (true, _) => None,
        (false, true) => Some(ask::first_line()?),
        (false, false) => {
            Some(ask::secret(&format!("Password of {email} at {}", profile.url), "Give it with --password-stdin.")?)
        }
    };
    // Written down before there is a session: none must lie where the next start does not look.
    let kept = chosen.map(|store| keep_token_store(&scene.places.config, &profile.name, store)).transpose()?;
    let me = threads()?.block_on(async {
        let backend = &*project.connection.backend;
        sign_in(backend, &email, password).await?;
        who(backend).await
    })?;
    // The next start shows this person's rows and drafts, not those of whoever was here before.
    project.connection.disk.attach(me.profile.id).map_err(|error| project.unusable(&error))?;
    scene.say(&format!("{} of {}, session kept {}", me.profile.label(), me.organization_name, project.where_kept()))?;
    let is_overruled = kept.is_some() && scene.environment.get("ANTOPS_TOKEN_STORE").is_some();
    if kept == Some(false) || is_overruled {
        let mut error = std::io::stderr();
        writeln!(error, "To find it there again, set ANTOPS_TOKEN_STORE={}.", profile.token_store)?;
    }
    Ok(())
}

/// Goes through the steps until there is a session.
async fn sign_in(backend: &dyn Backend, email: &str, password: Option<SecretString>) -> Result<(), Trouble> {
    let email = email.to_owned();
    let mut stands = match password {
        Some(password) => backend.sign_in(SignIn::Password { email: email.clone(), password }).await?,
        None => backend.sign_in(SignIn::SendCode { email: email.clone() }).await?,
    };
    loop {
        stands = match stands {
            SignedIn::Ready => return Ok(()),
            SignedIn::CodeSent => {
                let code = ask::secret(&format!("Code sent to {email}"), "Codes need a terminal.")?;
                backend.sign_in(SignIn::Code { email: email.clone(), code }).await?
            }
            SignedIn::TotpNeeded => {
                let code = ask::secret("Code of your authenticator app", "Codes need a terminal.")?;
                backend.sign_in(SignIn::Totp { code }).await?
            }
            SignedIn::NoSession => {
                return Err(Trouble::new(Code::Protocol, "the server took the sign-in and gave no session"));
            }
        };
    }
}

/// Signs out. Forgets the session and the rows; keeps what was written and not sent.
pub(super) fn logout(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    let profile = scene.profile()?;
    let project = Project::open(&profile, &scene.places)?;
    let threads = threads()?;
    let left = threads.block_on(leave(&project));
    // A key store that does not answer must not hold up the end.
    threads.shutdown_timeout(FAREWELL);
    let left = left?;
    let who = if left.was_signed_in { "signed out of" } else { "nobody was signed in to" };
    if left.server.is_ok() {
        scene.say(&format!("{who} {}", profile.name))?;
    }
    if let Some(sentence) = kept(left.drafts, left.deeds) {
        scene.say(&sentence)?;
    }
    left.server.map_err(|fault| {
        let trouble = Trouble::from(fault);
        let sentence = format!("the session is forgotten here, but the server could not be told: {trouble}");
        Trouble::new(trouble.code, sentence)
    })
}

/// What signing out came to, once everything here is forgotten.
struct Left {
    was_signed_in: bool,
    /// Whether the server knows.
    server: Result<(), Fault>,
    /// How many unsent texts are kept.
    drafts: usize,
    /// How many deeds that were not judged are kept.
    deeds: usize,
}

async fn leave(project: &Project) -> Result<Left, Trouble> {
    let Connection { backend, disk, .. } = &project.connection;
    // The rows are those of whose session ends, whoever looked last.
    if let Some(who) = project.whose().await {
        disk.attach(who).map_err(|error| project.unusable(&error))?;
    }
    let (drafts, deeds) = (disk.load_drafts().len(), disk.load_outbox().len());
    let was_signed_in = backend.sign_in(SignIn::Restore).await != Ok(SignedIn::NoSession);
    let told = if was_signed_in { backend.sign_out().await } else { Ok(()) };
    let not_forgotten =
        |why: &dyn std::fmt::Display| Trouble::new(Code::Io, format!("the session could not be forgotten here: {why}"));
    let session = match &told {
        Err(fault @ Fault::Vault { .. }) => Err(not_forgotten(fault)),
        _ => project.forget_session().await.map_err(|error| not_forgotten(&error)),
    };
    let rows = disk.forget_cache().map_err(|error| {
        Trouble::new(Code::Io, format!("signed out, but the rows kept here could not be removed: {error}"))
    });
    session.and(rows).map(|()| Left { was_signed_in, server: told, drafts, deeds })
}

/// What waits for the next sign-in, if anything does.
fn kept(drafts: usize, deeds: usize) -> Option<String> {
    let count = |number: usize, one: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {one}s")),
    };
    let parts: Vec<String> = [count(drafts, "draft"), count(deeds, "unsent change")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("kept for your next sign-in: {}", parts.join(", ")))
}

/// Says who is signed in.
pub(super) fn whoami(scene: &mut Scene<'_>, json: bool) -> Result<(), Trouble> {
    let profile = scene.profile()?;
    let project = Project::open(&profile, &scene.places)?;
    let me = threads()?.block_on(async {
        resume(scene, &project, &profile).await?;
        who(&*project.connection.backend).await
    })?;
    let kept = project.where_kept();
    if json {
        let value = serde_json::json!({
            "profile": profile.name, "url": profile.url, "id": me.profile.id, "email": me.profile.email,
            "name": me.profile.full_name, "role": me.profile.role, "membership": me.membership,
            "organization": { "id": me.organization, "name": me.organization_name }, "session": kept,
        });
        return scene.say(&value.to_string());
    }
    let membership = me.membership.map_or("none".to_owned(), |role| role.to_string());
    scene.say(&format!("{} <{}>", me.profile.label(), me.profile.email))?;
    scene.say(&format!("organization  {}", me.organization_name))?;
    scene.say(&format!("role          {}", me.profile.role))?;
    scene.say(&format!("membership    {membership}"))?;
    scene.say(&format!("profile       {} at {}", profile.name, profile.url))?;
    scene.say(&format!("session       {kept}"))
}

/// Goes on with the session that is kept.
pub(super) async fn resume(scene: &Scene<'_>, project: &Project, profile: &Profile) -> Result<(), Trouble> {
    let why = match project.connection.backend.sign_in(SignIn::Restore).await? {
        SignedIn::Ready => return Ok(()),
        SignedIn::TotpNeeded => "the second factor is missing",
        SignedIn::NoSession | SignedIn::CodeSent => "nobody is signed in",
    };
    let is_of_file = scene.config()?.profile_names().any(|name| name == profile.name);
    let place = match scene.flags.url {
        _ if is_of_file => format!("at {}", profile.name),
        Some(_) => "for the project of --url".to_owned(),
        None => "for the project in ANTOPS_URL".to_owned(),
    };
    Err(Trouble::new(Code::NotAllowed, not_signed_in(why, &place, is_of_file, project, profile)))
}

/// Asks who is signed in.
async fn who(backend: &dyn Backend) -> Result<Me, Trouble> {
    match backend.read(Query::Me).await? {
        Answer::Me(me) => Ok(me),
        _ => Err(Fault::Broken { trace: "an answer to another question".into() }.into()),
    }
}

/// That there is no session, where one was looked for, and what to do. What `login --token-store` says is written into a profile of the
/// file; where there is none, only the environment can say it to the next command.
fn not_signed_in(why: &str, place: &str, is_of_file: bool, project: &Project, profile: &Profile) -> String {
    let looked = project.where_kept();
    let has_other = profile.token_store != TokenStore::File && project.has_session_file();
    let hint = match (has_other, is_of_file) {
        (true, _) => "a session lies in the file of this project: set ANTOPS_TOKEN_STORE=file to use it, or ",
        (false, false) if profile.token_store != TokenStore::File => {
            "set ANTOPS_TOKEN_STORE=file to keep one in a file, and "
        }
        _ => "",
    };
    format!("{why} {place} (looked {looked}): {hint}run antops login")
}
