//! What a key, a live event and a frame cost with 100, 1,000 and 10,000 incidents. Read the ratios between the sizes, not the times: machines
//! differ. `cargo bench`.

#![allow(missing_docs, unreachable_pub, reason = "a benchmark has no users")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a benchmark fails by panicking")]

#[path = "../tests/it/support/world.rs"]
mod world;

use antops::app::{Msg, update};
use antops::domain::candidates::Candidates;
use antops::domain::filter::Filter;
use antops::domain::incident::Incident;
use antops::domain::known_error::KnownErrors;
use antops::domain::live::LiveEvent;
use antops::domain::problem::Problem;
use antops::domain::request::{Deed, Op, Row, Verdict};
use antops::domain::safe::Safe;
use antops::domain::service::ServiceId;
use antops::domain::value::{IncidentStatus, Priority, Record};
use antops::ui::theme::{Depth, Theme};
use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use jiff::SignedDuration;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::hint::black_box;
use world::{Rows, World, boot, dana, incident, omar, problem_id, problems};

/// A team, a company, a company that never closes anything.
const SIZES: [u128; 3] = [100, 1_000, 10_000];

/// So many incidents: every fourth active, priorities and people mixed.
fn many(n: u128) -> Vec<Incident> {
    let words = ["checkout", "replica", "certificate", "queue", "edge", "login", "mail", "disk"];
    (0..n)
        .map(|at| {
            let word = |offset: u128| words[usize::try_from((at + offset) % 8).unwrap()];
            Incident {
                status: if at % 4 == 0 { IncidentStatus::Open } else { IncidentStatus::Closed },
                priority: Priority::ALL[usize::try_from(at % 4).unwrap()],
                assigned_to: (at % 3 == 0).then(omar),
                created_by: if at % 5 == 0 { dana() } else { omar() },
                tags: vec![Safe::line(word(3))],
                services: vec![ServiceId(Safe::line(&format!("node-{}", at % 50)))],
                ..incident(at, &format!("{} fails after {} ({at})", word(0), word(5)))
            }
        })
        .collect()
}

/// So many problems, each with words and a service of its own and some that others have too.
fn many_problems(n: u128) -> Vec<Problem> {
    let words = ["checkout", "replica", "certificate", "queue", "edge", "login", "mail", "disk"];
    (0..n)
        .map(|at| {
            let word = |offset: u128| words[usize::try_from((at + offset) % 8).unwrap()];
            let text =
                format!("<p>{} waits for {} number {at}, and nobody drains it.</p>", word(1), word(2)).repeat(20);
            Problem {
                id: problem_id(at),
                title: Safe::line(&format!("{} {} exhausted at {}", word(0), word(4), 100 + at)),
                description: Safe::new(&text),
                services: vec![ServiceId(Safe::line(&format!("node-{}", at % 50)))],
                ..problems().remove(0)
            }
        })
        .collect()
}

fn company(n: u128) -> World {
    World::with(boot(120, 40), Rows { incidents: many(n), problems: many_problems(n / 10), ..Rows::default() })
}

fn messages(c: &mut Criterion) {
    let mut group = c.benchmark_group("update");
    for n in SIZES {
        let mut world = company(n);
        group.bench_function(BenchmarkId::new("one row changes", n), |b| {
            let mut flip = false;
            b.iter(|| {
                flip = !flip;
                let title = Safe::line(if flip { "tick" } else { "tock" });
                let row = Incident { title, ..world.rows.incidents[4].clone() };
                world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(row)))]));
            });
        });
        let mut world = company(n);
        group.bench_function(BenchmarkId::new("cursor down and up", n), |b| b.iter(|| world.press("j k")));
        let mut world = company(n);
        group.bench_function(BenchmarkId::new("to the end and back", n), |b| b.iter(|| world.press("G g")));
        let mut world = company(n);
        group.bench_function(BenchmarkId::new("one row moves and is sorted in", n), |b| {
            let mut flip = false;
            b.iter(|| {
                flip = !flip;
                let priority = if flip { Priority::Critical } else { Priority::Low };
                let row = Incident { priority, ..world.rows.incidents[8].clone() };
                world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(row)))]));
                world.press(if flip { "j" } else { "k" });
            });
        });
        let mut world = company(n);
        group.bench_function(BenchmarkId::new("a minute passes", n), |b| {
            b.iter(|| world.pass(SignedDuration::from_mins(1)));
        });
    }
    group.finish();
}

