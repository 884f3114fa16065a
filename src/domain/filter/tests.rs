//! The filter language on a handful of incidents.

use super::Condition::{All, Any, Holds, Missing, OneOf, Within};
use super::{Condition, Fact, Filter, Surroundings, Vocabulary, complete};
use crate::domain::incident::Incident;
use crate::domain::safe::Safe;
use crate::domain::samples;
use crate::domain::service::ServiceId;
use crate::domain::slo::SloTargets;
use crate::domain::value::{IncidentId, IncidentStatus, Priority, ProblemId, ProfileId};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use uuid::Uuid;

const DANA: ProfileId = ProfileId(Uuid::from_u128(1));
const OMAR: ProfileId = ProfileId(Uuid::from_u128(2));

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn incident(number: u128, title: &str, priority: Priority, status: IncidentStatus, hours_old: i64) -> Incident {
    let created_at = now() - SignedDuration::from_hours(hours_old);
    Incident {
        id: IncidentId(Uuid::from_u128(number)),
        number: Some(Safe::line(&format!("ACM-INC-{number:04}"))),
        title: Safe::line(title),
        priority,
        status,
        created_by: OMAR,
        created_at,
        updated_at: created_at,
        ..samples::incident(0)
    }
}

/// Critical and breached; high and fine; medium and at risk; low and resolved in time; medium, closed by the web app.
fn queue() -> Vec<Incident> {
    let safe = |words: &[&str]| words.iter().copied().map(Safe::line).collect::<Vec<_>>();
    let mut edge =
        incident(42, "Checkout answers 500 at the EU edge", Priority::Critical, IncidentStatus::Investigating, 3);
    edge.assigned_to = Some(OMAR);
    edge.created_by = DANA;
    edge.services = vec![ServiceId(Safe::line("node-7"))];
    (edge.urgency, edge.criticality) = (Some(Priority::Medium), Some(Priority::Critical));
    edge.customer = Some(Safe::line("Contoso, Ltd."));
    edge.problem = Some(ProblemId(Uuid::from_u128(7)));
    let mut lag = incident(40, "Replica lag", Priority::High, IncidentStatus::Open, 2);
    (lag.urgency, lag.criticality) = (Some(Priority::High), Some(Priority::Low));
    lag.tags = safe(&["DB", "region:eu"]);
    let mut mails = incident(41, "Login mails delayed (Übermittlung)", Priority::Medium, IncidentStatus::Open, 20);
    mails.assigned_to = Some(DANA);
    mails.problem = Some(ProblemId(Uuid::from_u128(17)));
    let mut printer = incident(31, "Printer offline", Priority::Low, IncidentStatus::Resolved, 50);
    printer.resolved_at = Some(now());
    let closed = incident(30, "Edge restarts", Priority::Medium, IncidentStatus::Closed, 200);
    vec![edge, lag, mails, printer, closed]
}

