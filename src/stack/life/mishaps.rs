//! The things that go wrong at Acme, and the changes that people plan: the longer texts of `script`.
//!
//! They know nothing of who acts when. Invariant: a mishap's findings lead to its fix, and its places and problem exist in the seed.

use super::script::{Mishap, Plan};

/// What most mishaps have in common.
const SOME: Mishap = Mishap {
    title: "",
    description: "",
    places: &[],
    criticality: "medium",
    urgency: "medium",
    reporter: "jun",
    customer: None,
    tags: &[],
    problem: None,
    findings: &[],
    fix: "",
};

pub(super) const MISHAPS: &[Mishap] = &[
    Mishap {
        title: "{place} answers slowly since the last deploy",
        description: "p99 went from 180 ms to {n}0 times that. Averages look innocent, as they do.",
        places: &["api-checkout", "api-catalog", "api-identity", "api-payments"],
        criticality: "high",
        tags: &["latency"],
        findings: &[
            "It is one pod of twelve. The other eleven are as quick as ever.",
            "That pod runs on the node with the old kernel. Cordoned, moving it.",
            "Moved. The curve comes down as I type.",
        ],
        fix: "Back to normal since the pod left the old node. The node is out of the pool.",
        ..SOME
    },
    Mishap {
        title: "Disk of {place} nearly full",
        description: "Grows by a point every few minutes. Somebody writes something somewhere.",
        places: &["db-orders", "db-catalog", "store-media", "stg-runner"],
        urgency: "high",
        reporter: "lena",
        tags: &["disk"],
        findings: &[
            "Biggest directory: `core`. Core dumps are on, and somebody crashes politely every {n} seconds.",
            "Removed the dumps older than a day, kept one for the curious.",
        ],
        fix: "Half empty again, core dumps limited to one. The crasher is a separate story.",
        ..SOME
    },
    Mishap {
        title: "Burst of 500s at {place} after a restart",
        description: "A few minutes of 500s each time something behind it restarts.",
        places: &["edge-eu", "edge-apac"],
        criticality: "critical",
        urgency: "high",
        reporter: "omar",
        tags: &["edge"],
        problem: Some(7),
        findings: &[
            "All of them on pooled connections older than ten minutes.",
            "Known error. Draining now, worker by worker.",
            "Five of eight workers done, errors halved.",
        ],
        fix: "Pool reset on all workers as in ACM-PRBM-0007, no 500 for a quarter of an hour.",
        ..SOME
    },
    Mishap {
        title: "Customers find their cart empty after login",
        description: "{n} tickets in half an hour, all with a full cart before.",
        places: &["cache-session"],
        criticality: "high",
        urgency: "high",
        reporter: "mia",
        customer: Some("Widget Barn Ltd"),
        tags: &["cache", "carts"],
        problem: Some(3),
        findings: &["Evictions again. Memory is at the ceiling.", "Flushing `rl:*`, two minutes."],
        fix: "Counters flushed, carts stay where they are put.",
    },
    Mishap {
        title: "Order mails of {place} arrive late",
        description: "The oldest message has waited {n} minutes.",
        places: &["queue-orders", "batch"],
        reporter: "mia",
        customer: Some("Ferro & Figli SpA"),
        tags: &["mail", "queue"],
        problem: Some(8),
        findings: &[
            "Consumers are up and idle. They wait for a lock that a dead one holds.",
            "Lock expires in an hour by itself. I shall not wait for it.",
        ],
        fix: "Lock removed by hand, queue empty. The lock gets a shorter life.",
        ..SOME
    },
    Mishap {
        title: "{place} restarts every twenty minutes",
        description: "Out of memory, politely: exit code 137, no last words.",
        places: &["search", "web-shop", "batch"],
        criticality: "high",
        reporter: "omar",
        tags: &["memory"],
        findings: &[
            "Heap grows by {n} MB with every configuration reload. There are a lot of reloads.",
            "The reloads come from a file watcher that watches its own log.",
            "Watcher taught to look elsewhere on one pod; flat for now.",
        ],
        fix: "Rolled out, memory flat on all pods.",
        ..SOME
    },
    Mishap {
        title: "Sign-in with a hardware key fails at {place}",
        description: "Passwords work. Keys of one vendor do not, since about noon.",
        places: &["api-identity"],
        criticality: "high",
        urgency: "high",
        reporter: "mia",
        tags: &["login"],
        findings: &[
            "Their firmware update changed the attestation. Our list of trusted ones is from spring.",
            "New list tested with the two keys we have in the drawer.",
        ],
        fix: "List updated; three affected customers confirm.",
        ..SOME
    },
    Mishap {
        title: "Price list of {place} shows yesterday's prices",
        description: "The importer says done. The shop says otherwise.",
        places: &["api-catalog", "db-catalog"],
        criticality: "high",
        reporter: "mia",
        customer: Some("Borg Maskin AS"),
        tags: &["import"],
        problem: Some(5),
        findings: &[
            "Imported, but into the table with yesterday's date. The importer starts at 23:59:58.",
            "Renamed the table. It is not pretty, it is correct.",
        ],
        fix: "Prices are of today. The importer now starts five minutes later.",
        ..SOME
    },
    Mishap {
        title: "Lag on {place} while the report runs",
        description: "{n} seconds and rising.",
        places: &["db-orders-replica"],
        criticality: "high",
        reporter: "lena",
        tags: &["database"],
        problem: Some(6),
        findings: &["It is the report. It is always the report.", "Paused it at row 900,000. Lag falls."],
        fix: "Report finishes tonight in small steps, replica is up to date.",
        ..SOME
    },
    Mishap {
        title: "Lookups at {place} take five seconds",
        description: "Every few hundredth. The graph looks like a fence.",
        places: &["edge-apac", "dns-acme"],
        reporter: "wei",
        customer: Some("Oyama Tools K.K."),
        tags: &["dns", "apac"],
        problem: Some(4),
        findings: &[
            "AAAA again. Our own resolver answers, theirs does not.",
            "Pointed the second half of the fleet at our resolver.",
        ],
        fix: "No fence for half an hour.",
        ..SOME
    },
    Mishap {
        title: "Alert storm from {place}",
        description: "{n}0 pages in ten minutes, all of them about the same host.",
        places: &["monitor-prometheus"],
        criticality: "low",
        reporter: "jun",
        tags: &["monitoring"],
        findings: &["Somebody removed the grouping to test something. It worked: every alert came through."],
        fix: "Grouping is back. So is my phone's battery, slowly.",
        ..SOME
    },
    Mishap {
        title: "Webhook deliveries to one customer fail at {place}",
        description: "Their end answers 403 since this morning.",
        places: &["queue-orders", "api-payments"],
        reporter: "mia",
        customer: Some("Kraftwerk Süd GmbH"),
        tags: &["webhook"],
        findings: &[
            "They have a new firewall that does not like our address.",
            "Sent them the list of addresses that has been on our page since 2021.",
        ],
        fix: "They let us in, {n} deliveries went through at once.",
        ..SOME
    },
    Mishap {
        title: "Pictures from {place} are upside down",
        description: "Only portraits, only from phones. Anvils do not mind, rockets do.",
        places: &["cdn-assets", "store-media"],
        criticality: "low",
        reporter: "mia",
        tags: &["media"],
        findings: &["The resizer throws the orientation away before it reads it."],
        fix: "Order of the two steps swapped; the last {n} hundred pictures are being made again.",
        ..SOME
    },
    Mishap {
        title: "{place} drops connections at the full hour",
        description: "For two seconds, every hour, on the hour.",
        places: &["lb-eu", "fw-eu", "edge-apac"],
        criticality: "high",
        reporter: "priya",
        tags: &["network"],
        findings: &[
            "A job reloads the whole rule set at :00 although nothing has changed.",
            "Made it compare first. Waiting for the next full hour.",
        ],
        fix: "Full hour came and went. Nothing happened, which is the point.",
        ..SOME
    },
    Mishap {
        title: "Build queue of {place} stands still",
        description: "{n} builds waiting, none running.",
        places: &["stg-runner"],
        criticality: "low",
        urgency: "high",
        reporter: "omar",
        tags: &["ci"],
        findings: &[
            "One build has been running for nine hours. It is a loop that counts to a very large number, in a test.",
        ],
        fix: "Build stopped, limit of an hour set, author informed with love.",
        ..SOME
    },
    Mishap {
        title: "Refund of {n}00 francs booked twice",
        description: "One customer, two refunds, one second apart.",
        places: &["api-payments"],
        criticality: "high",
        urgency: "high",
        reporter: "mia",
        tags: &["payments"],
        findings: &[
            "The button was pressed twice, and the second request went to another pod. The key that should prevent it is per pod.",
            "Looked for others in the last month: two more, both small.",
        ],
        fix: "Key moved to the database, the three refunds are corrected.",
        ..SOME
    },
    Mishap {
        title: "{place} 的磁盘告警误报",
        description: "阈值按总量计算，没有扣除保留空间。",
        places: &["edge-apac", "db-catalog"],
        criticality: "low",
        reporter: "wei",
        tags: &["monitoring", "apac"],
        findings: &["告警规则里少了一个减号。 / A minus is missing in the rule."],
        fix: "规则已修正。 / Rule corrected, quiet since.",
        ..SOME
    },
    Mishap {
        title: "Staging mails reach real people through {place}",
        description: "One so far. The person was amused. The next one may not be.",
        places: &["stg-checkout", "stg-edge"],
        criticality: "high",
        urgency: "high",
        reporter: "ana",
        tags: &["staging", "mail"],
        findings: &[
            "The black hole relay was replaced by a working one in yesterday's clean-up.",
            "Outgoing port closed for staging while we look for who else uses it.",
        ],
        fix: "Black hole is black again. {n} mails held back and deleted.",
        ..SOME
    },
];