/// A thousand comments arrive in a second, in four batches; then somebody presses a key, and a frame is drawn.
fn burst(c: &mut Criterion) {
    let mut group = c.benchmark_group("feed");
    group.sample_size(20);
    let mut world = company(1_000);
    world.press("5");
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
    let theme = Theme::new(Depth::Sixteen, antops::app::settings::Glyphs::Unicode);
    let mut n = 10_000_u128;
    group.bench_function("a burst of 1,000 comments, in four batches", |b| {
        b.iter(|| {
            for _ in 0..4 {
                let events = (0..250).map(|_| {
                    n += 1;
                    let at = world.model.now;
                    let said = world::comment(n, n % 40, omar(), 0, "<p>burst</p>");
                    LiveEvent::Row(Row::Comment(Box::new(antops::domain::comment::Comment {
                        created_at: at,
                        updated_at: at,
                        ..said
                    })))
                });
                let events = events.collect();
                world.send(Msg::Live(events));
            }
        });
    });
    group.bench_function("a key and a frame after it", |b| {
        b.iter(|| {
            world.press("k G");
            terminal.draw(|frame| antops::ui::draw(frame, &world.model, &theme)).unwrap();
        });
    });
    assert!(world.model.feed.len() <= antops::app::panes::feed::MOST);
    group.finish();
}

