//! Looking for incidents in the database finds what the filter keeps of all of them: no more, no fewer, whatever was typed and whatever
//! stands in the rows.

use super::{Bench, person};
use antops::domain::fault::Fault;
use antops::domain::filter::{Condition, Directory, Filter, Question, Surroundings};
use antops::domain::incident::Incident;
use antops::domain::member::Profile;
use antops::domain::problem::Problem;
use antops::domain::request::{Answer, Query};
use antops::domain::search::{Edge, Found, Search, SearchOrder, Total};
use antops::domain::service::{Service, ServiceId};
use antops::domain::slo::SloTargets;
use antops::domain::value::{IncidentId, ProblemId, ProfileId};
use antops::ports::Clock;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Rows with everything in them that can go wrong: signs of the grammars of PostgREST, LIKE and regular expressions, letters whose case a
/// database may not know, characters we show in another form, empty and odd lists.
const NASTY: &str = r#"
    insert into incidents (organization_id, title, description, created_by, incident_number, status, priority, created_at, updated_at,
                           resolved_at, tags, affected_services, customer, assigned_to, criticality, urgency, auto_priority)
    select 'aaaaaaaa-0000-4000-8000-000000000001', title, '', '11111111-1111-4111-8111-000000000001', 'N-INC-' || lpad(n::text, 4, '0'),
           (array['open', 'investigating', 'resolved', 'closed'])[n % 4 + 1]::incident_status_type,
           (array['low', 'medium', 'high', 'critical'])[n % 3 + 1]::priority_type,
           now() - n * interval '7 hours', now() - n * interval '3 hours',
           case when n % 4 >= 2 and n % 5 > 0 then now() - n * interval '5 hours' end,
           tags, services, customer, case when n % 3 = 0 then '11111111-1111-4111-8111-000000000003'::uuid end,
           case when n % 2 = 0 then 'high' end, case when n % 3 = 0 then 'low' end, false
    from (values
      (1, 'a,b) and (c', '{db}'::text[], '{node-api}'::text[], 'Contoso, Ltd.'),
      (2, 'say "no" to it', '{DB}', '{}', ' Contoso '),
      (3, 'path c:\temp\x', '{region:eu}', '{odd,service}', ''),
      (4, '5 * 3 stars *', '{REGION:us}', null, '   '),
      (5, '100% sure, 50%_off', '{"with space","a,b"}', '{"a,b","q\"uote"}', null),
      (6, 'under_score', '{"quo\"te"}', '{node-api,node-x}', 'A*B'),
      (7, 'closing ) only', null, '{}', 'x) y'),
      (8, 'GRÖSSE größe É', '{größe}', '{}', 'Ünïcode'),
      (9, 'İstanbul K elvin', '{}', '{}', 'ÉCLAIR'),
      (10, E'tab\there', '{k:v:w}', '{}', E'tab\tname'),
      (11, E'two\nlines', '{}', '{}', E'zero\u200Bwidth'),
      (12, E'zero\u200Bwidth join', '{}', '{}', 'o''hara'),
      (13, E'esc\u001b[31mred', '{}', '{}', '%'),
      (14, 'emoji 🔥 fire 🧯', '{🔥}', '{}', '🔥'),
      (15, '超时 (東京)', '{東京}', '{}', '株式会社'),
      (16, 'e' || repeat(U&'\0301', 6) || 'x marks', '{}', '{}', 'Nobody'),
      (17, 'null element', '{NULL}', '{NULL}', 'none'),
      (18, 'many tags', '{a,b,c,d,e,f,g,late}', '{a,b,c,d,e,f,g,node-late}', 'me'),
      (19, 'colon: dot. star* dollar$ caret^ [x] {y} (z) |p| a+b?', '{a.b,"(z)","{y}"}', '{}', 'a|b'),
      (20, 'eq.open,or(status.eq.open)', '{eq.open}', '{}', 'and(x)'),
      (21, '\\ two backslashes \', '{"back\\slash"}', '{}', '\'),
      (22, '''; drop table incidents; --', '{}', '{}', ''''),
      (23, 'plain edge', '{db,edge}', '{edge-1}', 'Edge')
    ) as t (n, title, tags, services, customer);
"#;

const EXPRESSIONS: &[&str] = &[
    // free words
    "edge",
    "-edge",
    "\"a,b)\"",
    "-\"a,b)\"",
    "\"say \\\"no\\\"\"",
    "\"c:\\\\temp\"",
    "temp\\x",
    "*",
    "-*",
    "\"5 * 3\"",
    "%",
    "-%",
    "100%",
    "_",
    "under_score",
    "-under_score",
    ")",
    "-)",
    "\"(c\"",
    "größe",
    "GRÖSSE",
    "é",
    "É",
    "-é",
    "istanbul",
    "İstanbul",
    "i̇stanbul",
    "k",
    "-k",
    "elvin",
    "\"tab    here\"",
    "\"two lines\"",
    "zerowidth",
    "-zerowidth",
    "␛",
    "red",
    "🔥",
    "-🔥",
    "超时",
    "東京",
    "\"超时 (東京)\"",
    "e\u{301}\u{301}\u{301}\u{301}x",
    "eq.open,or(status",
    "\"and(x)\"",
    "\\",
    "-\\",
    "\\\\",
    "'",
    "\"; drop table\"",
    "--",
    "star*",
    "a+b?",
    "\"[x]\"",
    "\"{y}\"",
    "|p|",
    "region",
    "late",
    "n-inc-001",
    "inc",
    "-inc",
    "contoso",
    "\"contoso, ltd.\"",
    "\u{200B}",
    "a\u{0}b",
    // words of the language
    "status:open",
    "-status:open",
    "status:closed,resolved",
    "status:any",
    "-status:any",
    "priority:>=high",
    "-priority:low",
    "priority:<low",
    "criticality:high",
    "criticality:none",
    "-criticality:high",
    "-criticality:none",
    "urgency:<=medium,none",
    "-urgency:low",
    "assignee:me",
    "-assignee:me",
    "assignee:none",
    "-assignee:none",
    "assignee:m",
    "-assignee:m",
    "assignee:nobody-is-called-so",
    "-assignee:nobody-is-called-so",
    "assignee:林",
    "created-by:me",
    "-created-by:me",
    "created-by:o",
    "service:api",
    "-service:api",
    "service:none",
    "-service:none",
    "service:\"a,b\"",
    "service:odd",
    "service:node-late",
    "-service:node-late",
    "service:late,none",
    "service:\"q\\\"uote\"",
    "service:edge",
    "-service:edge",
    "tag:db",
    "-tag:db",
    "tag:region",
    "-tag:region",
    "tag:region:eu",
    "tag:none",
    "-tag:none",
    "tag:\"a,b\"",
    "tag:\"with space\"",
    "tag:größe",
    "-tag:größe",
    "tag:late",
    "-tag:late",
    "tag:k",
    "tag:k:v",
    "tag:k:v:w",
    "tag:🔥",
    "tag:東京",
    "tag:\"quo\\\"te\"",
    "-tag:\"quo\\\"te\"",
    "tag:a.b",
    "tag:\"(z)\"",
    "tag:\"{y}\"",
    "tag:\"back\\\\slash\"",
    "tag:eq.open",
    "tag:null",
    "tag:d*",
    "customer:contoso",
    "customer:\"contoso \"",
    "-customer:\"contoso \"",
    "-customer:contoso",
    "customer:none",
    "-customer:none",
    "customer:\"none\"",
    "customer:*",
    "customer:%",
    "customer:\"x) y\"",
    "customer:'",
    "customer:\\",
    "customer:é",
    "-customer:é",
    "customer:ü",
    "customer:zerowidth",
    "customer:\"tab    name\"",
    "problem:none",
    "-problem:none",
    "problem:1",
    "-problem:1",
    "problem:prbm",
    "problem:999",
    "number:7",
    "-number:7",
    "number:0007,12",
    "number:n-inc",
    "-number:n-inc",
    "number:0",
    "slo:breached",
    "-slo:breached",
    "slo:risk",
    "-slo:risk",
    "slo:fine",
    "-slo:fine",
    "slo:met",
    "-slo:met",
    "slo:missed",
    "-slo:missed",
    "slo:<2h",
    "-slo:<2h",
    "slo:>=5h",
    "slo:<-3d",
    "slo:<1h,>20h",
    "age:>1d",
    "-age:>1d",
    "age:<=30h",
    "created:today",
    "-created:today",
    "created:yesterday..",
    "created:>3d",
    "created:2025",
    "-created:2025-02",
    "created:2025-02-03..2025-02-07",
    "updated:<1d",
    "updated:>2d",
    "-updated:>2d",
    "resolved:<2d",
    "-resolved:<2d",
    "resolved:none",
    "-resolved:none",
    "resolved:2025-02..",
    "is:mine",
    "-is:mine",
    "is:active",
    "is:done",
    "-is:done",
    "is:unseen",
    "-is:unseen",
    // together
    "",
    "status:closed contoso",
    "-tag:db -status:open priority:>=medium \"(\"",
    "is:done created:>30d",
    "assignee:me,none -service:none edge",
];

struct Scene {
    bench: Bench,
    now: Timestamp,
    people: Vec<Profile>,
    services: Vec<Service>,
    problems: Vec<Problem>,
    targets: SloTargets,
    unseen: Vec<IncidentId>,
}

impl Scene {
    async fn of(bench: Bench) -> Self {
        let Ok(Answer::People(people)) = bench.read(Query::People).await else { panic!("no people") };
        let Ok(Answer::Services(services)) = bench.read(Query::Services).await else { panic!("no services") };
        let Ok(Answer::Problems(problems)) = bench.read(Query::Problems).await else { panic!("no problems") };
        let Ok(Answer::SloTargets(targets)) = bench.read(Query::SloTargets).await else { panic!("no targets") };
        let now = bench.clock.now();
        Self {
            bench,
            now,
            people,
            services,
            problems: problems.rows,
            targets,
            unseen: vec![super::incident(3), super::incident(5)],
        }
    }

    fn question(&self, filter: &Filter, until: Timestamp) -> Question {
        let people: Vec<(ProfileId, &str)> = self.people.iter().map(|person| (person.id, person.label())).collect();
        let services: Vec<(&ServiceId, &str)> =
            self.services.iter().map(|service| (&service.id, service.label.as_str())).collect();
        let problems: Vec<(ProblemId, &str)> =
            self.problems.iter().filter_map(|problem| Some((problem.id, problem.number.as_deref()?))).collect();
        filter.question(&Directory {
            now: self.now,
            until,
            zone: &TimeZone::UTC,
            me: Some(person(4)),
            targets: &self.targets,
            people: &people,
            services: &services,
            problems: &problems,
            unseen: &self.unseen,
        })
    }

    /// What the filter keeps of rows at a time.
    fn kept(&self, filter: &Filter, rows: &[Incident], now: Timestamp) -> BTreeSet<IncidentId> {
        let people = |id: ProfileId| self.people.iter().find(|person| person.id == id).map(Profile::label);
        let service = |id: &ServiceId| {
            self.services.iter().find(|service| service.id == *id).map(|service| service.label.as_str())
        };
        let problem = |id: ProblemId| {
            self.problems.iter().find(|problem| problem.id == id).and_then(|problem| problem.number.as_deref())
        };
        let around = Surroundings {
            now,
            zone: &TimeZone::UTC,
            me: Some(person(4)),
            targets: &self.targets,
            people: &people,
            service: &service,
            problem: &problem,
            unseen: &|id| self.unseen.contains(&id),
        };
        rows.iter().filter(|row| filter.matches(*row, &around)).map(|row| row.id).collect()
    }

    async fn page(
        &self,
        condition: &Condition,
        order: SearchOrder,
        after: Option<Edge>,
        limit: u16,
    ) -> Result<Found, Fault> {
        let search = Search { condition: condition.clone(), order, after, limit };
        match self.bench.read(Query::Search(search)).await {
            Ok(Answer::Found(found)) => Ok(found),
            Ok(other) => panic!("{other:?}"),
            Err(fault) => Err(fault),
        }
    }

    /// All pages, and what the first said about how many there are.
    async fn pages(&self, condition: &Condition, order: SearchOrder, limit: u16) -> (Vec<Incident>, Option<Total>) {
        let (mut rows, mut after, mut total) = (vec![], None, None);
        loop {
            let found = self
                .page(condition, order, after, limit)
                .await
                .unwrap_or_else(|fault| panic!("{condition:?}: {fault}"));
            total = total.or(found.total);
            rows.extend(found.rows);
            match found.next {
                None => return (rows, total),
                next => after = next,
            }
        }
    }
}

#[tokio::test]
async fn what_is_found_is_what_the_filter_keeps_of_everything() {
    let bench = Bench::signed_in("member").await;
    bench.arrange(NASTY).await;
    let scene = Scene::of(bench).await;
    let (all, _) = scene.pages(&Condition::everything(), SearchOrder::Newest, 1000).await;
    let counted = scene
        .bench
        .truth("select count(*)::text from incidents where organization_id = 'aaaaaaaa-0000-4000-8000-000000000001'")
        .await;
    assert_eq!(Some(all.len().to_string()), counted, "nothing is missing to begin with");
    for expression in EXPRESSIONS {
        let filter = Filter::parse(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
        // A question that is good for two hours keeps what the filter keeps at any time of them.
        for until in [scene.now, scene.now + SignedDuration::from_hours(2)] {
            let question = scene.question(&filter, until);
            let (found, total) = scene.pages(&question.condition, SearchOrder::Newest, 1000).await;
            let mut now = scene.now;
            while now <= until {
                let expected = scene.kept(&filter, &all, now);
                assert_eq!(scene.kept(&filter, &found, now), expected, "{expression} at {now}");
                now += SignedDuration::from_mins(30);
            }
            if question.is_exact && matches!(total, Some(Total::Exact(_))) {
                let expected = scene.kept(&filter, &all, scene.now).len();
                assert_eq!(total, Some(Total::Exact(expected as u64)), "{expression}: what is said to be exact is");
            }
        }
    }
}

#[tokio::test]
async fn little_more_is_sent_than_was_asked_for() {
    let bench = Bench::signed_in("member").await;
    bench
        .arrange(
            "insert into incidents (organization_id, title, description, created_by, incident_number, status, tags, created_at) \
             select 'aaaaaaaa-0000-4000-8000-000000000001', 'n' || n, '', '11111111-1111-4111-8111-000000000001', 'X-' || n, 'closed', \
             array['t' || n % 50, 'all'], timestamptz '2024-01-01' + n * interval '1 hour' from generate_series(1, 1000) n",
        )
        .await;
    let scene = Scene::of(bench).await;
    for (expression, most) in [
        ("n777", 10),
        ("tag:t7", 30),
        ("-tag:all", 40),
        ("number:777", 10),
        ("status:closed created:2024-01-02", 24),
        ("-status:closed", 20),
        ("slo:breached", 20),
        ("service:api", 20),
        ("assignee:me", 12),
    ] {
        let question = scene.question(&Filter::parse(expression).unwrap(), scene.now);
        let (found, _) = scene.pages(&question.condition, SearchOrder::Newest, 1000).await;
        assert!(found.len() <= most, "{expression}: {} rows", found.len());
    }
}

#[tokio::test]
async fn pages_neither_skip_nor_repeat_rows_of_one_moment() {
    let bench = Bench::signed_in("member").await;
    bench
        .arrange(
            "insert into incidents (organization_id, title, description, created_by, incident_number, status, created_at, updated_at) \
             select 'aaaaaaaa-0000-4000-8000-000000000001', 'n' || n, '', '11111111-1111-4111-8111-000000000001', 'X-' || n, 'closed', \
             timestamptz '2024-03-01 00:00:00.123456' + (n / 30) * interval '1 microsecond', timestamptz '2024-03-01' + (n % 7) * interval '1 day' \
             from generate_series(1, 2345) n",
        )
        .await;
    let scene = Scene::of(bench).await;
    let question = scene.question(&Filter::parse("status:closed created:2024-03-01").unwrap(), scene.now);
    for (order, limit) in [
        (SearchOrder::Newest, 200),
        (SearchOrder::Updated, 499),
        (SearchOrder::Oldest, 300),
        (SearchOrder::Newest, 5000),
    ] {
        let (rows, total) = scene.pages(&question.condition, order, limit).await;
        let ids: BTreeSet<IncidentId> = rows.iter().map(|row| row.id).collect();
        assert_eq!((rows.len(), ids.len()), (2345, 2345), "a limit of {limit}");
        let place = |row: &Incident| (order.of(row), row.id);
        let is_after = |left: &Incident, right: &Incident| match order {
            SearchOrder::Oldest => place(left) < place(right),
            _ => place(left) > place(right),
        };
        assert!(rows.is_sorted_by(is_after), "{order:?}");
        let is_honest = match total {
            Some(Total::About(about)) => about > 1001,
            Some(Total::MoreThan(most)) => most == 1000,
            _ => false,
        };
        assert!(is_honest, "{total:?}");
    }
}

#[tokio::test]
async fn a_page_that_holds_everything_is_the_last_and_counted() {
    let scene = Scene::of(Bench::signed_in("member").await).await;
    let question = scene.question(&Filter::parse("status:any").unwrap(), scene.now);
    let found = scene.page(&question.condition, SearchOrder::Newest, None, 200).await.unwrap();
    assert_eq!((found.rows.len(), found.next, found.total), (12, None, Some(Total::Exact(12))));
    let part = scene.page(&question.condition, SearchOrder::Newest, None, 5).await.unwrap();
    assert_eq!((part.rows.len(), part.total), (5, Some(Total::About(12))));
    assert_eq!(part.next, part.rows.last().map(|row| Edge { at: row.created_at, id: row.id }));
}

#[tokio::test]
async fn a_question_of_any_length_gets_an_answer() {
    let bench = Bench::signed_in("member").await;
    bench.arrange(NASTY).await;
    let scene = Scene::of(bench).await;
    let (all, _) = scene.pages(&Condition::everything(), SearchOrder::Newest, 1000).await;
    let long = "ö,)".repeat(3000);
    let many: Vec<String> = (0..40).map(|n| format!("-\"word{n},\" -tag:t{n} -service:s{n}")).collect();
    for expression in
        [format!("status:open \"{long}\""), format!("edge {}", many.join(" ")), format!("tag:db,\"{long}\"")]
    {
        let filter = Filter::parse(&expression).unwrap();
        let (found, _) = scene.pages(&scene.question(&filter, scene.now).condition, SearchOrder::Newest, 1000).await;
        assert_eq!(scene.kept(&filter, &found, scene.now), scene.kept(&filter, &all, scene.now));
    }
}
