//! The adapter for Supabase against the embedded stack: two readings of the wire, made apart, must agree.
//!
//! Rows and accounts are those of `tests/wire/fixture`. Each test has a stack of its own.

mod changes;
mod creates;
mod goldens;
mod heaps;
mod live;
mod problems;
mod reads;
mod search;
mod sessions;
mod trouble;
mod writes;

use antops::domain::edits::{Edit, Edits, Turn};
use antops::domain::fault::Fault;
use antops::domain::request::{Answer, Deed, Op, Query, Receipt, Verb};
use antops::domain::value::{IncidentId, OpId, ProfileId, Record};
use antops::ports::{Backend, Clock, Pending, SignIn, SignedIn, StoredSession, Vault, VaultTurn};
use antops::stack::{Options, Seed, Stack};
use antops::supabase::{ProjectKey, Settings, Supabase, Timeouts};
use jiff::{SignedDuration, Timestamp};
use std::io;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// A vault in memory, shared by clones as a keyring is shared by processes.
#[derive(Clone, Default)]
pub(crate) struct Pocket {
    kept: Arc<Mutex<Option<StoredSession>>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Pocket {
    pub(crate) fn kept(&self) -> Option<StoredSession> {
        self.kept.lock().unwrap().clone()
    }
}

impl Vault for Pocket {
    fn load(&self) -> Pending<'_, io::Result<Option<StoredSession>>> {
        Box::pin(async { Ok(self.kept()) })
    }
    fn save(&self, session: StoredSession) -> Pending<'_, io::Result<()>> {
        *self.kept.lock().unwrap() = Some(session);
        Box::pin(async { Ok(()) })
    }
    fn clear(&self) -> Pending<'_, io::Result<()>> {
        *self.kept.lock().unwrap() = None;
        Box::pin(async { Ok(()) })
    }
    fn turn(&self) -> Pending<'_, io::Result<VaultTurn>> {
        Box::pin(async { Ok(Box::new(Arc::clone(&self.turn).lock_owned().await) as VaultTurn) })
    }
    fn where_kept(&self) -> antops::domain::safe::Safe {
        "in a test".into()
    }
}

/// A clock that tests can push forward.
#[derive(Clone, Default)]
pub(crate) struct Ahead(Arc<Mutex<SignedDuration>>);

impl Ahead {
    pub(crate) fn by(&self, time: SignedDuration) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for Ahead {
    #[expect(clippy::disallowed_methods, reason = "the clock of these tests is real time and an offset")]
    fn now(&self) -> Timestamp {
        Timestamp::now() + *self.0.lock().unwrap()
    }
    fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::UTC
    }
}

/// A stack and one client of it.
pub(crate) struct Bench {
    pub(crate) stack: Stack,
    pub(crate) client: Supabase,
    pub(crate) pocket: Pocket,
    pub(crate) clock: Ahead,
}

impl Bench {
    /// Nobody is signed in.
    pub(crate) async fn new() -> Self {
        let seed = Seed::Fixture(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/fixture"));
        let stack = Stack::start(Options { seed, ..Options::default() }).await.unwrap();
        let (pocket, clock) = (Pocket::default(), Ahead::default());
        let client = client(&stack.url(), stack.keys().anon(), &pocket, &clock);
        Self { stack, client, pocket, clock }
    }

    /// Somebody of the fixture's first tenant, by the first word of the address.
    pub(crate) async fn signed_in(who: &str) -> Self {
        let bench = Self::new().await;
        assert_eq!(bench.client.sign_in(bench.password(who)).await, Ok(SignedIn::Ready));
        bench
    }

    /// Another client of the same stack, signed in as somebody.
    pub(crate) async fn another(&self, who: &str) -> Supabase {
        let client = client(&self.stack.url(), self.stack.keys().publishable(), &Pocket::default(), &self.clock);
        assert_eq!(client.sign_in(self.password(who)).await, Ok(SignedIn::Ready));
        client
    }

    pub(crate) fn password(&self, who: &str) -> SignIn {
        let is_it =
            |email: &str| [format!("{who}@acme.example"), format!("{who}@nowhere.example")].contains(&email.to_owned());
        let account = self.stack.accounts().iter().find(|account| is_it(&account.email)).expect("an account");
        SignIn::Password { email: account.email.clone(), password: account.password.clone().into() }
    }

    pub(crate) async fn read(&self, query: Query) -> Result<Answer, Fault> {
        self.client.read(query).await
    }

    pub(crate) async fn write(&self, deed: Deed) -> Receipt {
        write_one(&self.client, op(&self.clock, deed)).await
    }

    /// One cell of the database, as text.
    pub(crate) async fn truth(&self, sql: &str) -> Option<String> {
        let admin = self.stack.database().admin().await.unwrap();
        admin.query_opt(sql, &[]).await.unwrap().and_then(|row| row.get(0))
    }

    pub(crate) async fn arrange(&self, sql: &str) {
        self.stack.database().admin().await.unwrap().batch_execute(sql).await.unwrap();
    }
}

pub(crate) fn client(url: &str, key: &str, pocket: &Pocket, clock: &Ahead) -> Supabase {
    client_with(url, key, Arc::new(pocket.clone()), clock)
}

pub(crate) fn client_with(url: &str, key: &str, vault: Arc<dyn Vault>, clock: &Ahead) -> Supabase {
    let settings = Settings {
        url: url.to_owned(),
        key: ProjectKey::parse(key).unwrap(),
        ca_file: None,
        timeouts: Timeouts::default(),
    };
    Supabase::new(&settings, vault, Arc::new(clock.clone())).unwrap()
}

/// Gives an incident that is nobody's to somebody.
pub(crate) fn assigned(number: u32, to: ProfileId) -> Deed {
    let edits = Edits::of([Edit::Assignee(Turn::new(None, Some(to)))]);
    Deed::Edit { record: record(number), edits, verb: Verb::Assign }
}

/// Does one deed.
pub(crate) async fn write_one(client: &Supabase, op: Op) -> Receipt {
    client.write(vec![op]).await.pop().unwrap().1
}

pub(crate) fn op(clock: &Ahead, deed: Deed) -> Op {
    Op { id: OpId(Uuid::new_v4()), at: clock.now(), deed }
}

/// `ACM-INC-` and this number.
pub(crate) fn record(number: u32) -> Record {
    Record::Incident(incident(number))
}

pub(crate) fn incident(number: u32) -> IncidentId {
    IncidentId(format!("1c000000-0000-4000-8000-{number:012}").parse().unwrap())
}

/// An account of the fixture: 1 owner, 2 admin, 3 manager, 4 member, 5 member2, 6 viewer, 7 beta, 8 newcomer.
pub(crate) fn person(number: u32) -> ProfileId {
    ProfileId(format!("11111111-1111-4111-8111-{number:012}").parse().unwrap())
}
