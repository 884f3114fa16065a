//! The sockets in the wall: what the machine needs of the world, as traits. Adapters plug in from outside, tests too.
//!
//! Each method says what it promises; nothing here knows HTTP, SQL, files or terminals.

use crate::domain::fault::Fault;
use crate::domain::live::LiveEvent;
use crate::domain::notification::NoticeId;
use crate::domain::presence::Showing;
use crate::domain::request::{Answer, Op, Query, Receipt};
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use jiff::Timestamp;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use tokio::sync::mpsc;

/// Held while one process renews a session; dropping it lets the next one in.
pub type VaultTurn = Box<dyn std::any::Any + Send>;

/// A future that can be stored and sent between threads.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sign-in, reads and writes, as the signed-in user. Cheap to clone behind an `Arc`; all methods may run at once.
pub trait Backend: Send + Sync + 'static {
    /// Takes one step of signing in.
    fn sign_in(&self, step: SignIn) -> Pending<'_, Result<SignedIn, Fault>>;
    /// Ends this session (`scope=local`) and forgets the tokens. `Fault::Vault` says that they could not be removed from where they are
    /// kept, any other that they are forgotten here and the server could not be told; whatever it says, this process is signed out.
    fn sign_out(&self) -> Pending<'_, Result<(), Fault>>;
    /// Answers a question. Refreshes an expired token once and asks again.
    fn read(&self, query: Query) -> Pending<'_, Result<Answer, Fault>>;
    /// Does deeds, each on a record of its own, reads what came of them, and judges each, in as few requests as it takes. Every deed gets
    /// its receipt. Safe to repeat with the same deeds.
    fn write(&self, ops: Vec<Op>) -> Pending<'_, Vec<(Op, Receipt)>>;
    /// Marks notifications of mine read or unread; tells which are so now. Safe to repeat.
    fn mark_read(&self, notices: Vec<NoticeId>, is_read: bool) -> Pending<'_, Result<Vec<NoticeId>, Fault>>;
}

/// The Realtime connection.
pub trait Live: Send + Sync + 'static {
    /// Connects and stays connected until the receiver is dropped; tells everything that happens. Call again after signing in as
    /// somebody else.
    fn watch(&self) -> mpsc::Receiver<LiveEvent>;
    /// Shows colleagues where I am from now on, and tells where they are; an empty list shows nothing any more. Never called where
    /// somebody did not choose it: then nothing is shown, and nothing is heard.
    fn show(&self, places: Vec<Showing>);
}

/// What one antops can lend to the others of the same person on this machine.
pub trait Lend: Send + Sync + 'static {
    /// Who is signed in; nothing while nobody is.
    fn who(&self) -> Option<ProfileId>;
    /// A session that works, renewed first if it must be, and never the token that a server refused.
    fn lend(&self, refused: Option<SecretString>) -> Pending<'_, Result<Lent, Fault>>;
}

/// Where an antops can borrow a session instead of renewing its own.
pub trait Borrow: Send + Sync + 'static {
    /// A session of this person from the antops that holds the connection; nothing where none does, or it is this one.
    fn borrow(&self, who: ProfileId, refused: Option<SecretString>) -> Pending<'_, Option<Lent>>;
}

/// A session on loan: enough to ask and to write until it ends, not enough to renew it.
#[derive(Clone, Debug)]
pub struct Lent {
    /// Whose it is.
    pub who: ProfileId,
    /// The address they signed in with.
    pub email: Safe,
    /// The token.
    pub access: SecretString,
    /// How long it lasts from now.
    pub left: std::time::Duration,
}

/// A step of signing in.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// Goes on with the stored session, if there is one.
    Restore,
    /// Address and password.
    Password {
        /// The address.
        email: String,
        /// The password.
        password: SecretString,
    },
    /// Asks for a code by e-mail.
    SendCode {
        /// The address.
        email: String,
    },
    /// The code that came by e-mail.
    Code {
        /// The address it was sent to.
        email: String,
        /// Six to ten digits.
        code: SecretString,
    },
    /// The code of the authenticator app, for the second level.
    Totp {
        /// Six digits.
        code: SecretString,
    },
}