pub(super) const PLANS: &[Plan] = &[
    Plan {
        title: "Kernel update on {place}",
        description: "One host at a time, traffic drained first.",
        rollback: "Boot the previous kernel; it stays installed.",
        test: "Smoke suite after each host, five minutes of quiet before the next.",
        places: &["lb-eu", "edge-eu", "edge-apac", "search"],
        priority: "medium",
        requester: "omar",
    },
    Plan {
        title: "Raise the connection limit of {place}",
        description: "From 400 to 600. Memory allows for 900.",
        rollback: "Set it back; needs the same short restart.",
        test: "Load test with 550 connections for ten minutes.",
        places: &["db-orders", "db-catalog"],
        priority: "high",
        requester: "lena",
    },
    Plan {
        title: "Rotate the credentials of {place}",
        description: "Two valid sets for an hour, then the old one goes.",
        rollback: "Within the hour: keep the old set.",
        test: "Sign in with the new one from each consumer; audit log shows no use of the old.",
        places: &["api-payments", "api-identity", "queue-orders", "store-media"],
        priority: "medium",
        requester: "jun",
    },
    Plan {
        title: "Tighten the rules of {place}",
        description: "Rules that nobody has hit for a year are switched to log, not to drop.",
        rollback: "Load the rule set of yesterday, three seconds.",
        test: "Log stays empty for the switched rules over one working day.",
        places: &["fw-eu", "edge-apac"],
        priority: "low",
        requester: "priya",
    },
    Plan {
        title: "Move {place} to the new base image",
        description: "Same software, younger foundations.",
        rollback: "Deploy the previous tag.",
        test: "One pod for an hour, then half, then all.",
        places: &["web-shop", "api-catalog", "api-checkout", "batch"],
        priority: "low",
        requester: "wei",
    },
];

