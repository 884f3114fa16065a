//! The loop with real adapters and a screen in memory: what is on disk before it is on the wire, and what
//! survives.

use antops::app::Boot;
use antops::app::settings::{Glyphs, Settings};
use antops::domain::notification::NoticeId;
use antops::domain::request::{Answer, Op, Query, Receipt};
use antops::domain::safe::Safe;
use antops::domain::value::ProfileId;
use antops::domain::{fault::Fault, live::LiveEvent};
use antops::ports::{
    Backend, Cached, Clock, Disk, Host, KeptDraft, KeptRoom, Live, Pending, RoomChange, SignIn, SignedIn,
};
use antops::runtime::{Connection, Driver, Found, Heard, Projects, Shell, Stage, SystemClock, World};
use antops::stack::{DEMO_EMAIL, DEMO_PASSWORD, Options, Seed, Stack};
use antops::supabase::{ProjectKey, Supabase, Timeouts};
use antops::ui::theme::{Depth, Theme};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;
use secrecy::SecretString;
use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// What happened, in order.
#[derive(Clone, Default)]
struct Diary {
    lines: Arc<Mutex<Vec<&'static str>>>,
    /// Whether the disk takes no more deeds.
    is_full: Arc<AtomicBool>,
}

impl Diary {
    fn note(&self, what: &'static str) {
        self.lines.lock().unwrap().push(what);
    }

    fn read(&self) -> Vec<&'static str> {
        self.lines.lock().unwrap().clone()
    }
}

/// The real project, with a diary of what is written.
struct Observed {
    supabase: Supabase,
    disk: Arc<dyn Disk>,
    diary: Diary,
}

impl Backend for Observed {
    fn sign_in(&self, step: SignIn) -> Pending<'_, Result<SignedIn, Fault>> {
        self.supabase.sign_in(step)
    }
    fn sign_out(&self) -> Pending<'_, Result<(), Fault>> {
        self.supabase.sign_out()
    }
    fn read(&self, query: Query) -> Pending<'_, Result<Answer, Fault>> {
        self.supabase.read(query)
    }
    fn write(&self, ops: Vec<Op>) -> Pending<'_, Vec<(Op, Receipt)>> {
        self.diary.note("sent");
        self.supabase.write(ops)
    }
    fn mark_read(&self, notices: Vec<NoticeId>, is_read: bool) -> Pending<'_, Result<Vec<NoticeId>, Fault>> {
        self.supabase.mark_read(notices, is_read)
    }
}

impl Live for Observed {
    fn watch(&self) -> mpsc::Receiver<LiveEvent> {
        self.supabase.watch()
    }
    fn show(&self, places: Vec<antops::domain::presence::Showing>) {
        self.supabase.show(places);
    }
}

impl Disk for Observed {
    fn attach(&self, who: ProfileId) -> io::Result<()> {
        self.disk.attach(who)
    }
    fn load_cache(&self) -> Option<Cached> {
        self.disk.load_cache()
    }
    fn save_cache(&self, cached: &Cached) -> io::Result<()> {
        self.disk.save_cache(cached)
    }
    fn load_drafts(&self) -> Vec<KeptDraft> {
        self.disk.load_drafts()
    }
    fn save_draft(&self, draft: &KeptDraft) -> io::Result<()> {
        self.diary.note("draft");
        self.disk.save_draft(draft)
    }
    fn load_outbox(&self) -> Vec<Op> {
        self.disk.load_outbox()
    }
    fn keep_op(&self, op: &Op) -> io::Result<()> {
        if self.diary.is_full.load(Ordering::SeqCst) {
            return Err(io::Error::other("no space left"));
        }
        self.diary.note("kept");
        self.disk.keep_op(op)
    }
    fn forget_op(&self, op: &Op) -> io::Result<()> {
        self.diary.note("forgotten");
        self.disk.forget_op(op)
    }
    fn load_room(&self) -> KeptRoom {
        self.disk.load_room()
    }
    fn change_room(&self, change: &RoomChange) -> io::Result<()> {
        self.disk.change_room(change)
    }
    fn may_ring(&self) -> bool {
        self.disk.may_ring()
    }
    fn forget_cache(&self) -> io::Result<()> {
        self.disk.forget_cache()
    }
    fn complaints(&self) -> Vec<Safe> {
        self.disk.complaints()
    }
}

