use super::*;
use crate::domain::samples;
use crate::domain::value::IncidentId;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

fn incident(n: u32, title: &str) -> Incident {
    let at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::from(n));
    Incident {
        id: IncidentId(Uuid::from_u128(u128::from(n))),
        number: Some(Safe::line(&format!("ACM-INC-{n:04}"))),
        title: Safe::line(title),
        priority: Priority::Medium,
        auto_priority: false,
        created_at: at,
        updated_at: at,
        ..samples::incident(0)
    }
}

fn services(names: &[&str]) -> Vec<ServiceId> {
    names.iter().map(|name| ServiceId(Safe::line(name))).collect()
}

fn label(id: &ServiceId) -> Option<&'static str> {
    (id.0.as_str() == "lb-1").then_some("Edge EU")
}

fn title_of(titles: &[&str], on: &[&str]) -> String {
    let rows: Vec<Incident> =
        (1..).zip(titles).map(|(n, title)| Incident { services: services(on), ..incident(n, title) }).collect();
    propose(&rows.iter().collect::<Vec<_>>(), label).title.to_string()
}

#[test]
fn the_title_is_what_the_incidents_have_in_common() {
    for (titles, on, expected) in [
        (
            &["Checkout answers 502 in Graz", "checkout answered 502", "Checkout answers 502 again!"][..],
            &[][..],
            "Checkout answers 502",
        ),
        (
            &["Scanners hang in Bremen", "Scanners hang again in hall 2", "Night shift cannot book"],
            &["lb-1"],
            "Scanners hang (Edge EU)",
        ),
        (&["Pool at the edge is exhausted", "Edge: the pool leaks", "Connections lost"], &["lb-1"], "Pool, edge"),
        (&["Mail is late", "Late orders by mail", "Lateness"], &[], "Mail, late"),
        (&["Login fails", "Cannot reach the login page"], &["lb-1"], "Login (Edge EU)"),
        (&["Login fails", "Cannot reach the login page"], &[], "Login fails"),
        (&["Printer jams", "Coffee is cold"], &["lb-1"], "Printer jams"),
        (&["Disk full on db-2"], &["lb-1"], "Disk full on db-2"),
        (&["Zertifikat läuft ab", "Zertifikat läuft morgen ab", "Kein TLS"], &[], "Zertifikat läuft"),
        (&["磁盘空间不足", "磁盘空间不足"], &[], "磁盘空间不足"),
        (&["", "Mail is late"], &[], "Mail is late"),
        (&[""], &[], ""),
        (&[], &[], ""),
    ] {
        assert_eq!(title_of(titles, on), expected, "{titles:?}");
    }
}

#[test]
fn services_are_all_of_them_and_tags_those_of_half() {
    let of = |n, on: &[&str], tags: &[&str]| Incident {
        services: services(on),
        tags: tags.iter().map(|tag| Safe::line(tag)).collect(),
        ..incident(n, "")
    };
    let rows =
        [of(3, &["c", "b"], &["net"]), of(1, &["a", "b"], &["web", "eu"]), of(2, &["b", "a"], &["eu", "eu", "net"])];
    let all: Vec<&Incident> = rows.iter().collect();
    let proposal = propose(&all, label);
    assert_eq!(proposal.services, services(&["b", "a", "c"]));
    assert_eq!(proposal.tags, ["eu", "net"].map(Safe::line));
    assert_eq!(propose(&all[..2], label).tags, Vec::<Safe>::new(), "half of two is both of them");
    assert_eq!(propose(&all[..1], label).tags, [Safe::line("net")]);
}

#[test]
fn the_priority_is_never_less_than_that_of_the_worst() {
    use Priority::{Critical, High, Low, Medium};
    let of = |n, priority, criticality, urgency| Incident { priority, criticality, urgency, ..incident(n, "") };
    let made = |rows: &[Incident]| {
        let it = propose(&rows.iter().collect::<Vec<_>>(), label);
        (it.priority, it.auto_priority, it.criticality, it.urgency)
    };
    let rated = [of(1, High, Some(High), Some(Medium)), of(2, Low, Some(Low), Some(High)), of(3, Low, None, None)];
    assert_eq!(made(&rated), (High, true, Some(High), Some(High)));
    assert_eq!(made(&rated[2..]), (Low, false, None, None));
    let by_hand = [of(1, Critical, None, None), of(2, Low, Some(Low), Some(Low))];
    assert_eq!(made(&by_hand), (Critical, false, Some(Low), Some(Low)));
}

#[test]
fn the_description_names_each_incident_once_and_nothing_in_it_is_a_sign() {
    let rows = [incident(2, "a < b & **c** @Omar"), incident(1, "https://x.example is down")];
    let proposal = propose(&rows.iter().chain(&rows[..1]).collect::<Vec<_>>(), label);
    let read: Vec<String> = rich_text::read(&proposal.description).iter().map(rich_text::Line::text).collect();
    assert_eq!(
        read,
        ["Seen in these incidents:", "ACM-INC-0001 https://x.example is down", "ACM-INC-0002 a < b & **c** @Omar"]
    );
    assert!(proposal.description.contains("<ul><li><p>ACM-INC-0001"), "{}", proposal.description);
    assert!(proposal.description.contains("a &lt; b &amp; **c** @Omar"), "{}", proposal.description);
}

#[test]
fn a_thousand_long_titles_are_no_more_than_a_moment() {
    // Nothing in common, so that everything is looked for: by all pairs of titles and words this took minutes.
    let titles: Vec<String> = (0..1_000)
        .map(|n| (0..16).map(|word| format!("w{}x", (n * 7 + word * 131) % 4_001)).collect::<Vec<_>>().join(" "))
        .collect();
    let rows: Vec<Incident> = (1..).zip(&titles).map(|(n, title)| incident(n, title)).collect();
    let begun = std::time::Instant::now();
    let proposal = propose(&rows.iter().collect::<Vec<_>>(), label);
    assert_eq!(proposal.title.as_str(), titles[0]);
    assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
}