/// A plan of 500 rows was done, and now the verdicts come in, one by one.
fn deeds(c: &mut Criterion) {
    let mut group = c.benchmark_group("deeds");
    group.sample_size(10);
    for n in [1_000, 10_000] {
        let mut rows = many(n);
        for (at, row) in rows.iter_mut().enumerate() {
            row.created_by = dana();
            row.assigned_to = None;
            row.status = if at < 500 { IncidentStatus::Open } else { IncidentStatus::Closed };
        }
        let mut world = World::with(boot(120, 40), Rows { incidents: rows, ..Rows::default() });
        world.press("* a enter");
        let sent = world.sent();
        let verdict = |op: Op| {
            let Deed::Edit { record: Record::Incident(incident), edits, .. } = &op.deed else { panic!("{op:?}") };
            let mut row = world.model.rows.incidents[incident].clone();
            edits.apply(&mut row);
            let done = Verdict::Done(vec![Row::Incident(Box::new(row))]);
            Msg::Judged { op: Box::new(op), receipt: Box::new(Ok(done)) }
        };
        let verdicts: Vec<Msg> = sent.into_iter().map(verdict).collect();
        assert_eq!(verdicts.len(), 500);
        group.bench_function(BenchmarkId::new("500 deeds judged", n), |b| {
            b.iter_batched(
                || (world.model.clone(), verdicts.clone()),
                |(mut model, verdicts)| {
                    for verdict in verdicts {
                        update(&mut model, verdict);
                    }
                    assert!(model.pending.all().is_empty());
                    model
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn draw(c: &mut Criterion) {
    let mut group = c.benchmark_group("draw");
    let theme = Theme::new(Depth::Sixteen, antops::app::settings::Glyphs::Unicode);
    for n in SIZES {
        let world = company(n);
        let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
        group.bench_function(BenchmarkId::new("a frame at 120x40", n), |b| {
            b.iter(|| {
                terminal.draw(|frame| antops::ui::draw(frame, black_box(&world.model), &theme)).unwrap();
            });
        });
    }
    group.finish();
}

fn filter(c: &mut Criterion) {
    let mut group = c.benchmark_group("filter");
    for n in SIZES {
        let mut world = company(n);
        group.bench_function(BenchmarkId::new("type a filter and leave it", n), |b| {
            b.iter(|| {
                world.press("/");
                world.type_text("status:open edge");
                world.press("esc");
            });
        });
    }
    group.bench_function("parse", |b| {
        b.iter(|| Filter::parse(black_box("status:open,investigating priority:>=high -tag:db edge")).unwrap());
    });
    group.finish();
}

fn known_errors(c: &mut Criterion) {
    let mut group = c.benchmark_group("known errors");
    let problems = many_problems(1_000);
    group.bench_function("index 1,000 problems", |b| b.iter(|| KnownErrors::new(black_box(&problems))));
    let mut index = KnownErrors::new(&problems);
    let mut changed = problems.clone();
    group.bench_function("one of 1,000 problems changes", |b| {
        let mut flip = false;
        b.iter(|| {
            flip = !flip;
            changed[500].title = Safe::line(if flip { "tick" } else { "tock" });
            index.update(black_box(&changed));
        });
    });
    let row = many(10).remove(7);
    group.bench_function("behind an incident among 1,000", |b| b.iter(|| index.behind(black_box(&row), |_| None)));
    group.finish();
}

/// A paragraph of so many words, as reports have them.
fn prose(at: u128, words: u128) -> String {
    const SAID: [&str; 40] = [
        "checkout",
        "replica",
        "lag",
        "queue",
        "edge",
        "login",
        "mail",
        "disk",
        "pool",
        "timeout",
        "gateway",
        "customer",
        "payment",
        "deploy",
        "restart",
        "memory",
        "cache",
        "session",
        "cart",
        "certificate",
        "batch",
        "report",
        "lock",
        "scanner",
        "label",
        "printer",
        "driver",
        "tunnel",
        "route",
        "position",
        "invoice",
        "export",
        "import",
        "backup",
        "alert",
        "threshold",
        "node",
        "cluster",
        "volume",
        "snapshot",
    ];
    let word = |n: u128| {
        let place = (at * 31 + n * (7 + at % 5)) % 400;
        SAID.get(usize::try_from(place).unwrap()).map_or_else(|| format!("word{place}"), |word| (*word).to_owned())
    };
    format!("<p>{}.</p>", (0..words).map(word).collect::<Vec<_>>().join(" "))
}

/// What belongs to a problem with twelve linked incidents, when one incident changed since the last time.
fn candidates(c: &mut Criterion) {
    let mut group = c.benchmark_group("candidates");
    group.sample_size(20);
    for (name, words) in [("short reports", 4), ("reports of 80 words", 80)] {
        // One in ninety-seven is about it, the first twelve of them are linked.
        let mut problem = many_problems(1).remove(0);
        problem.title = Safe::line("Connection pool exhausted");
        problem.description = Safe::new(&prose(3, words));
        problem.services = vec![ServiceId(Safe::line("node-3"))];
        let mut rows = many(10_000);
        for (at, row) in (0..).zip(&mut rows) {
            row.description = Safe::new(&prose(at, words));
            if at % 97 == 3 {
                row.title = Safe::line(&format!("Pool of connections exhausted ({at})"));
                row.services.clone_from(&problem.services);
                row.problem = (at / 97 < 12).then_some(problem.id);
            }
        }
        let all = |rows: &[Incident]| {
            let mut all = Candidates::default();
            for row in rows {
                all.put_incident(row);
            }
            all
        };
        group.bench_function(BenchmarkId::new("made ready of 10,000", name), |b| b.iter(|| all(&rows)));
        let mut ready = all(&rows);
        let found = ready.of_problem(&problem, |_| None).len();
        assert!(ready.linked(problem.id).len() == 12 && found >= 80, "{found}");
        group.bench_function(BenchmarkId::new("of a problem among 10,000, one changed", name), |b| {
            let mut flip = false;
            b.iter(|| {
                flip = !flip;
                let description = Safe::new(&prose(if flip { 5_000 } else { 5_001 }, words));
                ready.put_incident(&Incident { description, ..rows[5_000].clone() });
                ready.of_problem(black_box(&problem), |_| None)
            });
        });
        group.bench_function(BenchmarkId::new("10,000 looked at, one changed", name), |b| {
            let mut flip = false;
            b.iter(|| {
                flip = !flip;
                rows[5_000].title = Safe::line(if flip { "tick" } else { "tock" });
                for row in &rows {
                    ready.put_incident(row);
                }
            });
        });
        for row in &many_problems(1_000) {
            ready.put_problem(row);
        }
        group.bench_function(BenchmarkId::new("1,000 problems for an incident", name), |b| {
            b.iter(|| ready.for_incidents(&[black_box(&rows[4_003])], |_| None));
        });
    }
    group.finish();
}

/// The linking view of a problem with twelve linked incidents among 10,000: opened, opened after one incident changed, and how the rows are read
/// into its index in the first place, a portion with each message.
fn linking(c: &mut Criterion) {
    let mut group = c.benchmark_group("linking");
    group.sample_size(20);
    for (name, words) in [("short reports", 4), ("reports of 80 words", 80)] {
        let mut problem = many_problems(1).remove(0);
        problem.title = Safe::line("Connection pool exhausted");
        problem.description = Safe::new(&prose(3, words));
        problem.services = vec![ServiceId(Safe::line("node-3"))];
        let mut incidents = many(10_000);
        for (at, row) in (0..).zip(&mut incidents) {
            row.description = Safe::new(&prose(at, words));
            if at % 97 == 3 {
                row.title = Safe::line(&format!("Pool of connections exhausted ({at})"));
                row.services.clone_from(&problem.services);
                row.problem = (at / 97 < 12).then_some(problem.id);
            }
        }
        let rows = Rows { incidents, problems: vec![problem], ..Rows::default() };
        let mut world = World::with(boot(120, 40), rows);
        let fresh = world.model.clone();
        let read = |model: &mut antops::app::Model| {
            let now = model.now;
            update(model, Msg::Time(now))
        };
        group.bench_function(BenchmarkId::new("the next portion of 10,000 is read", name), |b| {
            b.iter_batched(|| fresh.clone(), |mut model| (read(&mut model), model), BatchSize::LargeInput);
        });
        group.bench_function(BenchmarkId::new("opened among 10,000 of which next to none are read", name), |b| {
            let open = || {
                let mut world = World { model: fresh.clone(), rows: world.rows.clone(), wishes: vec![] };
                world.press("2");
                world
            };
            b.iter_batched(open, |mut world| (world.press("l"), world.model), BatchSize::LargeInput);
        });
        world.press("2 l");
        let found = world.model.shown_linking().unwrap().found().len();
        assert!(world.model.shown_linking().unwrap().linked().order().len() == 12 && found >= 80, "{found}");
        world.press("esc");
        group.bench_function(BenchmarkId::new("opened and left among 10,000", name), |b| {
            b.iter(|| world.press("l esc"));
        });
        group.bench_function(BenchmarkId::new("opened and left among 10,000, one changed", name), |b| {
            let mut flip = false;
            b.iter(|| {
                flip = !flip;
                let description = Safe::new(&prose(if flip { 5_000 } else { 5_001 }, words));
                let row = Incident { description, ..world.rows.incidents[5_000].clone() };
                world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(row)))]));
                world.press("l esc");
            });
        });
        world.press("l");
        group.bench_function(BenchmarkId::new("a row changes while it is open", name), |b| {
            let mut flip = false;
            b.iter(|| {
                flip = !flip;
                let title = Safe::line(if flip { "tick" } else { "tock" });
                let row = Incident { title, ..world.rows.incidents[5_000].clone() };
                world.send(Msg::Live(vec![LiveEvent::Row(Row::Incident(Box::new(row)))]));
            });
        });
    }
    group.finish();
}

criterion_group!(benches, burst, messages, deeds, draw, filter, known_errors, candidates, linking);
criterion_main!(benches);
