//! Signing in and staying so.
//!
//! Refresh tokens work once, and a second use kills the whole family. So renewals queue up: within the process on a mutex, between
//! processes on the vault's turn, and whoever comes in reads the vault again before acting. A new token is in the vault before the old one
//! could be missed. Only Auth's own words end a session: a network that is down never does.

use super::http::Http;
use super::sentences::{self, Renewal};
use super::session::Session;
use crate::domain::fault::Fault;
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use crate::ports::{Borrow, Clock, Lent, SignIn, SignedIn, StoredSession, Vault};
use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, watch};

/// After a renewal failed while the token still works, how long the token is used before the next try.
const COOLDOWN: Duration = Duration::from_secs(15);

/// What is known of the session.
#[derive(Clone, Debug)]
pub(super) enum Standing {
    /// Nobody is signed in.
    Nobody,
    /// A session was stored and not yet renewed in this process.
    Stored(StoredSession),
    /// There is an access token.
    Awake(Arc<Session>),
}

/// The session of this process. Clones share it.
#[derive(Clone)]
pub(super) struct Auth {
    http: Http,
    vault: Arc<dyn Vault>,
    clock: Arc<dyn Clock>,
    standing: Arc<watch::Sender<Standing>>,
    turn: Arc<Mutex<Turn>>,
    /// Where a session can be borrowed instead of renewing one; nothing where antops shares nothing.
    lenders: Arc<OnceLock<Arc<dyn Borrow>>>,
}

/// What only the one who renews may touch.
#[derive(Default)]
struct Turn {
    /// The vault could not be written: what it holds is older than what we hold.
    is_vault_behind: bool,
    /// No renewal before this, as long as the token works.
    not_before: Option<Instant>,
}

impl Auth {
    pub(super) fn new(http: Http, vault: Arc<dyn Vault>, clock: Arc<dyn Clock>) -> Self {
        let standing = Arc::new(watch::channel(Standing::Nobody).0);
        Self { http, vault, clock, standing, turn: Arc::default(), lenders: Arc::default() }
    }

    /// From now on a session is borrowed where somebody lends one.
    pub(super) fn borrow_from(&self, lenders: Arc<dyn Borrow>) {
        if self.lenders.set(lenders).is_err() {
            tracing::debug!("there is somebody to borrow from already");
        }
    }

    /// Who is signed in.
    pub(super) fn who(&self) -> Option<ProfileId> {
        match &*self.standing.borrow() {
            Standing::Nobody => None,
            Standing::Stored(stored) => Some(stored.user),
            Standing::Awake(session) => Some(session.user),
        }
    }

    /// A session for another antops of the same person.
    pub(super) async fn lend(&self, refused: Option<SecretString>) -> Result<Lent, Fault> {
        if let Some(token) = refused {
            self.session_after(&token).await?;
        }
        Ok(self.ready().await?.lent(&*self.clock))
    }

    /// A session of somebody who lends one, if it is better than what we have.
    async fn borrowed(&self, kept: &StoredSession, refused: Option<&SecretString>) -> Option<Arc<Session>> {
        let lent = self.lenders.get()?.borrow(kept.user, refused.cloned()).await?;
        let session = Session::of_loan(&lent, kept, &*self.clock);
        let is_refused = refused.is_some_and(|token| session.has_access(token));
        (session.user == kept.user && session.is_fresh(&*self.clock) && !is_refused).then(|| Arc::new(session))
    }