/// Where signing in stands after a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SignedIn {
    /// There is a session of the level the account demands.
    Ready,
    /// Nothing is stored: ask for address and password.
    NoSession,
    /// A code is on its way by e-mail.
    CodeSent,
    /// The account has a second factor: ask for its code.
    TotpNeeded,
}

/// Keeps one profile's session between starts, and shares it between processes.
///
/// Only the refresh token and its owner are kept: access tokens live an hour and stay in memory.
pub trait Vault: Send + Sync + 'static {
    /// What is kept; nothing when nobody is signed in.
    fn load(&self) -> Pending<'_, std::io::Result<Option<StoredSession>>>;
    /// Keeps a session in place of what was there. When this returns, `kill -9` cannot take it.
    fn save(&self, session: StoredSession) -> Pending<'_, std::io::Result<()>>;
    /// Forgets the session. Forgetting nothing is no error.
    fn clear(&self) -> Pending<'_, std::io::Result<()>>;
    /// Waits until no other process works on this session. Refresh tokens work once: read again after this, then renew.
    fn turn(&self) -> Pending<'_, std::io::Result<VaultTurn>>;
    /// Where the session is kept, as a sentence for `whoami`.
    fn where_kept(&self) -> Safe;
}

/// What a [`Vault`] keeps.
#[derive(Clone, Debug)]
pub struct StoredSession {
    /// Works once, then its successor does. Its length is the server's business.
    pub refresh_token: SecretString,
    /// The address of the project that gave it. It is never sent to another, even when a profile is pointed elsewhere.
    pub project: String,
    /// Whose it is.
    pub user: ProfileId,
    /// The address they signed in with, to greet them before the network answers.
    pub email: Safe,
}

/// What survives the process: cache, drafts, outbox. Synchronous: small files, called off the drawing path.
///
/// One `Disk` belongs to one profile, with a part for each person: nobody ever sees what it keeps for another.
pub trait Disk: Send + Sync + 'static {
    /// From here on it is this person's part that is read and written. Before, it is that of whoever was last signed in;
    /// after an error it is nobody's.
    fn attach(&self, who: ProfileId) -> std::io::Result<()>;
    /// The rows of the last session, for the first frame.
    fn load_cache(&self) -> Option<Cached>;
    /// Keeps them for the next start. Rows that are not those of the attached person are not written.
    fn save_cache(&self, cached: &Cached) -> std::io::Result<()>;
    /// What the terminal's owner typed and has not sent.
    fn load_drafts(&self) -> Vec<KeptDraft>;
    /// Keeps a draft; an empty text forgets it. When this returns, `kill -9` cannot take it.
    fn save_draft(&self, draft: &KeptDraft) -> std::io::Result<()>;
    /// Deeds that were decided and not yet judged, oldest first.
    fn load_outbox(&self) -> Vec<Op>;
    /// Keeps a deed before it is sent.
    fn keep_op(&self, op: &Op) -> std::io::Result<()>;
    /// Forgets a deed that was judged.
    fn forget_op(&self, op: &Op) -> std::io::Result<()>;
    /// What only this machine knows of inbox and feed.
    fn load_room(&self) -> KeptRoom;
    /// Changes it, whatever another antops of the same person wrote meanwhile.
    fn change_room(&self, change: &RoomChange) -> std::io::Result<()>;
    /// Whether this antops is the one that rings for the attached person on this machine: the first that asked, until it ends.
    fn may_ring(&self) -> bool;
    /// Forgets the rows of the attached person, after signing out, and is nobody's from here on; nobody attached, nothing to do. Drafts
    /// and deeds stay for when they sign in again: nothing typed is ever lost.
    fn forget_cache(&self) -> std::io::Result<()>;
    /// What was found unreadable since the last call, as sentences: set aside or left alone, never lost in silence.
    fn complaints(&self) -> Vec<Safe>;
}

