use super::*;
use crate::domain::safe::Safe;
use crate::domain::samples;
use crate::domain::value::Priority;
use jiff::Timestamp;
use uuid::Uuid;

fn services(names: &str) -> Vec<ServiceId> {
    names.split_whitespace().map(|name| ServiceId(Safe::line(name))).collect()
}

fn tags(names: &str) -> Vec<Safe> {
    names.split_whitespace().map(Safe::line).collect()
}

fn problem(n: u128, title: &str, description: &str, tagged: &str, on: &str) -> Problem {
    Problem {
        id: ProblemId(Uuid::from_u128(n)),
        title: Safe::line(title),
        status: ProblemStatus::KnownError,
        priority: Priority::High,
        workaround: Some(Safe::new("<p>Do it again.</p>")),
        description: Safe::new(description),
        tags: tags(tagged),
        services: services(on),
        ..samples::problem(0)
    }
}

fn incident(title: &str, description: &str, tagged: &str, on: &str) -> Incident {
    let at = Timestamp::UNIX_EPOCH;
    Incident {
        title: Safe::line(title),
        description: Safe::new(description),
        priority: Priority::High,
        tags: tags(tagged),
        services: services(on),
        created_at: at,
        updated_at: at,
        ..samples::incident(0)
    }
}

/// A small company's problems, as people write them.
fn problems() -> Vec<Problem> {
    vec![
        problem(
            1,
            "Connection pool leak at the edge",
            "Dead connections stay in the upstream pool until it is exhausted.",
            "edge checkout",
            "edge-eu api-checkout",
        ),
        problem(
            2,
            "Session cache evicts live carts when memory fills up",
            "<p>During campaigns the cache reaches <code>maxmemory</code>.</p>",
            "cache carts",
            "cache-session web-shop",
        ),
        problem(
            3,
            "Replica falls behind during the nightly batch",
            "Lag climbs to 90 s while the settlement report runs.",
            "database batch",
            "db-orders-replica db-orders",
        ),
        problem(
            4,
            "DNS answers time out at the Shanghai edge",
            "One lookup in four hundred takes five seconds.",
            "dns apac",
            "edge-apac dns-acme",
        ),
        problem(
            5,
            "Certificates expire although renewal is automated",
            "The renewal job reports success.",
            "tls",
            "cert-wildcard edge-eu",
        ),
        problem(
            6,
            "Order mails are sent two or three times",
            "Orders that went through the queue during a deploy.",
            "mail queue",
            "queue-orders batch",
        ),
        problem(7, "Search results lag behind catalogue imports", "", "search import", "search db-catalog"),
        problem(8, "磁盘空间不足", "日志没有轮换", "disk", "node-cn"),
    ]
}

fn found(incident: &Incident, problems: &[Problem]) -> Vec<Match> {
    KnownErrors::new(problems).behind(incident, |_| None)
}

fn best(incident: &Incident) -> Option<u128> {
    found(incident, &problems()).first().map(|found| found.problem.0.as_u128())
}

#[test]
fn what_a_person_would_recognise_is_recognised() {
    for (expected, row) in [
        (1, incident("Checkout answers 500", "Pool on lb-eu-1 is full", "", "edge-eu")),
        (1, incident("Connections leaking, pools exhausted", "", "", "")),
        (2, incident("Carts vanish again", "Cache at 99 %.", "cache", "cache-session")),
        (2, incident("Customers find an empty cart after login", "", "carts", "web-shop")),
        (
            3,
            incident(
                "Replica lag 40 s",
                "Since the settlement report started",
                "database",
                "db-orders-replica db-orders",
            ),
        ),
        (
            3,
            incident(
                "Fraud check is wrong",
                "It reads from the replica, which was 70 s behind because of the batch.",
                "batch",
                "db-orders-replica",
            ),
        ),
        (4, incident("Login from Shanghai hangs for five seconds", "", "dns", "edge-apac")),
        (5, incident("Certificate of *.acme.example expired", "", "tls", "cert-wildcard")),
        (6, incident("Customer received the same order mail three times", "", "mail", "")),
        (7, incident("Search finds the old anvils but not the new ones", "Import was at 06:00", "", "search")),
        (8, incident("欧洲服务器磁盘空间不足", "", "", "")),
    ] {
        assert_eq!(best(&row), Some(expected), "{}: {:?}", row.title, found(&row, &problems()));
    }
}