    /// Tells of every new token, and of the end of the session.
    pub(super) fn changes(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    /// Takes one step of signing in.
    pub(super) async fn sign_in(&self, step: SignIn) -> Result<SignedIn, Fault> {
        match step {
            SignIn::Restore => self.restore().await,
            SignIn::Password { email, password } => {
                let body = json!({"email": email.trim(), "password": password.expose_secret()});
                let request = self.post("/auth/v1/token").query(&[("grant_type", "password")]).json(&body);
                self.begin(request).await
            }
            SignIn::SendCode { email } => {
                let body = json!({"email": email.trim(), "create_user": false});
                self.ask(self.post("/auth/v1/otp").json(&body)).await?;
                Ok(SignedIn::CodeSent)
            }
            SignIn::Code { email, code } => {
                let code = code.expose_secret().trim();
                let body = json!({"type": "email", "email": email.trim(), "token": code});
                self.begin(self.post("/auth/v1/verify").json(&body)).await
            }
            SignIn::Totp { code } => self.second_factor(&code).await,
        }
    }

    /// Ends the session. The server is told if it can be reached; the tokens go in any case.
    pub(super) async fn sign_out(&self) -> Result<(), Fault> {
        let told = self.tell_the_server().await;
        let mut turn = self.turn.lock().await;
        let _between = self.vault.turn().await;
        self.standing.send_replace(Standing::Nobody);
        *turn = Turn::default();
        self.vault.clear().await.map_err(|error| Fault::Vault {
            detail: Safe::line(&format!("The session kept {} cannot be removed: {error}", self.vault.where_kept())),
        })?;
        told
    }

    async fn tell_the_server(&self) -> Result<(), Fault> {
        // A token that has ended ends no session, so it is renewed for its last use.
        let session = match self.session().await {
            // Ending what was lent would sign out whoever lent it.
            Ok(session) if session.is_lent() => self.own_session(&session).await,
            other => other,
        };
        let session = match session {
            Ok(session) => session,
            Err(Fault::SignedOut { .. }) => return Ok(()),
            Err(fault) => return Err(fault),
        };
        // Without `scope` the session would end on all of this person's machines.
        let request = self.post("/auth/v1/logout").query(&[("scope", "local")]);
        let reply = self.http.send(request.bearer_auth(session.access.expose_secret())).await?;
        match reply.refusal() {
            Some(refusal) if !matches!(refusal.status, 401 | 403 | 404) => Err(refusal.fault()),
            // The session was over already, by whatever name.
            _ => Ok(()),
        }
    }

    /// A session whose token works now, renewed first if it must be.
    pub(super) async fn session(&self) -> Result<Arc<Session>, Fault> {
        let standing = self.standing.borrow().clone();
        match standing {
            Standing::Nobody => Err(nobody()),
            Standing::Awake(session) if session.is_fresh(&*self.clock) => Ok(session),
            Standing::Awake(_) | Standing::Stored(_) => self.renew(None).await,
        }
    }

    /// The same for reading and writing: refused while the code of the second factor is missing. Policies that ask for it would
    /// answer with empty lists, which nobody could tell from peace.
    pub(super) async fn ready(&self) -> Result<Arc<Session>, Fault> {
        let session = self.session().await?;
        if session.missing_factor().is_some() {
            return Err(Fault::SignedOut { reason: "the code of the authenticator app is missing".into() });
        }
        Ok(session)
    }

    /// A session with another token than this one, which a server has refused.
    pub(super) async fn session_after(&self, refused: &SecretString) -> Result<Arc<Session>, Fault> {
        self.renew(Some(refused.clone())).await
    }

    /// One's own session in place of one that was lent.
    async fn own_session(&self, lent: &Session) -> Result<Arc<Session>, Fault> {
        let mut turn = self.turn.lock().await;
        let _between = self.vault.turn().await;
        self.exchange(lent.stored(self.http.project()), &mut turn).await.map_err(|renewal| match renewal {
            Renewal::Over(fault) | Renewal::Later(fault) => fault,
        })
    }

    async fn restore(&self) -> Result<SignedIn, Fault> {
        if matches!(*self.standing.borrow(), Standing::Nobody) {
            // No fault that passes: somebody must know that signing in helps.
            let stored = self.vault.load().await.map_err(|error| Fault::Vault {
                detail: Safe::line(&format!(
                    "The stored session cannot be read ({error}). Sign in again; where no key store works, `antops login \
                     --token-store file` keeps the session in a file"
                )),
            })?;
            let stored = stored.filter(|stored| stored.project == self.http.project());
            let Some(stored) = stored else { return Ok(SignedIn::NoSession) };
            self.standing.send_replace(Standing::Stored(stored));
        }
        let session = self.session().await?;
        Ok(level(&session))
    }

    /// Sends a request that begins a session and keeps what comes.
    async fn begin(&self, request: RequestBuilder) -> Result<SignedIn, Fault> {
        let body = self.ask(request).await?;
        let mut turn = self.turn.lock().await;
        let _between = self.vault.turn().await;
        let session = self.keep(&body, &mut turn).await?;
        Ok(level(&session))
    }

    async fn second_factor(&self, code: &SecretString) -> Result<SignedIn, Fault> {
        let session = self.session().await?;
        let Some(factor) = session.missing_factor() else { return Ok(SignedIn::Ready) };
        let token = session.access.expose_secret();
        let challenge = self.post(&format!("/auth/v1/factors/{factor}/challenge")).bearer_auth(token).json(&json!({}));
        let challenge = self.ask(challenge).await?;
        let body = json!({"challenge_id": challenge.get("id"), "code": code.expose_secret().trim()});
        let verify = self.post(&format!("/auth/v1/factors/{factor}/verify")).bearer_auth(token).json(&body);
        self.begin(verify).await
    }

    /// Renews in a task of its own: a caller that loses interest must not lose the new token with it.
    async fn renew(&self, refused: Option<SecretString>) -> Result<Arc<Session>, Fault> {
        let auth = self.clone();
        let renewal = tokio::spawn(async move { auth.renew_in_turn(refused).await });
        renewal.await.unwrap_or_else(|error| Err(Fault::Broken { trace: Safe::line(&error.to_string()) }))
    }

    async fn renew_in_turn(&self, refused: Option<SecretString>) -> Result<Arc<Session>, Fault> {
        let mut turn = self.turn.lock().await;
        let standing = self.standing.borrow().clone();
        let known = match standing {
            Standing::Nobody => return Err(nobody()),
            Standing::Awake(session) => {
                let is_refused = refused.as_ref().is_some_and(|token| session.has_access(token));
                if !is_refused && (session.is_fresh(&*self.clock) || self.may_wait(&session, &turn)) {
                    return Ok(session);
                }
                if is_refused { Known::Useless(session.stored(self.http.project())) } else { Known::Ending(session) }
            }
            Standing::Stored(stored) => Known::Useless(stored),
        };
        if let Some(session) = self.borrowed(&known.stored(self.http.project()), refused.as_ref()).await {
            *turn = Turn::default();
            self.standing.send_replace(Standing::Awake(Arc::clone(&session)));
            return Ok(session);
        }
        let between = self.vault.turn().await;
        if let Err(error) = &between {
            tracing::warn!(%error, "renewing without the lock between processes");
        }
        match self.exchange(known.stored(self.http.project()), &mut turn).await {
            Ok(session) => Ok(session),
            Err(Renewal::Over(fault)) => {
                if let Err(error) = self.vault.clear().await {
                    tracing::warn!(%error, "an ended session could not be removed");
                }
                *turn = Turn::default();
                self.standing.send_replace(Standing::Nobody);
                Err(fault)
            }
            Err(Renewal::Later(fault)) => match known {
                Known::Ending(session) if session.left(&*self.clock).is_positive() => {
                    turn.not_before = Some(Instant::now() + COOLDOWN);
                    tracing::debug!(%fault, "renewing failed; the token still works for a while");
                    Ok(session)
                }
                _ => Err(fault),
            },
        }
    }

    fn may_wait(&self, session: &Session, turn: &Turn) -> bool {
        session.left(&*self.clock).is_positive() && turn.not_before.is_some_and(|end| Instant::now() < end)
    }

    /// Trades the newest refresh token for a session.
    async fn exchange(&self, known: StoredSession, turn: &mut Turn) -> Result<Arc<Session>, Renewal> {
        let over = |reason: &str| Renewal::Over(Fault::SignedOut { reason: reason.into() });
        let token = match self.vault.load().await {
            _ if turn.is_vault_behind => known.refresh_token,
            Ok(Some(stored)) if stored.user == known.user && stored.project == known.project => stored.refresh_token,
            Ok(Some(_)) => {
                // Theirs stays where it is: this process just has none any more.
                self.standing.send_replace(Standing::Nobody);
                return Err(Renewal::Later(Fault::SignedOut {
                    reason: "somebody else signed in here from another antops".into(),
                }));
            }
            Ok(None) => return Err(over("another antops on this machine signed out")),
            Err(error) => {
                tracing::warn!(%error, "the stored session cannot be read; going on with the one in memory");
                known.refresh_token
            }
        };
        let body = json!({"refresh_token": token.expose_secret()});
        let request = self.post("/auth/v1/token").query(&[("grant_type", "refresh_token")]).json(&body);
        let reply = self.http.send(request).await.map_err(Renewal::Later)?;
        if let Some(refusal) = reply.refusal() {
            return Err(sentences::renewal(&refusal));
        }
        let body = reply.json().map_err(Renewal::Later)?;
        self.keep(&body, turn).await.map_err(Renewal::Later)
    }

    /// Reads a session, stores it, and only then lets it be used.
    async fn keep(&self, body: &Value, turn: &mut Turn) -> Result<Arc<Session>, Fault> {
        let session = Arc::new(Session::read(body, &*self.clock, self.http.skew())?);
        let saved = self.vault.save(session.stored(self.http.project())).await;
        if let Err(error) = &saved {
            tracing::warn!(%error, "the session could not be stored; it ends with this process");
        }
        *turn = Turn { is_vault_behind: saved.is_err(), not_before: None };
        self.standing.send_replace(Standing::Awake(Arc::clone(&session)));
        Ok(session)
    }

    fn post(&self, path: &str) -> RequestBuilder {
        // The newer error format; servers that do not know it answer in an older one.
        self.http.client().post(self.http.url(path)).header("x-supabase-api-version", "2024-01-01")
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Value, Fault> {
        let reply = self.http.send(request).await?;
        match reply.refusal() {
            Some(refusal) => Err(sentences::sign_in(&refusal)),
            None if reply.body.trim_ascii().is_empty() => Ok(Value::Null),
            None => reply.json(),
        }
    }
}

/// The session a renewal starts from.
enum Known {
    /// Its token works until its end.
    Ending(Arc<Session>),
    /// Its token does not work, or there is none.
    Useless(StoredSession),
}

impl Known {
    fn stored(&self, project: &str) -> StoredSession {
        match self {
            Self::Ending(session) => session.stored(project),
            Self::Useless(stored) => stored.clone(),
        }
    }
}

fn level(session: &Session) -> SignedIn {
    if session.missing_factor().is_some() { SignedIn::TotpNeeded } else { SignedIn::Ready }
}

fn nobody() -> Fault {
    Fault::SignedOut { reason: Safe::default() }
}