/// A machine without browsers and projects to find.
struct Nothing;

impl Host for Nothing {
    fn open(&self, _: &str) -> Result<Safe, Safe> {
        Err("no browser".into())
    }
}

impl Projects for Nothing {
    fn check(&self, _: String, _: SecretString) -> Pending<'_, Result<Found, Safe>> {
        Box::pin(async { Err("no project".into()) })
    }
}

/// Dana, signed in, in front of a screen; her files are below `home`.
async fn dana(stack: &Stack, home: &Path) -> (Driver, Diary) {
    let (boot, world, diary) = desk(stack, home).await;
    (Driver::start(boot, Theme::new(Depth::None, Glyphs::Unicode), world).await, diary)
}

/// What a screen for Dana begins with.
async fn desk(stack: &Stack, home: &Path) -> (Boot, World, Diary) {
    let clock = Arc::new(SystemClock::new());
    let settings = antops::supabase::Settings {
        url: stack.url(),
        key: ProjectKey::parse(stack.keys().publishable()).unwrap(),
        ca_file: None,
        timeouts: Timeouts::default(),
    };
    let vault = antops::store::vault(antops::store::Keep::Memory, "test", home).unwrap();
    let supabase = Supabase::new(&settings, vault, clock.clone()).unwrap();
    let password = SecretString::from(DEMO_PASSWORD.to_owned());
    supabase.sign_in(SignIn::Password { email: DEMO_EMAIL.into(), password }).await.unwrap();
    let diary = Diary::default();
    let disk = antops::store::disk(home).unwrap();
    let observed = Arc::new(Observed { supabase, disk, diary: diary.clone() });
    let boot = Boot {
        profile: "test".into(),
        notice: None,
        project_known: true,
        email: None,
        settings: Settings::default(),
        size: Size { width: 120, height: 40 },
        now: clock.now(),
        zone: jiff::tz::TimeZone::UTC,
        seed: 1,
    };
    let world = World {
        connection: Some(Connection { backend: observed.clone(), live: observed.clone(), disk: observed }),
        projects: Arc::new(Nothing),
        host: Arc::new(Nothing),
        clock,
    };
    (boot, world, diary)
}

