//! The live room on loopback: from the commit of an event to the screen, and how it bears a long day.
//!
//! `cargo bench --bench room` says how long 500 comments take from their commit until the feed shows them. `cargo bench --bench room -- soak 30`
//! lets 20 things a second happen for 30 minutes while the connection ends every minute, each time another way; then what the client knows
//! must be what the database holds, and memory must not have grown. A failure ends with 1.

#![allow(missing_docs, reason = "a benchmark has no users")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking and tells on standard output"
)]

use antops::app::Boot;
use antops::app::settings::Settings;
use antops::domain::live::Kind;
use antops::domain::safe::Safe;
use antops::ports::{Backend as _, Clock, Host, Pending, SignIn};
use antops::runtime::{Connection, Driver, Found, Projects, SystemClock, World};
use antops::stack::{Options, Seed, Stack};
use antops::store::{self, Keep};
use antops::supabase::{ProjectKey, Supabase, Timeouts};
use antops::ui::theme::{Depth, Theme};
use jiff::tz::TimeZone;
use ratatui::layout::Size;
use secrecy::SecretString;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Events whose way to the screen is measured.
const MEASURED: usize = 500;
/// What happens each second while it soaks.
const RATE: u64 = 20;

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

async fn desk(stack: &Stack, home: &Path) -> Driver {
    let account = stack.accounts().iter().find(|account| account.email.starts_with("dana")).unwrap();
    let settings = antops::supabase::Settings {
        url: stack.url(),
        key: ProjectKey::parse(stack.keys().publishable()).unwrap(),
        ca_file: None,
        timeouts: Timeouts::default(),
    };
    let vault = store::vault(Keep::File, "soak", home).unwrap();
    let clock = SystemClock::new();
    let supabase = Supabase::new(&settings, vault, Arc::new(SystemClock::new())).unwrap();
    let password = SecretString::from(account.password.clone());
    supabase.sign_in(SignIn::Password { email: account.email.clone(), password }).await.unwrap();
    let connection =
        Connection { backend: Arc::new(supabase.clone()), live: Arc::new(supabase), disk: store::disk(home).unwrap() };
    let boot = Boot {
        profile: "soak".into(),
        notice: None,
        project_known: true,
        email: None,
        settings: Settings::default(),
        size: Size { width: 120, height: 40 },
        now: clock.now(),
        zone: TimeZone::UTC,
        seed: 7,
    };
    let world = World {
        connection: Some(connection),
        projects: Arc::new(Nothing),
        host: Arc::new(Nothing),
        clock: Arc::new(clock),
    };
    let mut driver =
        Driver::start(boot, Theme::new(Depth::Sixteen, antops::app::settings::Glyphs::Unicode), world).await;
    live(&mut driver).await;
    driver
}

async fn live(driver: &mut Driver) {
    let is_live = |driver: &Driver| Kind::ALL.iter().all(|kind| driver.model().live.is_live(*kind));
    driver.wait_until("everything live", is_live).await.unwrap();
    driver.settle().await.unwrap();
}

/// From the commit of a comment until the feed shows it.
async fn latency() {
    let stack = Stack::start(Options { seed: Seed::Demo, ..Options::default() }).await.unwrap();
    let home = tempfile::tempdir().unwrap();
    let mut driver = desk(&stack, home.path()).await;
    driver.press("5");
    driver.settle().await.unwrap();
    let client = stack.database().admin().await.unwrap();
    let mut took = Vec::with_capacity(MEASURED);
    for n in 0..MEASURED {
        let words = format!("measured {n:04}");
        let sql = format!(
            "insert into comments (organization_id, author_id, incident_id, content) select i.organization_id, i.created_by, i.id, '<p>{words}</p>' \
             from incidents i where incident_number = 'ACM-INC-00{}'",
            30 + n % 10
        );
        client.batch_execute(&sql).await.unwrap();
        let committed = Instant::now();
        driver.wait_until(&words, |driver| driver.screen().contains(&words)).await.unwrap();
        took.push(committed.elapsed());
    }
    took.sort_unstable();
    let at = |share: usize| took[(MEASURED * share / 100).min(MEASURED - 1)];
    println!(
        "event to screen, {MEASURED} comments: p50 {:?}, p90 {:?}, p99 {:?}, most {:?}",
        at(50),
        at(90),
        at(99),
        at(100)
    );
}