/// A text that was typed and not sent.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct KeptDraft {
    /// The name of its place.
    pub place: String,
    /// The text.
    pub text: String,
    /// Of a correction: the `updated_at` of what it began from. Of a report: when it was last written. Drafts of the first antops do
    /// not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Timestamp>,
}

impl KeptDraft {
    /// A text that corrects nothing.
    #[must_use]
    pub fn new(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { place: place.into(), text: text.into(), seen: None }
    }
}

/// The rows of the last session.
#[derive(Clone, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Cached {
    /// When they were last known to be true.
    pub at: Timestamp,
    /// Whose they are.
    pub me: crate::domain::member::Me,
    /// The directory.
    pub people: Vec<crate::domain::member::Profile>,
    /// The targets.
    pub slo: crate::domain::slo::SloTargets,
    /// The incidents.
    pub incidents: Vec<crate::domain::incident::Incident>,
    /// The comments of the timelines looked at last.
    pub comments: Vec<crate::domain::comment::Comment>,
    /// The problems.
    pub problems: Vec<crate::domain::problem::Problem>,
    /// The changes.
    pub changes: Vec<crate::domain::change::Change>,
    /// Who was asked to approve them, and what they answered.
    #[serde(default)]
    pub approvals: Vec<crate::domain::change::beside::Approval>,
    /// What is to happen to them at their time.
    #[serde(default)]
    pub automations: Vec<crate::domain::change::beside::Automation>,
    /// What came of them.
    #[serde(default)]
    pub responses: Vec<crate::domain::change::beside::Response>,
    /// What services are called.
    pub services: Vec<crate::domain::service::Service>,
    /// The map.
    #[serde(default)]
    pub infrastructure: crate::domain::infrastructure::Infrastructure,
    /// What was not looked at yet.
    #[serde(default)]
    pub unseen: Vec<crate::domain::news::News>,
}

/// What only this machine knows of inbox and feed: the schema has no archive and no place for how far one read.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct KeptRoom {
    /// What was put away, and when.
    pub archived: BTreeMap<NoticeId, Timestamp>,
    /// What was decided to be read or unread and is not known to be so in the database yet.
    pub marking: BTreeMap<NoticeId, bool>,
    /// Up to when the feed was read.
    pub feed_read_until: Option<Timestamp>,
}

/// A change of [`KeptRoom`]. Nothing where nothing is to change.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RoomChange {
    /// Put these away, or take them out again.
    pub archive: Vec<(NoticeId, Option<Timestamp>)>,
    /// Remember, or forget, that these are to be read or unread.
    pub marking: Vec<(NoticeId, Option<bool>)>,
    /// The feed was read until then, or further.
    pub feed_read_until: Option<Timestamp>,
}

impl KeptRoom {
    /// More than this nobody puts away and still sees in the list; the oldest go.
    const MOST_ARCHIVED: usize = 5_000;

    /// Takes a change in.
    pub fn take(&mut self, change: &RoomChange) {
        for (id, at) in &change.archive {
            match at {
                Some(at) => self.archived.insert(*id, *at),
                None => self.archived.remove(id),
            };
        }
        for (id, is_read) in &change.marking {
            match is_read {
                Some(is_read) => self.marking.insert(*id, *is_read),
                None => self.marking.remove(id),
            };
        }
        self.feed_read_until = self.feed_read_until.max(change.feed_read_until);
        while self.archived.len() > Self::MOST_ARCHIVED {
            let Some(oldest) = self.archived.iter().min_by_key(|(_, at)| **at).map(|(id, _)| *id) else { break };
            self.archived.remove(&oldest);
        }
    }
}

/// What only the machine around us can do.
pub trait Host: Send + Sync + 'static {
    /// Opens an address in a browser, without letting it write on our screen. Says where it went, or why not.
    fn open(&self, url: &str) -> Result<Safe, Safe>;
}

/// The time. Nothing else in antops reads a clock.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Timestamp;
    /// The zone in which times are shown.
    fn zone(&self) -> jiff::tz::TimeZone;
}
