//! Stories: what somebody does, what the screen then says, and what the database then holds. The real loop and the real adapters, without a
//! terminal, against the embedded stack with its demo company.
//!
//! No story sleeps. It waits until the screen shows something, until nothing is under way, or until the database holds something (which it
//! looks up on every row change the stack announces).

mod approvals;
mod away;
mod board;
mod candidates;
mod changes;
mod comments;
mod compose;
mod every_command;
mod faults;
mod feed;
mod finding;
mod forms;
mod history;
mod inbox;
mod incidents;
mod jumps;
mod known;
mod linking;
mod map;
mod map_editing;
mod problem_making;
mod problem_verbs;
mod problems;
mod relations;
mod room;
mod several;
mod sharing;
mod sign_in;
mod views;

use antops::app::Boot;
use antops::app::settings::Settings;
use antops::domain::live::Kind;
use antops::domain::request::Query;
use antops::domain::safe::Safe;
use antops::domain::value::Record;
use antops::ports::{Clock, Host, Pending, SignIn, SignedIn};
use antops::runtime::{Connection, Found, Projects, SystemClock, World};
use antops::runtime::{Driver, NotSeen};
use antops::share::Shared;
use antops::stack::{Options, Seed, Stack};
use antops::store::{self, Keep};
use antops::supabase::{ProjectKey, Supabase, Timeouts};
use antops::ui::theme::{Depth, Theme};
use jiff::tz::TimeZone;
use ratatui::layout::Size;
use secrecy::SecretString;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// An office: a stack with the demo company in it.
pub struct Office {
    pub stack: Stack,
}

impl Office {
    /// The demo company, without the change that somebody's antops would finish as soon as they sit down.
    pub async fn open() -> Self {
        let office = Self::half_decided().await;
        office.run("update changes set status = 'approved' where change_number = 'ACM-CHG-0005'").await;
        office
    }

    /// The demo company as it is: Bo approved one of Dana's changes, and nobody moved it yet.
    pub async fn half_decided() -> Self {
        let options = Options { seed: Seed::Demo, ..Options::default() };
        Self { stack: Stack::start(options).await.unwrap() }
    }

    /// Somebody sits down and signs in; everything is loaded and live.
    pub async fn desk(&self, who: &str) -> Desk {
        let mut desk = self.desk_at(who, Arc::new(tempfile::tempdir().unwrap()), Size { width: 200, height: 50 }).await;
        desk.wait_for("LIVE").await.unwrap();
        desk.settle().await.unwrap();
        desk
    }

    /// The same at a certain place with a certain screen, not waiting for anything.
    pub async fn desk_at(&self, who: &str, home: Arc<TempDir>, size: Size) -> Desk {
        let account = self.stack.accounts().iter().find(|account| account.email.starts_with(who)).unwrap();
        let project = open_project(&self.stack.url(), self.stack.keys().publishable(), home.path());
        let password = SecretString::from(account.password.clone());
        let step = SignIn::Password { email: account.email.clone(), password };
        assert_eq!(project.backend.sign_in(step).await.unwrap(), SignedIn::Ready);
        Desk::start(Some(project), home, size, &Settings::default()).await
    }

    /// One value of the database, as its superuser sees it.
    pub async fn ask(&self, sql: &str) -> String {
        let client = self.stack.database().admin().await.unwrap();
        let row = client.query_one(&format!("select coalesce(({sql})::text, '')"), &[]).await.unwrap();
        row.get(0)
    }

    /// Two incidents of the demo belong to problems and nobody has said so: here somebody does.
    pub async fn link_what_belongs(&self) {
        self.run(
            "update incidents i set problem_id = p.id from problems p where (i.incident_number, p.problem_number) in \
             (('ACM-INC-0008', 'ACM-PRBM-0003'), ('ACM-INC-0015', 'ACM-PRBM-0007'))",
        )
        .await;
    }

    /// Does something behind everybody's back.
    pub async fn run(&self, sql: &str) {
        self.stack.database().admin().await.unwrap().batch_execute(sql).await.unwrap();
    }
}

/// The ports of a project, with everything it keeps in one directory.
pub fn open_project(url: &str, key: &str, home: &Path) -> Connection {
    let settings = antops::supabase::Settings {
        url: url.to_owned(),
        key: ProjectKey::parse(key).unwrap(),
        ca_file: None,
        timeouts: Timeouts::default(),
    };
    let vault = store::vault(Keep::File, "story", home).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let supabase = Supabase::new(&settings, vault, clock).unwrap();
    let disk = store::disk(home).unwrap();
    Connection { backend: Arc::new(supabase.clone()), live: Arc::new(supabase), disk }
}