#[test]
fn what_only_shares_a_place_or_a_word_is_kept_out() {
    for row in [
        incident("Printer on floor 3 offline again", "Paper is in.", "office", ""),
        incident("Checkout refuses post codes with a leading zero", "All of Saxony.", "web", "api-checkout"),
        incident(
            "Firewall drops idle sessions after 350 seconds",
            "Order screens in the warehouse freeze.",
            "network",
            "fw-eu web-shop",
        ),
        incident("Shop logo is the Halloween one", "", "web", "web-shop"),
        incident("Two former contractors can still sign in", "To staging only.", "access", "api-identity"),
        incident("Swimming pool booking page is slow", "", "", "web-pool"),
        incident("Newsletter greets customers as Dear first_name", "", "newsletter", "batch"),
        incident(
            "Refunds hang in processing",
            "214 refunds since yesterday noon.",
            "payments",
            "api-payments db-orders",
        ),
        incident("", "", "", ""),
    ] {
        assert_eq!(found(&row, &problems()), [], "{}", row.title);
    }
}

#[test]
fn the_reasons_are_the_services_and_the_words_as_the_incident_has_them() {
    let row = incident("Pools exhausted at the EU gateway", "", "", "edge-eu");
    let found = found(&row, &problems());
    assert_eq!(found[0].likeness.services, services("edge-eu"));
    assert_eq!(found[0].likeness.words, ["pools", "exhausted"]);
}

#[test]
fn the_link_comes_first_whatever_it_looks_like() {
    let row = Incident {
        problem: Some(ProblemId(Uuid::from_u128(8))),
        ..incident("Connections leak, pool exhausted", "", "", "edge-eu")
    };
    let matches = found(&row, &problems());
    assert_eq!((matches[0].problem.0.as_u128(), matches[0].is_linked), (8, true));
    assert_eq!((matches[1].problem.0.as_u128(), matches[1].is_linked), (1, false));
    let unknown = Incident { problem: Some(ProblemId(Uuid::from_u128(99))), ..row };
    assert!(found(&unknown, &problems())[0].is_linked, "even where its row is not read yet");
}

#[test]
fn a_known_error_stands_before_what_is_done_with_and_what_helps_nobody_is_left_out() {
    let twin = |n, status, workaround: Option<&str>| Problem {
        status,
        workaround: workaround.map(Safe::new),
        ..problem(n, "Connection pool leak", "", "", "edge-eu")
    };
    let all = [
        twin(1, ProblemStatus::Closed, Some("Reset it.")),
        twin(2, ProblemStatus::Investigating, Some("Reset it.")),
        twin(3, ProblemStatus::Identified, None),
        twin(4, ProblemStatus::KnownError, None),
        twin(5, ProblemStatus::Closed, None),
        Problem { solution: Some(Safe::new("New pool.")), ..twin(6, ProblemStatus::Resolved, Some(" ")) },
    ];
    let row = incident("Connections leak", "", "", "edge-eu");
    let order: Vec<u128> = found(&row, &all).iter().map(|found| found.problem.0.as_u128()).collect();
    assert_eq!(order, [4, 2, 1, 6]);
}

#[test]
fn a_word_that_all_problems_have_finds_none_of_them() {
    let all: Vec<Problem> = (0..40)
        .map(|n| {
            problem(
                n,
                &format!("Gateway {}", ["pool", "disk", "mail", "clock"][usize::try_from(n % 4).unwrap()]),
                "",
                "",
                "gateway",
            )
        })
        .collect();
    assert_eq!(found(&incident("Gateway is slow", "", "", "gateway"), &all), []);
}