async fn company() -> Stack {
    Stack::start(Options { seed: Seed::Demo, ..Options::default() }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_is_on_disk_before_it_is_on_the_wire_and_leaves_it_when_it_is_judged() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let (mut driver, diary) = dana(&stack, home.path()).await;
    driver.wait_for("LIVE").await.unwrap();
    // What somebody decided about a change of hers is finished first.
    driver.wait_for("ACM-CHG-0005 is approved now").await.unwrap();
    driver.settle().await.unwrap();
    let before = diary.read().len();
    driver.press("c");
    driver.type_text("rolling back");
    driver.settle().await.unwrap();
    assert_eq!(diary.read().last(), Some(&"draft"), "what is on the screen is on disk");
    driver.press("alt-enter");
    driver.settle().await.unwrap();
    let order: Vec<_> = diary.read().into_iter().skip(before).filter(|what| *what != "draft").collect();
    assert_eq!(order, ["kept", "sent", "forgotten"]);
    let rows = stack.database().admin().await.unwrap();
    let said = rows.query_one("select count(*) from comments where content like '%rolling back%'", &[]).await.unwrap();
    assert_eq!(said.get::<_, i64>(0), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_fast_is_written_once() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let (mut driver, diary) = dana(&stack, home.path()).await;
    driver.wait_for("LIVE").await.unwrap();
    driver.press("c");
    driver.settle().await.unwrap();
    let before = diary.read().len();
    driver.type_text("a hundred characters at once are one wait for the disk");
    driver.settle().await.unwrap();
    assert_eq!(diary.read().len() - before, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_frame_shows_the_last_rows_without_the_network() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let (mut driver, _) = dana(&stack, home.path()).await;
    driver.wait_for("LIVE").await.unwrap();
    driver.press("q");
    driver.wait_until("the end", Driver::has_ended).await.unwrap();
    let (mut again, _) = dana(&stack, home.path()).await;
    again.wait_until("rows before any answer", |driver| driver.screen().contains("INC-00")).await.unwrap();
    assert!(again.frames() <= 1, "the rows came with the network, not before it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editors_text_comes_back_into_the_draft() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let (mut driver, diary) = dana(&stack, home.path()).await;
    driver.set_editor(|text| Ok(Some(format!("{text} and more"))));
    driver.wait_for("LIVE").await.unwrap();
    // What somebody decided about a change of hers is finished first.
    driver.wait_for("ACM-CHG-0005 is approved now").await.unwrap();
    driver.settle().await.unwrap();
    driver.press("c");
    driver.type_text("some");
    driver.press("ctrl-e");
    driver.wait_for("some and more").await.unwrap();
    driver.settle().await.unwrap();
    assert_eq!(diary.read().last(), Some(&"draft"));
}

/// The drafts below a home, as the next process finds them.
fn drafts(home: &Path) -> Vec<String> {
    antops::store::disk(home).unwrap().load_drafts().into_iter().map(|draft| draft.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_deed_cannot_be_kept_its_text_stays_a_draft() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let (mut driver, diary) = dana(&stack, home.path()).await;
    driver.wait_for("LIVE").await.unwrap();
    diary.is_full.store(true, Ordering::SeqCst);
    driver.press("c");
    driver.type_text("nowhere else");
    driver.press("alt-enter");
    driver.settle().await.unwrap();
    assert!(diary.read().contains(&"sent"));
    assert_eq!(drafts(home.path()), ["nowhere else"]);
}

/// A terminal that does not come back from the shell.
struct Lost {
    terminal: Terminal<TestBackend>,
    heard: VecDeque<Heard>,
}

impl Stage for Lost {
    type Backend = TestBackend;

    fn terminal(&mut self) -> &mut Terminal<TestBackend> {
        &mut self.terminal
    }
    fn poll_heard(&mut self, _: &mut Context<'_>) -> Poll<Heard> {
        self.heard.pop_front().map_or(Poll::Pending, Poll::Ready)
    }
    fn show(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn copy(&mut self, _: &str) -> Result<(), Safe> {
        Ok(())
    }
    fn ring(&mut self, _: &antops::app::bell::Ring) -> io::Result<()> {
        Ok(())
    }
    async fn edit(&mut self, _: String) -> Result<Option<String>, Safe> {
        Ok(None)
    }
    fn suspend(&mut self) -> io::Result<()> {
        Err(io::Error::other("input/output error"))
    }
    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_before_the_terminal_was_lost_is_kept() {
    let (stack, home) = (company().await, tempfile::tempdir().unwrap());
    let (mut driver, _) = dana(&stack, home.path()).await;
    driver.wait_for("LIVE").await.unwrap();
    driver.press("q");
    driver.wait_until("the end", Driver::has_ended).await.unwrap();
    // Typed and lost in one batch, on the rows of the last time.
    let (boot, world, _) = desk(&stack, home.path()).await;
    let keys = "chalf".chars().map(|c| Heard::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
    let heard = keys.chain([Heard::Suspend]).collect();
    let terminal = Terminal::new(TestBackend::new(boot.size.width, boot.size.height)).unwrap();
    let shell = Shell::new(boot, Theme::new(Depth::None, Glyphs::Unicode), Lost { terminal, heard }, world).await;
    assert!(shell.run().await.is_err());
    assert_eq!(drafts(home.path()), ["half"]);
}