fn around<T>(look: impl FnOnce(&Surroundings<'_>) -> T) -> T {
    around_in(&TimeZone::UTC, look)
}

fn around_in<T>(zone: &TimeZone, look: impl FnOnce(&Surroundings<'_>) -> T) -> T {
    let people = |id: ProfileId| {
        [(DANA, "Dana Li"), (OMAR, "Omar Núñez")].into_iter().find_map(|(who, name)| (who == id).then_some(name))
    };
    let service = |id: &ServiceId| (id.0 == "node-7").then_some("edge-eu (Production)");
    let problem = |id: ProblemId| {
        [(7, "ACM-PRBM-0007"), (17, "ACM-PRBM-0017")]
            .into_iter()
            .find_map(|(n, number)| (id.0 == Uuid::from_u128(n)).then_some(number))
    };
    let unseen = |id: IncidentId| id.0 == Uuid::from_u128(41);
    look(&Surroundings {
        now: now(),
        zone,
        me: Some(DANA),
        targets: &SloTargets::default(),
        people: &people,
        service: &service,
        problem: &problem,
        unseen: &unseen,
    })
}

/// The numbers of what passes.
fn kept(expression: &str) -> Vec<u128> {
    let filter = Filter::parse(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    around(|around| {
        queue()
            .iter()
            .filter(|incident| filter.matches(*incident, around))
            .map(|incident| incident.id.0.as_u128())
            .collect()
    })
}

#[test]
fn every_question_keeps_what_it_says() {
    let table: [(&str, &[u128]); 92] = [
        ("", &[42, 40, 41, 31, 30]),
        ("edge", &[42, 30]),
        ("EDGE eu", &[42]),
        ("edge -eu", &[30]),
        ("inc-004", &[42, 40, 41]),
        ("contoso", &[42]),
        ("region", &[40]),
        ("\"replica lag\"", &[40]),
        ("-\"replica lag\" 004", &[42, 41]),
        ("übermittlung", &[41]),
        ("status:open", &[40, 41]),
        ("status:open,investigating", &[42, 40, 41]),
        ("-status:open,investigating", &[31, 30]),
        ("STATUS:Open", &[40, 41]),
        ("status:inv", &[42]),
        ("priority:high", &[40]),
        ("priority:>=high", &[42, 40]),
        ("priority:<medium", &[31]),
        ("priority:<=m", &[41, 31, 30]),
        ("priority:>high,low", &[42, 31]),
        ("assignee:me", &[41]),
        ("assignee:none", &[40, 31, 30]),
        ("assignee:omar", &[42]),
        ("assignee:\"NÚÑEZ\"", &[42]),
        ("assignee:me,none", &[40, 41, 31, 30]),
        ("assignee:\"none\"", &[]),
        ("created-by:me", &[42]),
        ("created-by:omar", &[40, 41, 31, 30]),
        ("service:edge", &[42]),
        ("service:node-7", &[42]),
        ("service:none -priority:low", &[40, 41, 30]),
        ("tag:db", &[40]),
        ("tag:d", &[]),
        ("tag:region", &[40]),
        ("tag:region:eu", &[40]),
        ("tag:region:us", &[]),
        ("-tag:none", &[40]),
        ("customer:contoso", &[42]),
        ("customer:\"contoso, ltd.\"", &[42]),
        ("customer:none priority:>=high", &[40]),
        ("problem:none", &[40, 31, 30]),
        ("problem:7", &[42]),
        ("problem:prbm-0017", &[41]),
        ("slo:breached", &[42]),
        ("slo:risk", &[41]),
        ("slo:fine", &[40]),
        ("slo:met", &[31]),
        ("slo:<5h", &[42, 41]),
        ("slo:>=4h", &[40, 41]),
        ("slo:<-30m", &[42]),
        ("age:>1d", &[31, 30]),
        ("age:<=2h", &[40]),
        ("age:>1w1d", &[30]),
        ("is:unseen", &[41]),
        ("is:mine", &[42, 41]),
        ("-is:active", &[31, 30]),
        ("is:done", &[31, 30]),
        ("status:any", &[42, 40, 41, 31, 30]),
        ("status:an -status:open", &[42, 31, 30]),
        ("urgency:high", &[40]),
        ("urgency:>=medium", &[42, 40]),
        ("urgency:none", &[41, 31, 30]),
        ("-urgency:>=high", &[42, 41, 31, 30]),
        ("criticality:low,none", &[40, 41, 31, 30]),
        ("number:42", &[42]),
        ("number:0042,31", &[42, 31]),
        ("number:acm-inc-004", &[42, 40, 41]),
        ("created:2026-03-01", &[42, 40]),
        ("created:today", &[42, 40]),
        ("created:yesterday", &[41]),
        ("created:2026-02-28,2026-02-27", &[41, 31]),
        ("created:2026-02", &[41, 31, 30]),
        ("created:2026", &[42, 40, 41, 31, 30]),
        ("created:2025", &[]),
        ("created:<2026-02-28", &[31, 30]),
        ("created:<=2026-02-28", &[41, 31, 30]),
        ("created:>2026-02-28", &[42, 40]),
        ("created:>=2026-02-28", &[42, 40, 41]),
        ("created:>2026-02", &[42, 40]),
        ("created:2026-02-21..2026-02-27", &[31, 30]),
        ("created:2026-02-21..2026-02", &[41, 31, 30]),
        ("created:yesterday..", &[42, 40, 41]),
        ("created:..yesterday", &[41, 31, 30]),
        ("created:2026-02-28..2026-02-27", &[]),
        ("-created:2026-02", &[42, 40]),
        ("created:<1d", &[42, 40, 41]),
        ("created:>=20h", &[41, 31, 30]),
        ("updated:<21h", &[42, 40, 41]),
        ("resolved:today", &[31]),
        ("resolved:<7d", &[31]),
        ("-resolved:<7d", &[42, 40, 41, 30]),
        ("resolved:none", &[42, 40, 41, 30]),
    ];
    for (expression, expected) in table {
        assert_eq!(kept(expression), expected, "{expression}");
    }
}

#[test]
fn what_is_half_typed_keeps_everything() {
    for text in [
        "status:",
        "-status:",
        "st:",
        "nonsense:",
        "priority:>",
        "priority:>=",
        "slo:<",
        "slo:<2",
        "age:>1",
        "age:<-",
        "assignee:",
        "assignee:\"",
        "tag:,",
        "\"",
        "-",
        "-\"",
        "is:",
        "is:\"\"",
        "created:2",
        "created:>20",
        "created:2026-",
        "created:2026-0",
        "created:2026-02-",
        "created:2026-02-2",
        "created:..",
        "created:2026-02-01..2",
        "created:<1",
        "urgency:>=",
        "number:",
    ] {
        assert_eq!(kept(text).len(), 5, "{text}");
        assert!(Filter::parse(text).unwrap().is_empty(), "{text}");
    }
    assert_eq!(kept("status:open,"), [40, 41]);
    assert_eq!(kept("\"replica la"), [40], "a quote that is not closed yet");
}

#[test]
fn an_error_names_the_word_and_what_would_do() {
    let table = [
        ("edge status:opne", 12..16, "\"opne\" is not a status: open, investigating, resolved, closed, or any"),
        ("priority:>=urgent", 9..17, "\"urgent\" is not a priority: low, medium, high, critical"),
        ("is:unseen,blue", 10..14, "\"blue\" is not something an incident can be: unseen, mine, active, done"),
        (
            "slo:late",
            4..8,
            "\"late\" is not a word for the SLO: breached, risk, fine, met, missed, or time left as in slo:<2h",
        ),
        ("age:1d", 4..6, "\"1d\" is not a time for age: begin with < or >, as in age:>1d"),
        ("age:>1y", 4..7, "\"1y\" is not a time: a number and m, h, d or w, as in 90m, 2h, 1d12h"),
        ("age:>99999999w", 4..14, "\"99999999w\" is not a time: a number and m, h, d or w, as in 90m, 2h, 1d12h"),
        (
            "created:7d",
            8..10,
            "\"7d\" is not a time for created: a day, month or year as in created:2026-10-01, a range as in created:2026-10-01..2026-10-31, today, or how long ago as in created:<7d",
        ),
        (
            "-owner:dana",
            0..11,
            "\"owner\" cannot be asked for: status, priority, criticality, urgency, assignee, created-by, service, tag, customer, problem, number, slo, age, created, updated, resolved, is. To look for the text itself, put it in quotes",
        ),
    ];
    for (text, at, message) in table {
        let error = Filter::parse(text).unwrap_err();
        assert_eq!((error.at, error.message.as_str()), (at, message), "{text}");
    }
}

#[test]
fn an_expression_is_printed_in_its_canonical_form() {
    let table = [
        ("  Edge   status:INV ", "edge status:investigating"),
        ("-\"Replica Lag\"", "-\"replica lag\""),
        ("priority:>=h,=low", "priority:>=high,low"),
        ("assignee:\"Dana Li\",me,\"none\"", "assignee:\"dana li\",me,\"none\""),
        ("slo:<90m age:>14d", "slo:<1h30m age:>2w"),
        ("slo:<0h,<-2h", "slo:<0m,<-2h"),
        ("12:30 \"--x\" \"a\\\"b\\\\c d\"", "\"12:30\" \"--x\" \"a\\\"b\\\\c d\""),
        ("status:", "status:"),
        ("status:any", "status:open,investigating,resolved,closed"),
        ("created:>=2026-10,TOD,<=2w", "created:>=2026-10,today,<=2w"),
        ("resolved:2026-10-01..2026-10,..y,2026..,none", "resolved:2026-10-01..2026-10,..yesterday,2026..,none"),
        ("urgency:>=h,none number:\"7\"", "urgency:>=high,none number:7"),
    ];
    for (text, canonical) in table {
        assert_eq!(Filter::parse(text).unwrap().to_string(), canonical, "{text}");
    }
}

#[test]
fn completion_offers_keys_and_then_values() {
    let names = |words: &[&str]| words.iter().copied().map(Safe::line).collect::<Vec<_>>();
    let (people, tags) = (names(&["Dana Li", "Omar"]), names(&["db", "mongodb", "region:eu"]));
    let vocabulary = Vocabulary { people: &people, tags: &tags, ..Vocabulary::default() };
    let offered = |text: &str| {
        let cursor = text.find('|').unwrap();
        let text = text.replace('|', "");
        complete(&text, cursor, &vocabulary)
            .into_iter()
            .map(|found| format!("{}{}{}", &text[..found.replace.start], found.text, &text[found.replace.end..]))
            .collect::<Vec<_>>()
    };
    assert_eq!(offered("edge s|"), ["edge status:", "edge service:", "edge slo:"]);
    assert_eq!(offered("-pri| x"), ["-priority: x"]);
    assert_eq!(offered("sta|tus:open"), ["status:open"]);
    assert_eq!(offered("|").len(), 17);
    assert_eq!(offered("cr|"), ["criticality:", "created-by:", "created:"]);
    assert_eq!(offered("resolved:n|"), ["resolved:none"]);
    assert_eq!(offered("status:a|"), ["status:any", "status:investigating"]);
    assert_eq!(offered("status:open,re|"), ["status:open,resolved"]);
    assert_eq!(offered("assignee:|"), ["assignee:me", "assignee:none", "assignee:\"Dana Li\"", "assignee:Omar"]);
    assert_eq!(offered("assignee:\"dana l| x"), ["assignee:\"Dana Li\" x"]);
    assert_eq!(offered("tag:DB|"), ["tag:db", "tag:mongodb"]);
    assert_eq!(offered("age:>|"), ["age:>1d", "age:>1w"]);
    assert_eq!(offered("\"sta|"), Vec::<String>::new());
    assert_eq!(offered("owner:|"), Vec::<String>::new());
}

#[test]
fn a_long_list_is_filtered_by_all_terms_together() {
    let queue: Vec<Incident> = queue().into_iter().cycle().take(10_000).collect();
    let filter = Filter::parse("edge status:open,inv priority:>=high assignee:omar -tag:db slo:breached").unwrap();
    let kept = around(|around| queue.iter().filter(|incident| filter.matches(*incident, around)).count());
    assert_eq!(kept, 2_000);
}

#[test]
fn days_begin_and_end_in_the_zone_even_when_the_clock_is_set_forward() {
    let berlin =
        TimeZone::get("Europe/Berlin").unwrap_or_else(|_| TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap());
    let mut row = incident(1, "x", Priority::Low, IncidentStatus::Open, 0);
    let filter = Filter::parse("created:2026-03-29").unwrap();
    let mut is_kept = |at: &str| {
        row.created_at = at.parse().unwrap();
        around_in(&berlin, |around| filter.matches(&row, around))
    };
    assert!(!is_kept("2026-03-28T22:59:59Z") && is_kept("2026-03-28T23:00:00Z"));
    assert!(is_kept("2026-03-29T21:59:59Z") && !is_kept("2026-03-29T22:00:00Z"), "a day of 23 hours");
}

#[test]
fn a_filter_that_asks_for_active_ones_admits_no_closed_ones() {
    for (expression, admits) in [
        ("", true),
        ("edge", true),
        ("status:open", false),
        ("-status:open", true),
        ("-status:closed", false),
        ("status:", true),
        ("is:active", false),
        ("-is:done", false),
        ("is:done,mine", true),
        ("slo:breached,<2h", false),
        ("slo:missed,<2h", true),
        ("-slo:breached", true),
        ("resolved:<7d", true),
    ] {
        assert_eq!(Filter::parse(expression).unwrap().admits(IncidentStatus::Closed), admits, "{expression}");
    }
}

#[test]
fn a_filter_that_says_how_far_needs_nothing_said_for_it() {
    for (expression, says) in [
        ("edge", false),
        ("status:closed", true),
        ("-status:open", true),
        ("status:", true),
        ("resolved:<7d", true),
        ("resolved:none", false),
        ("-resolved:<7d", false),
        ("slo:missed", true),
        ("slo:breached", false),
        ("is:done", true),
        ("created:<7d", false),
    ] {
        assert_eq!(Filter::parse(expression).unwrap().says_how_far(), says, "{expression}");
    }
}

/// The questions of Dana, good from noon to one.
fn question(expression: &str) -> super::Question {
    let edge = ServiceId(Safe::line("node-7"));
    Filter::parse(expression).unwrap().question(&super::Directory {
        now: now(),
        until: now() + SignedDuration::from_hours(1),
        zone: &TimeZone::UTC,
        me: Some(DANA),
        targets: &SloTargets::default(),
        people: &[(DANA, "Dana Li"), (OMAR, "Omar Núñez")],
        services: &[(&edge, "edge-eu (Production)")],
        problems: &[
            (ProblemId(Uuid::from_u128(7)), "ACM-PRBM-0007"),
            (ProblemId(Uuid::from_u128(17)), "ACM-PRBM-0017"),
        ],
        unseen: &[],
    })
}

#[test]
fn a_question_knows_ids_instead_of_names() {
    let id = |n: u128| vec![Uuid::from_u128(n).to_string()];
    for (expression, expected) in [
        ("assignee:núñez", OneOf(Fact::Assignee, id(2))),
        ("created-by:me", OneOf(Fact::Creator, id(1))),
        ("assignee:nobody-here", OneOf(Fact::Assignee, vec![])),
        ("problem:7", OneOf(Fact::Problem, id(7))),
        ("-problem:none", Missing(Fact::Problem).turned()),
        ("service:edge", Any(vec![OneOf(Fact::Services, vec!["node-7".into()]), Holds(Fact::Services, "edge".into())])),
    ] {
        let expected = match expected {
            one @ Condition::Not(_) => All(vec![one]),
            one => Any(vec![one]),
        };
        assert_eq!(
            question(expression),
            super::Question { condition: All(vec![expected]), is_exact: true },
            "{expression}"
        );
    }
}

#[test]
fn a_question_about_passing_time_is_wide_enough_for_as_long_as_it_is_good() {
    let at = |text: &str| Some(text.parse().unwrap());
    let created = |from, to| Within { fact: Fact::Created, from, to };
    for (expression, is_exact, expected) in [
        ("created:2026-02", true, Any(vec![created(at("2026-02-01T00:00:00Z"), at("2026-03-01T00:00:00Z"))])),
        ("age:<1d", false, Any(vec![created(at("2026-02-28T12:00:00.000001Z"), None)])),
        ("-age:<1d", false, All(vec![created(at("2026-02-28T13:00:00.000001Z"), None).turned()])),
        ("created:>1d", false, Any(vec![created(None, at("2026-02-28T13:00:00Z"))])),
        ("-created:>1d", false, All(vec![created(None, at("2026-02-28T12:00:00Z")).turned()])),
    ] {
        assert_eq!(question(expression), super::Question { condition: All(vec![expected]), is_exact }, "{expression}");
    }
}

#[test]
fn what_only_the_filter_can_tell_is_not_asked() {
    for expression in ["-slo:met", "-number:7", "-customer:\"a \""] {
        let question = question(expression);
        assert!(!question.is_exact, "{expression}");
        assert_eq!(question.condition, All(vec![All(vec![Condition::everything()])]), "{expression}");
    }
    assert_eq!(question("status: tag:"), super::Question { condition: Condition::everything(), is_exact: true });
}

fn expression() -> impl Strategy<Value = String> {
    let key = proptest::sample::select(vec![
        "status",
        "priority",
        "assignee",
        "created-by",
        "service",
        "tag",
        "customer",
        "problem",
        "slo",
        "age",
        "created",
        "resolved",
        "urgency",
        "number",
        "is",
        "Tag",
    ]);
    let value = prop_oneof![
        proptest::sample::select(vec![
            "open",
            "inv",
            "high",
            ">=low",
            "<h",
            "me",
            "none",
            "\"me\"",
            "\"a b\"",
            "a,b",
            "<2h",
            ">1d12h",
            "<-90m",
            "2026-10-01",
            "2026-10",
            ">2026",
            "2026-10..",
            "..today",
            "today..2026-10-31",
            "2026-13",
            "any",
            "breached",
            "unseen",
            "m",
            "",
            ",",
            "\"",
            "x:y",
            "\\",
            "-x",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    let term = prop_oneof![
        3 => (key, value.clone()).prop_map(|(key, value)| format!("{key}:{value}")),
        1 => value,
    ];
    let term = (any::<bool>(), term).prop_map(|(negated, term)| if negated { format!("-{term}") } else { term });
    proptest::collection::vec(term, 0..5).prop_map(|terms| terms.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_printed_parses_to_the_same_filter(text in expression()) {
        if let Ok(filter) = Filter::parse(&text) {
            let printed = filter.to_string();
            let again = Filter::parse(&printed);
            prop_assert_eq!(again.as_ref(), Ok(&filter), "{}", printed);
        }
    }

    #[test]
    fn a_minus_keeps_exactly_the_others(text in expression()) {
        let Ok(filter) = Filter::parse(&text) else { return Ok(()) };
        around(|around| {
            for term in filter.terms.iter().filter(|term| !term.is_unfinished()) {
                let plain = Filter { terms: vec![term.clone()] };
                let turned = Filter { terms: vec![super::Term { negated: !term.negated, ..term.clone() }] };
                for incident in queue() {
                    prop_assert!(plain.matches(&incident, around) != turned.matches(&incident, around));
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn what_passes_was_admitted(text in expression()) {
        let Ok(filter) = Filter::parse(&text) else { return Ok(()) };
        around(|around| {
            for incident in queue() {
                prop_assert!(!filter.matches(&incident, around) || filter.admits(incident.status), "{}", filter);
            }
            Ok(())
        })?;
    }

    #[test]
    fn an_error_is_within_the_text(text in expression()) {
        if let Err(error) = Filter::parse(&text) {
            prop_assert!(text.get(error.at.clone()).is_some_and(|word| !word.is_empty()), "{:?}", error);
        }
    }

    #[test]
    fn completion_never_leaves_the_text(text in expression(), cursor in 0_usize..80) {
        for found in complete(&text, cursor.min(text.len()), &Vocabulary::default()) {
            prop_assert!(text.get(found.replace).is_some());
        }
    }
}

#[test]
fn a_longer_word_and_one_more_question_narrow_and_nothing_else_is_sure_to() {
    let narrows = |long: &str, short: &str| Filter::parse(long).unwrap().narrows(&Filter::parse(short).unwrap());
    for (long, short) in
        [("edge", "edg"), ("Edges eu", "edge"), ("status:open edge", "status:open"), ("a", ""), ("a", "tag:")]
    {
        assert!(narrows(long, short), "{long} is within {short}");
        assert!(!narrows(short, long), "{short} is not within {long}");
    }
    for (one, other) in [("-edge", "-edg"), ("edge", "-edg"), ("status:open", "status"), ("tag:edge", "tag:edg")] {
        assert!(!narrows(one, other) && !narrows(other, one), "{one} and {other}");
    }
}