/// Resident memory of this process in KiB, the stack's server included.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

/// One of the things that happen, by its number.
fn happening(n: u64) -> String {
    let acme = "organization_id = (select organization_id from profiles where email = 'dana@acme.example')";
    let nth = format!(
        "(select id from incidents where {acme} and status <> 'closed' order by incident_number offset {} limit 1)",
        n % 20
    );
    match n % 20 {
        0 => format!(
            "insert into incidents (organization_id, created_by, title, description, priority, auto_priority) \
             select organization_id, id, 'Probe {n} failed', '<p>x</p>', 'low', false from profiles where email = 'mia@acme.example'"
        ),
        1 => format!(
            "update incidents set status = 'closed', resolved_at = now(), updated_at = now() where id = (select id from incidents where {acme} \
             and title like 'Probe %' and status <> 'closed' order by created_at limit 1)"
        ),
        2 | 3 => format!(
            "update incidents set status = case status when 'open' then 'investigating'::incident_status_type else 'open' end, updated_at = now() where id = {nth}"
        ),
        4 => format!(
            "update problems set title = 'Title {n}', updated_at = now() where id = (select id from problems where {acme} order by id limit 1)"
        ),
        5 => format!(
            "insert into comments (organization_id, author_id, incident_id, content, mentions) select i.organization_id, o.id, i.id, '<p>look {n}</p>', \
             jsonb_build_array(d.id) from incidents i, profiles o, profiles d where i.id = {nth} and o.email = 'omar@acme.example' and d.email = 'dana@acme.example'"
        ),
        6 => format!(
            "delete from comments where id = (select id from comments where {acme} and content like '<p>said%' order by created_at desc limit 1)"
        ),
        _ => format!(
            "insert into comments (organization_id, author_id, incident_id, content) select i.organization_id, o.id, i.id, '<p>said {n}</p>' \
             from incidents i, profiles o where i.id = {nth} and o.email = 'omar@acme.example'"
        ),
    }
}

/// What the database holds of something, as one text.
async fn held(stack: &Stack, sql: &str) -> String {
    let client = stack.database().admin().await.unwrap();
    client.query_one(&format!("select coalesce(({sql})::text, '')"), &[]).await.unwrap().get(0)
}

