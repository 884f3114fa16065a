//! `antops login`, `logout` and `whoami`.

use super::arguments::Login;
use super::project::Project;
use super::{Code, Scene, Trouble, ask, threads};
use crate::config::{TokenStore, keep_token_store};
use crate::domain::fault::Fault;
use crate::domain::member::Me;
use crate::domain::request::{Answer, Query};
use crate::domain::safe::Safe;
use crate::ports::{Backend, SignIn, SignedIn};
use secrecy::SecretString;
use std::io::Write as _;

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
    let me = threads()?.block_on(async {
        let backend = &*project.connection.backend;
        sign_in(backend, &email, password).await?;
        who(backend).await
    })?;
    scene.say(&format!("{} of {}, session kept {}", me.profile.label(), me.organization_name, project.where_kept()))?;
    // The next start must look where this one kept it.
    let kept = chosen.map(|store| keep_token_store(&scene.places.config, &profile.name, store)).transpose()?;
    if kept == Some(false) {
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

/// Signs out and forgets what was kept.
pub(super) fn logout(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    let profile = scene.profile()?;
    let project = Project::open(&profile, &scene.places)?;
    let told = threads()?.block_on(async {
        if project.connection.backend.sign_in(SignIn::Restore).await == Ok(SignedIn::NoSession) {
            return Ok(false);
        }
        // Even when the server cannot be reached, the tokens here are forgotten.
        let told = project.connection.backend.sign_out().await;
        let wiped = project.connection.disk.wipe().map_err(|error| Fault::Broken {
            trace: Safe::line(&format!("the rows kept here could not be removed: {error}")),
        });
        told.and(wiped).map(|()| true)
    });
    match told {
        Ok(true) => scene.say(&format!("signed out of {}", profile.name)),
        Ok(false) => scene.say(&format!("nobody was signed in to {}", profile.name)),
        Err(fault) => {
            let trouble = Trouble::from(fault);
            let sentence = format!("the session is forgotten here, but the server could not be told: {trouble}");
            Err(Trouble::new(trouble.code, sentence))
        }
    }
}

/// Says who is signed in.
pub(super) fn whoami(scene: &mut Scene<'_>, json: bool) -> Result<(), Trouble> {
    let profile = scene.profile()?;
    let project = Project::open(&profile, &scene.places)?;
    let me = threads()?.block_on(async {
        match project.connection.backend.sign_in(SignIn::Restore).await? {
            SignedIn::Ready => who(&*project.connection.backend).await,
            SignedIn::TotpNeeded => Err(not_signed_in(&profile.name, "the second factor is missing")),
            SignedIn::NoSession | SignedIn::CodeSent => Err(not_signed_in(&profile.name, "nobody is signed in")),
        }
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

/// Asks who is signed in.
async fn who(backend: &dyn Backend) -> Result<Me, Trouble> {
    match backend.read(Query::Me).await? {
        Answer::Me(me) => Ok(me),
        _ => Err(Fault::Broken { trace: "an answer to another question".into() }.into()),
    }
}

fn not_signed_in(profile: &str, why: &str) -> Trouble {
    Trouble::new(Code::NotAllowed, format!("{why} at {profile}: run antops login"))
}