/// The same, with a connection that is shared with whoever has the same directory of sockets.
pub fn share_project(url: &str, key: &str, home: &Path, sockets: &Path) -> Connection {
    let settings = antops::supabase::Settings {
        url: url.to_owned(),
        key: ProjectKey::parse(key).unwrap(),
        ca_file: None,
        timeouts: Timeouts::default(),
    };
    let vault = store::vault(Keep::File, "story", home).unwrap();
    let supabase = Supabase::new(&settings, vault, Arc::new(SystemClock::new())).unwrap();
    let own = Arc::new(supabase.clone());
    let live = Shared::new(Arc::<Supabase>::clone(&own), own, sockets.to_owned(), url);
    supabase.borrow_from(Arc::new(live.clone()));
    Connection { backend: Arc::new(supabase), live: Arc::new(live), disk: store::disk(home).unwrap() }
}

/// Somebody at a screen. Derefs to the driver: press, type, wait.
pub struct Desk {
    driver: Box<Driver>,
    pub home: Arc<TempDir>,
    pub opened: Arc<Browser>,
}

impl Deref for Desk {
    type Target = Driver;
    fn deref(&self) -> &Driver {
        &self.driver
    }
}

impl DerefMut for Desk {
    fn deref_mut(&mut self) -> &mut Driver {
        &mut self.driver
    }
}

impl Desk {
    pub async fn start(connection: Option<Connection>, home: Arc<TempDir>, size: Size, settings: &Settings) -> Self {
        let clock = SystemClock::new();
        let opened = Arc::new(Browser::default());
        let boot = Boot {
            profile: "story".into(),
            notice: None,
            project_known: connection.is_some(),
            email: None,
            settings: settings.clone(),
            size,
            now: clock.now(),
            zone: TimeZone::UTC,
            seed: rand::random(),
        };
        let projects = Arc::new(Finder { home: Arc::clone(&home) });
        let world = World { connection, projects, host: opened.clone(), clock: Arc::new(clock) };
        let theme = Theme::new(Depth::None, settings.glyphs);
        let driver = Box::new(Box::pin(Driver::start(boot, theme, world)).await);
        Self { driver, home, opened }
    }

    /// Puts the cursor on the incident with this number, by the filter, and waits for its timeline.
    pub async fn go_to(&mut self, number: &str) {
        self.press("/ ctrl-u");
        self.type_text(&format!("status:open,investigating,resolved,closed {number}"));
        self.press("enter");
        self.wait_until(number, |desk| {
            desk.model().selected_incident().is_some_and(|row| row.name().ends_with(number))
        })
        .await
        .unwrap();
        self.wait_until("its timeline", |desk| {
            let record = Record::Incident(desk.model().selected_incident().unwrap().id);
            desk.model().remote.line(&Query::Timeline(record)).is_some_and(|line| line.answered_at.is_some())
        })
        .await
        .unwrap();
        self.settle().await.unwrap();
    }

    /// Waits until every kind of rows arrives by itself, and everything that led to is done.
    pub async fn live(&mut self) {
        self.wait_until("everything live", |desk| Kind::ALL.iter().all(|kind| desk.model().live.is_live(*kind)))
            .await
            .unwrap();
        self.settle().await.unwrap();
    }

    /// Leaves. What was under way then is nobody's any more.
    pub async fn quits(&mut self) {
        self.press("q");
        self.wait_until("the end", Driver::has_ended).await.unwrap();
    }

    /// Presses keys and waits until everything they led to is done.
    pub async fn do_keys(&mut self, keys: &str) {
        self.press(keys);
        self.settle().await.unwrap();
    }

    /// Waits for a text on the screen; the story fails with the screen when it does not come.
    pub async fn sees(&mut self, text: &str) {
        let seen: Result<(), NotSeen> = self.wait_for(text).await;
        if let Err(not_seen) = seen {
            panic!("{not_seen:?}");
        }
    }
}

/// A browser that only remembers what it was asked to open.
#[derive(Default)]
pub struct Browser {
    urls: Mutex<Vec<String>>,
}

impl Browser {
    pub fn urls(&self) -> Vec<String> {
        self.urls.lock().unwrap().clone()
    }
}

impl Host for Browser {
    fn open(&self, url: &str) -> Result<Safe, Safe> {
        self.urls.lock().unwrap().push(url.to_owned());
        Ok(Safe::line(url))
    }
}

/// Finds projects for the first-run wizard, and keeps their files where the story wants them.
struct Finder {
    home: Arc<TempDir>,
}

impl Projects for Finder {
    fn check(&self, url: String, key: SecretString) -> Pending<'_, Result<Found, Safe>> {
        use secrecy::ExposeSecret;
        Box::pin(async move {
            ProjectKey::parse(key.expose_secret()).map_err(|error| Safe::line(&error.to_string()))?;
            let connection = open_project(&url, key.expose_secret(), self.home.path());
            Ok(Found { profile: "acme".into(), connection })
        })
    }
}