#[cfg(test)]
mod tests {
    use super::super::script::{ENGINEERS, REMARKS};
    use super::super::stage::person;
    use super::{MISHAPS, PLANS};

    const MAP: &str = include_str!("../seed/2_map.sql");

    #[test]
    fn every_name_and_place_of_the_script_is_in_the_seed() {
        let reporters = MISHAPS.iter().map(|mishap| mishap.reporter).chain(PLANS.iter().map(|plan| plan.requester));
        let speakers = REMARKS.iter().flat_map(|remark| remark.by).copied();
        for nick in reporters.chain(speakers).chain(ENGINEERS.iter().copied()) {
            assert!(nick != "dana" && person(nick).is_some(), "{nick}");
        }
        let places = MISHAPS.iter().flat_map(|mishap| mishap.places).chain(PLANS.iter().flat_map(|plan| plan.places));
        for place in places {
            assert!(MAP.contains(&format!("('{place}',")), "{place}");
        }
    }

    #[test]
    fn every_mishap_can_be_told_to_its_end() {
        for mishap in MISHAPS {
            let texts = [mishap.title, mishap.description, mishap.fix];
            assert!(texts.iter().chain(mishap.findings).all(|text| !text.is_empty()), "{}", mishap.title);
            assert!(!mishap.findings.is_empty() && mishap.problem.is_none_or(|number| number <= 8), "{}", mishap.title);
        }
    }
}