/// Lets things happen for so many minutes.
async fn soak(minutes: u64) {
    let stack = Arc::new(Stack::start(Options { seed: Seed::Demo, ..Options::default() }).await.unwrap());
    let home = tempfile::tempdir().unwrap();
    let mut driver = desk(&stack, home.path()).await;
    driver.press("5");
    driver.settle().await.unwrap();
    let (is_over, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let load = tokio::spawn({
        let (stack, is_over, done) = (Arc::clone(&stack), Arc::clone(&is_over), Arc::clone(&done));
        async move {
            let client = stack.database().admin().await.unwrap();
            let mut tick = tokio::time::interval(Duration::from_millis(1000 / RATE));
            while !is_over.load(Ordering::SeqCst) {
                tick.tick().await;
                let n = done.fetch_add(1, Ordering::SeqCst);
                client.batch_execute(&happening(n)).await.unwrap();
            }
        }
    });
    let mut kept = Vec::new();
    let (mut slowest, mut keys) = (Duration::ZERO, 0_u64);
    for minute in 1..=minutes {
        let end = Instant::now() + Duration::from_mins(1);
        while Instant::now() < end {
            // Somebody moves about: a key is answered at once, whatever happens.
            let pressed = Instant::now();
            driver.press(["k", "k", "G", "j"][usize::try_from(keys % 4).unwrap()]);
            let before = driver.frames();
            driver.wait_until("a frame", |driver| driver.frames() > before).await.unwrap();
            slowest = slowest.max(pressed.elapsed());
            keys += 1;
            let next = Instant::now() + Duration::from_millis(250);
            driver.wait_until("time", |_| Instant::now() >= next).await.unwrap();
        }
        match minute % 4 {
            0 => stack.realtime().restart(),
            1 => stack.faults().cut_sockets(),
            2 => stack.realtime().disconnect_all(),
            _ => Kind::ALL.iter().for_each(|kind| stack.realtime().crash(&format!("realtime:antops:{}", kind.table()))),
        }
        let model = driver.model();
        let comments: usize = model.rows.timelines.values().map(Vec::len).sum();
        kept.push(memory());
        println!(
            "minute {minute}: {} happened, {} MiB, feed {} entries, timelines {comments} comments, slowest key {slowest:?}",
            done.load(Ordering::SeqCst),
            memory() / 1024,
            model.feed.len()
        );
    }
    is_over.store(true, Ordering::SeqCst);
    load.await.unwrap();
    live(&mut driver).await;
    driver.press("r");
    driver.settle().await.unwrap();
    check(&stack, &driver).await;
    let (early, late) = (kept[kept.len() / 3], kept[kept.len() - 1]);
    println!(
        "memory after a third of it {} MiB, at the end {} MiB, slowest of {keys} keys {slowest:?}",
        early / 1024,
        late / 1024
    );
    assert!(late < early + early / 5 + 8 * 1024, "memory grew: {kept:?}");
}

/// Whether the client knows what the database holds.
async fn check(stack: &Stack, driver: &Driver) {
    let acme = "organization_id = (select organization_id from profiles where email = 'dana@acme.example')";
    let model = driver.model();
    let mut ours: Vec<String> = model
        .rows
        .incidents
        .values()
        .filter(|row| row.status.word() != "closed")
        .map(|row| format!("{} {} {}", row.id, row.status, row.updated_at.as_microsecond()))
        .collect();
    ours.sort_unstable();
    let sql = format!(
        "select string_agg(line, E'\\n' order by line) from (select id || ' ' || status || ' ' || round(extract(epoch from updated_at) * 1000000)::bigint as line from incidents where {acme} and status <> 'closed') open"
    );
    let mut theirs: Vec<String> = held(stack, &sql).await.lines().map(str::to_owned).collect();
    theirs.sort_unstable();
    assert_eq!(ours, theirs, "incidents");
    let mut ours: Vec<String> =
        model.rows.problems.values().map(|row| format!("{} {}", row.id, row.updated_at.as_microsecond())).collect();
    ours.sort_unstable();
    let sql = format!(
        "select string_agg(id || ' ' || round(extract(epoch from updated_at) * 1000000)::bigint, E'\\n') from problems where {acme}"
    );
    let mut theirs: Vec<String> = held(stack, &sql).await.lines().map(str::to_owned).collect();
    theirs.sort_unstable();
    assert_eq!(ours, theirs, "problems");
    let ours = model.feed.comments();
    let oldest = ours.iter().map(|(at, _)| *at).min().unwrap();
    let mut ours: Vec<String> = ours.into_iter().map(|(_, id)| id.to_string()).collect();
    ours.sort_unstable();
    let sql = format!("select string_agg(id::text, E'\\n') from comments where {acme} and created_at >= '{oldest}'");
    let mut theirs: Vec<String> = held(stack, &sql).await.lines().map(str::to_owned).collect();
    theirs.sort_unstable();
    assert_eq!(ours.len(), theirs.len(), "comments of the feed");
    assert_eq!(ours, theirs, "comments of the feed");
    let unread = held(stack, "select count(*) from comment_notifications where is_read is not true and user_id = (select id from profiles where email = 'dana@acme.example')").await;
    println!(
        "equal to the database: {} incidents, {} problems, {} comments of the feed; {} unread mentions there, {} unread here of which all that were loaded",
        model.rows.incidents.len(),
        model.rows.problems.len(),
        theirs.len(),
        unread,
        model.inbox.unread
    );
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    match words.first().map(String::as_str) {
        Some("soak") => runtime.block_on(soak(words.get(1).and_then(|word| word.parse().ok()).unwrap_or(30))),
        _ => runtime.block_on(latency()),
    }
}
